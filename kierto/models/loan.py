"""Loans: what a claim has borrowed, until it is brought back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.loan import ReturnedAs
from kierto.domain.units import Quantity
from kierto.models.claim import Claim
from kierto.models.user import User


class Loan(Base):
    """From the day the thing was fetched; ``returned_on`` is there once it came back.

    The claim holds the quantity meanwhile, so it stays in the listing's ``reserved``.
    """

    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    quantity: Mapped[Quantity]
    begun_on: Mapped[date]
    due_on: Mapped[date]
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    returned_on: Mapped[date | None]
    returned_as: Mapped[ReturnedAs | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    returned_at: Mapped[datetime | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    claim: Mapped[Claim] = relationship()
    begun_by: Mapped[User | None] = relationship(foreign_keys=[begun_by_id])
    returned_by: Mapped[User | None] = relationship(foreign_keys=[returned_by_id])

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("due_on >= begun_on", name="due_after_begin"),
        CheckConstraint("returned_on >= begun_on", name="returned_after_begin"),
        CheckConstraint("(returned_on IS NULL) = (returned_as IS NULL)", name="returned_somehow"),
        CheckConstraint(
            "returned_as IS NULL OR returned_as <> 'damaged' OR note <> ''",
            name="damage_has_note",
        ),
    )
