"""Claims: a unit's request for some quantity of a listing."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.states import ClaimState
from kierto.domain.units import Quantity
from kierto.models.listing import Listing
from kierto.models.organisation import Organisation
from kierto.models.unit import Unit
from kierto.models.user import User


class Claim(Base):
    """``handed_over`` and ``returned`` say what became of ``quantity``; the rest is still open.

    ``loan_days`` says that it is a loan of so many days from the handover on. While ``requested``,
    ``reserved`` or ``lent`` the open rest is counted in the listing's ``reserved``.
    """

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    quantity: Mapped[Quantity]
    handed_over: Mapped[Quantity] = mapped_column(default=Quantity(0))
    returned: Mapped[Quantity] = mapped_column(default=Quantity(0))
    state: Mapped[ClaimState]
    loan_days: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requested_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    pickup_by: Mapped[date | None]

    listing: Mapped[Listing] = relationship()
    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("loan_days > 0", name="loan_days_positive"),
        CheckConstraint("handed_over >= 0", name="handed_over_not_negative"),
        CheckConstraint("returned >= 0", name="returned_not_negative"),
        CheckConstraint("handed_over + returned <= quantity", name="no_more_than_claimed"),
        Index("ix_claim_listing_state", "listing_id", "state"),
    )

    @property
    def open_quantity(self) -> Quantity:
        """What was claimed and has neither moved nor been given back."""
        return self.quantity - self.handed_over - self.returned
