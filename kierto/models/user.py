"""People and the roles they hold in units."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.alerts import AlertRhythm
from kierto.domain.permissions import Role
from kierto.models.unit import Unit


class User(Base):
    """A person who signs in.

    An erased person keeps the row, without name and address: the records point to it.
    ``mail_failures`` counts the letters in a row that the address refused for good; when there
    were too many, ``mail_stopped_at`` is set and letters wait until the person says go on.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2), default="fi")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_operator: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    alert_rhythm: Mapped[AlertRhythm] = mapped_column(default=AlertRhythm.IMMEDIATE)
    mail_failures: Mapped[int] = mapped_column(default=0)
    mail_stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in."""
        return self.deactivated_at is None and self.erased_at is None

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login's question; a visitor is another class."""
        return True

    @property
    def is_anonymous(self) -> bool:
        """Flask-Login's question."""
        return False


class Membership(Base):
    """A role that a person holds in a unit and everything below it."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role]

    user: Mapped[User] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship()

    __table_args__ = (UniqueConstraint("user_id", "unit_id", "role"),)
