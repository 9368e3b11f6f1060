"""Streams: what a unit has to give again and again."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.stream import Rhythm, StreamState
from kierto.domain.units import Measure, Quantity
from kierto.models.category import Category
from kierto.models.organisation import Organisation
from kierto.models.unit import Unit
from kierto.models.user import User


class Stream(Base):
    """``quantity`` a week or month; its listings name it with the first day of their period.

    ``problem`` (message and data) tells why the worker had to pause it.
    """

    __tablename__ = "stream"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    quantity: Mapped[Quantity]
    measure: Mapped[Measure]
    rhythm: Mapped[Rhythm]
    kilograms_per_measure: Mapped[Decimal | None]
    legal_status: Mapped[LegalStatus]
    recovery: Mapped[Recovery | None]
    waste_code: Mapped[str | None] = mapped_column(ForeignKey("waste_code.code"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[StreamState] = mapped_column(default=StreamState.RUNNING, index=True)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User | None] = relationship()
    category: Mapped[Category] = relationship()

    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("legal_status <> 'waste' OR waste_code IS NOT NULL", name="waste_has_code"),
    )
