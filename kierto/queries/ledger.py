"""Questions to the ledger: its entries, and whether anybody has changed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, or_, select

from kierto.db import session
from kierto.domain.hash_chain import GENESIS, Value, entry_hash
from kierto.domain.units import Amount
from kierto.models import LedgerEntry, LedgerHead

_CHAINED = frozenset({"previous_hash", "hash"})
_HASHED = tuple(c.key for c in LedgerEntry.__table__.columns if c.key not in _CHAINED)


def hashed_fields(entry: LedgerEntry) -> dict[str, Value]:
    """What the hash covers: every filled column, as text and whole numbers.

    Empty columns are left out, so that a column added in a later version does not change the
    hash of entries that were made before it existed.
    """
    return {
        name: canonical(value) for name in _HASHED if (value := getattr(entry, name)) is not None
    }


def canonical(value: object) -> Value:
    """One column's value in the form that is hashed and exported."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Amount):
        return value.units
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def of_organisations(organisations: frozenset[int]) -> ColumnElement[bool]:
    """Entries in which one of ``organisations`` gave or received."""
    return or_(
        LedgerEntry.giver_organisation_id.in_(organisations),
        LedgerEntry.receiver_organisation_id.in_(organisations),
    )


def all_entries() -> Iterator[LedgerEntry]:
    """Every entry from the first to the last, a thousand at a time."""
    return iter(
        session.scalars(
            select(LedgerEntry).order_by(LedgerEntry.id).execution_options(yield_per=1000)
        )
    )


@dataclass(frozen=True, slots=True)
class Verification:
    """``first_bad`` is the number of the first entry that is changed, missing or out of place."""

    entries: int
    ok: bool
    first_bad: int | None


def verify() -> Verification:
    """Recompute the chain from the first entry and compare it with the kept head."""
    previous, count = GENESIS, 0
    for entry in all_entries():
        count += 1
        recomputed = entry_hash(previous, hashed_fields(entry))
        if entry.id != count or entry.previous_hash != previous or entry.hash != recomputed:
            return Verification(count, ok=False, first_bad=count)
        previous = entry.hash
        session.expunge(entry)
    head = session.get(LedgerHead, 1)
    if head is None or (head.entries, head.hash) != (count, previous):
        return Verification(count, ok=False, first_bad=count + 1)
    return Verification(count, ok=True, first_bad=None)
