"""The ledger: immutable lines, guarded by the database itself."""

from datetime import date, datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from kierto.db import Base
from kierto.domain.hash_chain import GENESIS
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.units import Mass, MassBasis, Measure, Quantity


class LedgerEntry(Base):
    """What mass went where, by which step, on what evidence.

    Names of units and organisations are those of the day, so that later mergers and renamings
    do not rewrite history. Quantity and mass of a reversal are negative. ``hash`` covers every
    other column and the hash before it (``kierto.domain.hash_chain``).
    """

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handover_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"), index=True)
    listing_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    origin_handover_id: Mapped[int | None] = mapped_column(ForeignKey("handover.id"))
    step: Mapped[Step]
    direction: Mapped[Direction]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    giver_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    giver_organisation: Mapped[str] = mapped_column(String(200))
    giver_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    giver_unit: Mapped[str] = mapped_column(String(200))
    receiver_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    receiver_organisation: Mapped[str | None] = mapped_column(String(200))
    receiver_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    receiver_unit: Mapped[str | None] = mapped_column(String(200))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    category_code: Mapped[str] = mapped_column(String(60))
    eu_class: Mapped[str | None] = mapped_column(String(20))
    item: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[Quantity | None]
    measure: Mapped[Measure]
    mass: Mapped[Mass | None]
    mass_basis: Mapped[MassBasis]
    uncertainty_percent: Mapped[int | None]
    factor_set_id: Mapped[int | None] = mapped_column(ForeignKey("factor_set.id"))
    factor_key: Mapped[str | None] = mapped_column(String(80))
    waste_code: Mapped[str | None] = mapped_column(ForeignKey("waste_code.code"))
    distance_m: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (
        CheckConstraint("(mass IS NULL) = (mass_basis = 'missing')", name="mass_has_basis"),
        CheckConstraint("id > 0", name="numbered_from_one"),
        Index("ix_ledger_entry_occurred_on", "occurred_on"),
    )


class LedgerHead(Base):
    """The last number and hash: one row, locked by every append, so that the chain has no fork."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


SQLITE_GUARDS = (
    """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
)

POSTGRESQL_GUARDS = (
    """CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    """CREATE TRIGGER ledger_entry_no_change BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    """CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()""",
)

FIRST_HEAD = f"INSERT INTO ledger_head (id, entries, hash) VALUES (1, 0, '{GENESIS}')"  # noqa: S608 - zeros of our own

event.listen(LedgerHead.__table__, "after_create", DDL(FIRST_HEAD))

for _dialect, _guards in (("sqlite", SQLITE_GUARDS), ("postgresql", POSTGRESQL_GUARDS)):
    for _guard in _guards:
        event.listen(
            LedgerEntry.__table__, "after_create", DDL(_guard).execute_if(dialect=_dialect)
        )
