"""The states of listings, wants and claims, each with its one table of allowed changes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kierto.domain.errors import ForbiddenChange


class ListingState(StrEnum):
    """``closed`` when nothing is left, ``withdrawn`` by the giver, ``expired`` by its date."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class WantState(StrEnum):
    """``met`` when what was needed was found."""

    OPEN = "open"
    MET = "met"
    CLOSED = "closed"


class ClaimState(StrEnum):
    """``requested`` already holds its quantity; ``waiting`` holds nothing yet."""

    WAITING = "waiting"
    REQUESTED = "requested"
    RESERVED = "reserved"
    HANDED_OVER = "handed_over"
    LENT = "lent"
    RETURNED = "returned"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"

    @property
    def holds(self) -> bool:
        """Whether a claim in this state keeps quantity away from others."""
        return self in {ClaimState.REQUESTED, ClaimState.RESERVED, ClaimState.LENT}

    @property
    def is_active(self) -> bool:
        return self.holds or self is ClaimState.WAITING


LISTING_CHANGES: Mapping[ListingState, frozenset[ListingState]] = {
    # A line of a clearance may end without ever having been offered.
    ListingState.DRAFT: frozenset({ListingState.OPEN, ListingState.WITHDRAWN, ListingState.CLOSED}),
    ListingState.OPEN: frozenset(
        {ListingState.CLOSED, ListingState.WITHDRAWN, ListingState.EXPIRED}
    ),
    # Quantity that comes back (a corrected handover, a raised amount) opens a listing again.
    ListingState.CLOSED: frozenset({ListingState.OPEN, ListingState.DRAFT}),
    ListingState.WITHDRAWN: frozenset({ListingState.OPEN}),
    ListingState.EXPIRED: frozenset({ListingState.OPEN, ListingState.WITHDRAWN}),
}

WANT_CHANGES: Mapping[WantState, frozenset[WantState]] = {
    WantState.OPEN: frozenset({WantState.MET, WantState.CLOSED}),
    WantState.MET: frozenset({WantState.OPEN}),
    WantState.CLOSED: frozenset({WantState.OPEN}),
}

CLAIM_CHANGES: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.WAITING: frozenset(
        {ClaimState.REQUESTED, ClaimState.RESERVED, ClaimState.CANCELLED, ClaimState.DECLINED}
    ),
    ClaimState.REQUESTED: frozenset(
        {ClaimState.RESERVED, ClaimState.DECLINED, ClaimState.CANCELLED, ClaimState.LAPSED}
    ),
    ClaimState.RESERVED: frozenset(
        {ClaimState.HANDED_OVER, ClaimState.CANCELLED, ClaimState.LAPSED, ClaimState.LENT}
    ),
    # What is out on loan can only come back.
    ClaimState.LENT: frozenset({ClaimState.RETURNED}),
    ClaimState.RETURNED: frozenset(),
    # Goods that came back as unsuitable: the handover is corrected away, nothing was taken.
    ClaimState.HANDED_OVER: frozenset({ClaimState.CANCELLED}),
    ClaimState.DECLINED: frozenset(),
    ClaimState.CANCELLED: frozenset(),
    ClaimState.LAPSED: frozenset(),
}


S = TypeVar("S", bound=StrEnum)


def become(state: S, target: S, changes: Mapping[S, frozenset[S]]) -> S:
    """``target``, when the table allows the change. Raises ForbiddenChange otherwise."""
    if target not in changes[state]:
        raise ForbiddenChange(state=state, target=target)
    return target
