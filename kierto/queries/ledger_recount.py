"""Whether the sums kept beside the ledger are those of its entries."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import BigInteger, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from kierto.db import session
from kierto.models import Handover, LedgerEntry, Listing


@dataclass(frozen=True, slots=True)
class Difference:
    """A sum kept with ``kind`` (listing, handover, entry) number ``id``, and what was counted."""

    kind: str
    id: int
    what: str
    kept: int
    counted: int


def recount() -> list[Difference]:
    """Compare the listings' counters, the handovers and the reversals with the ledger."""
    session.flush()
    return [*_listings(), *_handovers(), *_reversals()]


def _listings() -> Iterator[Difference]:
    for what, kept, belongs in (
        ("handed_over", Listing.handed_over, LedgerEntry.handover_id.is_not(None)),
        ("ended", Listing.ended, LedgerEntry.outcome_id.is_not(None)),
    ):
        counted = (
            select(LedgerEntry.listing_id, func.sum(LedgerEntry.quantity).label("quantity"))
            .where(belongs)
            .group_by(LedgerEntry.listing_id)
            .subquery()
        )
        number = type_coerce(func.coalesce(counted.c.quantity, 0), BigInteger)
        whole = type_coerce(kept, BigInteger)
        rows = session.execute(
            select(Listing.id, whole, number)
            .outerjoin(counted, counted.c.listing_id == Listing.id)
            .where(whole != number)
            .order_by(Listing.id)
        )
        for listing, has, should in rows:
            yield Difference("listing", listing, what, int(has), int(should))


def _handovers() -> Iterator[Difference]:
    """Each handover has one entry that stands, or none when it was corrected away."""
    written = func.count(LedgerEntry.id).filter(LedgerEntry.reverses_id.is_(None))
    reversed_ = func.count(LedgerEntry.reverses_id)
    rows = session.execute(
        select(Handover.id, written, reversed_)
        .outerjoin(LedgerEntry, LedgerEntry.handover_id == Handover.id)
        .group_by(Handover.id)
        .having(or_(written == 0, written - reversed_ > 1))
        .order_by(Handover.id)
    )
    for handover, count, back in rows:
        yield Difference("handover", handover, "entries", 1, int(count) - int(back))


def _reversals() -> Iterator[Difference]:
    """A reversal takes away exactly what it reverses."""
    reversal, original = aliased(LedgerEntry), aliased(LedgerEntry)
    for what, back, there in (
        ("mass", reversal.mass, original.mass),
        ("quantity", reversal.quantity, original.quantity),
    ):
        taken = type_coerce(func.coalesce(back, 0), BigInteger)
        given = type_coerce(func.coalesce(there, 0), BigInteger)
        rows = session.execute(
            select(reversal.id, taken, given)
            .join(original, original.id == reversal.reverses_id)
            .where(taken + given != 0)
            .order_by(reversal.id)
        )
        for entry, has, opposite in rows:
            yield Difference("entry", entry, what, int(has), -int(opposite))
