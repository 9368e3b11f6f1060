"""The time at which the goods of a claim are fetched, and who brings them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.transport import TransportKind
from kierto.domain.units import Money
from kierto.models.claim import Claim
from kierto.models.organisation import Organisation
from kierto.models.user import User


class Pickup(Base):
    """A time that one side has proposed; ``agreed_at`` is there once the other has said yes.

    ``revision`` grows with every change, so that calendars and mails know the newest.
    """

    __tablename__ = "pickup"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    by_giver: Mapped[bool]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cancelled_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    claim: Mapped[Claim] = relationship()

    __table_args__ = (CheckConstraint("starts_at < ends_at", name="times_in_order"),)


class Transport(Base):
    """How the goods of a claim travel; ``organisation`` is the one whose transport drives them."""

    __tablename__ = "transport"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    kind: Mapped[TransportKind]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    price: Mapped[Money | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    ordered_at: Mapped[datetime]
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    driven_at: Mapped[datetime | None]
    driven_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    claim: Mapped[Claim] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    driven_by: Mapped[User | None] = relationship(foreign_keys=[driven_by_id])

    __table_args__ = (
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("(kind = 'city') = (organisation_id IS NOT NULL)", name="city_has_driver"),
    )
