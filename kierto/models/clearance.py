"""Clearances: buildings to be emptied by a date."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.models.organisation import Organisation
from kierto.models.site import Site
from kierto.models.unit import Unit
from kierto.models.user import User


class Clearance(Base):
    """A plan; its lines are the listings that name it, with their room and fate.

    ``available_from`` is the day from which things can be fetched.
    """

    __tablename__ = "clearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(200))
    available_from: Mapped[date | None]
    empty_by: Mapped[date]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    site: Mapped[Site | None] = relationship()
    author: Mapped[User | None] = relationship()

    __table_args__ = (CheckConstraint("empty_by >= available_from", name="dates_in_order"),)
