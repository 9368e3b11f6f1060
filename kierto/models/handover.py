"""Handovers: the day the goods really moved."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models.category import Category
from kierto.models.claim import Claim
from kierto.models.listing import Listing
from kierto.models.unit import Unit
from kierto.models.user import User


class Handover(Base):
    """A movement of goods, from a claim or, for past years, from an imported record.

    ``estimated_mass`` is what the listing said of this part, ``weighed_mass`` what the scale
    said; both are kept, and the ledger counts the weighed one where it exists. ``met`` is there
    when one side typed the code on the other's screen. ``transfer_number`` is that of the
    document that went with waste; ``objected_quantity`` what an objector says really moved.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    giver_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    receiver_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    item: Mapped[str] = mapped_column(String(200))
    import_key: Mapped[str | None] = mapped_column(String(80))
    quantity: Mapped[Quantity | None]
    measure: Mapped[Measure]
    estimated_mass: Mapped[Mass | None]
    estimated_basis: Mapped[MassBasis]
    weighed_mass: Mapped[Mass | None]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    giver_confirmed_at: Mapped[datetime | None]
    giver_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    receiver_confirmed_at: Mapped[datetime | None]
    receiver_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    met: Mapped[bool] = mapped_column(default=False)
    transfer_number: Mapped[str | None] = mapped_column(String(60))
    data_wiped: Mapped[str | None] = mapped_column(String(200))
    objection: Mapped[str | None] = mapped_column(String(500))
    objected_quantity: Mapped[Quantity | None]
    objected_at: Mapped[datetime | None]
    objected_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    claim: Mapped[Claim | None] = relationship()
    listing: Mapped[Listing | None] = relationship(foreign_keys=[listing_id])
    giver_unit: Mapped[Unit] = relationship(foreign_keys=[giver_unit_id])
    receiver_unit: Mapped[Unit | None] = relationship(foreign_keys=[receiver_unit_id])
    category: Mapped[Category] = relationship()
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    giver_confirmed_by: Mapped[User | None] = relationship(foreign_keys=[giver_confirmed_by_id])
    receiver_confirmed_by: Mapped[User | None] = relationship(
        foreign_keys=[receiver_confirmed_by_id]
    )
    objected_by: Mapped[User | None] = relationship(foreign_keys=[objected_by_id])

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("objected_quantity >= 0", name="objected_quantity_not_negative"),
        CheckConstraint("weighed_mass > 0", name="weighed_mass_positive"),
        CheckConstraint("estimated_mass >= 0", name="estimated_mass_not_negative"),
        Index("uq_handover_giver_import", "giver_unit_id", "import_key", unique=True),
    )

    @property
    def number(self) -> str:
        """The receipt's number, the same on page and paper: "2026-000012"."""
        return f"{self.occurred_on.year}-{self.id:06d}"
