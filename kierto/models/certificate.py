"""Certificates: that a unit looked for something before it bought it new."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.certificate import Finding
from kierto.domain.condition import Condition
from kierto.domain.units import Quantity
from kierto.models.category import Category
from kierto.models.organisation import Organisation
from kierto.models.unit import Unit
from kierto.models.user import User


class Certificate(Base):
    """What was searched, how far, and what was nearest, as it was at that moment.

    ``code`` is the secret of its public page. ``looked_at`` counts the open listings of the kind
    that the unit could see in all of the exchange, ``suitable`` those that met the need; then
    ``reason`` says why they did not do. ``nearest`` keeps a few listings as they were, each with
    listing_id, title, distance_m, free (thousandths), measure, condition and shortcomings.
    """

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    quantity: Mapped[Quantity | None]
    condition: Mapped[Condition]
    place_name: Mapped[str | None] = mapped_column(String(200))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    radius_m: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(300), default="")
    finding: Mapped[Finding]
    reason: Mapped[str] = mapped_column(String(500), default="")
    looked_at: Mapped[int]
    suitable: Mapped[int]
    nearest: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    valid_until: Mapped[date]

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User | None] = relationship()
    category: Mapped[Category] = relationship()

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("looked_at >= suitable", name="suitable_were_looked_at"),
        CheckConstraint("(finding = 'nothing') = (suitable = 0)", name="finding_is_counted"),
        CheckConstraint("suitable = 0 OR reason <> ''", name="unsuitable_has_reason"),
        CheckConstraint("valid_until >= issued_on", name="dates_in_order"),
    )

    @property
    def number(self) -> str:
        """The same on page and paper: "T2026-000012"."""
        return f"T{self.issued_on.year}-{self.id:06d}"
