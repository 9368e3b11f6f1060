"""Questions to the installation itself: who is in it, and whether its counters are right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, or_, select, type_coerce

from kierto.db import session
from kierto.domain.states import ClaimState
from kierto.models import Claim, LedgerEntry, Listing, Organisation, User

HOLDING = tuple(state for state in ClaimState if state.holds)


def has_demo_accounts() -> bool:
    """Whether somebody could sign in with the demo's well-known password."""
    return (
        session.scalar(
            select(User.id).where(User.is_demo, User.password_hash.is_not(None)).limit(1)
        )
        is not None
    )


def is_empty() -> bool:
    """Whether nobody has used the database: no people, no organisations, no entries."""
    return all(
        session.scalar(select(column).limit(1)) is None
        for column in (User.id, Organisation.id, LedgerEntry.id)
    )


@dataclass(frozen=True, slots=True)
class WrongCounter:
    """A listing whose ``counter`` says ``kept`` thousandths while its rows say ``counted``."""

    listing_id: int
    counter: str
    kept: int
    counted: int


def wrong_counters() -> list[WrongCounter]:
    """Recount what every listing has reserved, handed over and ended.

    What ended is counted in the ledger: a correction changes the ledger, not the outcome.
    """
    claimed = (
        select(
            Claim.listing_id,
            func.sum(case((Claim.state.in_(HOLDING), _OPEN), else_=0)).label("reserved"),
            func.sum(_number(Claim.handed_over)).label("handed_over"),
        )
        .group_by(Claim.listing_id)
        .subquery()
    )
    ended = (
        select(LedgerEntry.listing_id, func.sum(_number(LedgerEntry.quantity)).label("ended"))
        .where(LedgerEntry.outcome_id.is_not(None))
        .group_by(LedgerEntry.listing_id)
        .subquery()
    )
    pairs = {
        "reserved": (Listing.reserved, claimed.c.reserved),
        "handed_over": (Listing.handed_over, claimed.c.handed_over),
        "ended": (Listing.ended, ended.c.ended),
    }
    kept = [_number(column) for column, _ in pairs.values()]
    counted = [func.coalesce(total, 0) for _, total in pairs.values()]
    rows = session.execute(
        select(Listing.id, *kept, *counted)
        .outerjoin(claimed, claimed.c.listing_id == Listing.id)
        .outerjoin(ended, ended.c.listing_id == Listing.id)
        .where(or_(*(one != other for one, other in zip(kept, counted, strict=True))))
        .order_by(Listing.id)
    )
    return [
        WrongCounter(listing_id, counter, int(one), int(other))
        for listing_id, *values in rows
        for counter, one, other in zip(pairs, values[:3], values[3:], strict=True)
        if one != other
    ]


def _number(column: Any) -> ColumnElement[int]:  # noqa: ANN401
    """The stored whole number of an amount, for sums of sums."""
    return type_coerce(column, BigInteger)


_OPEN = _number(Claim.quantity) - _number(Claim.handed_over) - _number(Claim.returned)
