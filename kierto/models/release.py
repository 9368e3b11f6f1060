"""Decisions by which public property leaves its organisation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base
from kierto.domain.units import Money
from kierto.models.claim import Claim
from kierto.models.user import User


class Release(Base):
    """Who decided that the goods of a claim are given away, when, at what value and why."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    decided_by: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date]
    estimated_value: Mapped[Money]
    price: Mapped[Money]
    reason: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    claim: Mapped[Claim] = relationship()
    recorded_by: Mapped[User | None] = relationship()

    __table_args__ = (
        CheckConstraint("estimated_value >= 0", name="estimated_value_not_negative"),
        CheckConstraint("price >= 0", name="price_not_negative"),
    )
