"""Outcomes: how a quantity ends when nobody else takes it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.models.listing import Listing
from kierto.models.user import User


class Outcome(Base):
    """Kept, recycled, burned for energy or disposed of, with mass and waste code."""

    __tablename__ = "outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    kind: Mapped[OutcomeKind]
    quantity: Mapped[Quantity]
    mass: Mapped[Mass | None]
    mass_basis: Mapped[MassBasis]
    waste_code: Mapped[str | None] = mapped_column(ForeignKey("waste_code.code"))
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    listing: Mapped[Listing] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("mass >= 0", name="mass_not_negative"),
        CheckConstraint("kind = 'kept' OR waste_code IS NOT NULL", name="waste_has_code"),
    )
