"""Factor sets: dated, sourced versions of unit weights, densities and emission factors."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kierto.db import Base


class FactorSet(Base):
    """A set is never edited; a change makes a new set, and old entries keep theirs."""

    __tablename__ = "factor_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    valid_from: Mapped[date]
    created_at: Mapped[datetime]

    factors: Mapped[list["Factor"]] = relationship(back_populates="factor_set")


class Factor(Base):
    """One row of a set. ``value`` None is unknown, never zero."""

    __tablename__ = "factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    factor_set_id: Mapped[int] = mapped_column(ForeignKey("factor_set.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[Decimal | None]
    unit: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(300))
    year: Mapped[str] = mapped_column(String(10))
    version: Mapped[str] = mapped_column(String(40))
    licence: Mapped[str] = mapped_column(String(60))
    trust: Mapped[str] = mapped_column(String(1))
    valid_from: Mapped[date]
    uncertainty_percent: Mapped[int | None]
    aliases: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

    factor_set: Mapped[FactorSet] = relationship(back_populates="factors")

    __table_args__ = (UniqueConstraint("factor_set_id", "key"),)
