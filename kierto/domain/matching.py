"""When a listing meets a want, and why: the rule by which the fast searches are judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from kierto.domain.place import Place
from kierto.domain.states import ListingState, WantState
from kierto.domain.units import Quantity
from kierto.domain.visibility import Shown, Viewer, can_see

RADIUS_CLASSES_M = (5_000, 20_000, 100_000, 500_000, 25_000_000)
"""Upper bounds in metres: a search from a listing looks for wants class by class."""


class ListingLike(Shown, Protocol):
    """What matching needs to know of a listing."""

    @property
    def category_id(self) -> int: ...
    @property
    def condition_rank(self) -> int: ...
    @property
    def free(self) -> Quantity: ...
    @property
    def place(self) -> Place | None: ...
    @property
    def available_from(self) -> date | None: ...
    @property
    def available_until(self) -> date | None: ...


class WantLike(Protocol):
    """What matching needs to know of a want; ``last_category`` ends its subtree's interval."""

    @property
    def unit_id(self) -> int: ...
    @property
    def state(self) -> WantState: ...
    @property
    def category_id(self) -> int: ...
    @property
    def last_category(self) -> int: ...
    @property
    def condition_rank(self) -> int: ...
    @property
    def place(self) -> Place: ...
    @property
    def radius_m(self) -> int: ...
    @property
    def wanted_from(self) -> date | None: ...
    @property
    def wanted_until(self) -> date | None: ...


class Reason(StrEnum):
    """Why a match is a match; each is shown in words."""

    CATEGORY = "category"
    DISTANCE = "distance"
    AMOUNT_ENOUGH = "amount_enough"
    AMOUNT_PART = "amount_part"
    CONDITION = "condition"


def radius_class(radius_m: int) -> int:
    """Index of the smallest class that holds ``radius_m``."""
    return next(i for i, bound in enumerate(RADIUS_CLASSES_M) if radius_m <= bound)


def windows_overlap(
    listing_from: date | None,
    listing_until: date | None,
    want_from: date | None,
    want_until: date | None,
) -> bool:
    """Whether two spans of days meet; an open end reaches for ever."""
    begins_in_time = listing_from is None or want_until is None or listing_from <= want_until
    ends_late_enough = listing_until is None or want_from is None or listing_until >= want_from
    return begins_in_time and ends_late_enough


def meets(listing: ListingLike, want: WantLike, viewer: Viewer, now: datetime, today: date) -> bool:
    """The whole rule: category, distance, free quantity, visibility, condition, dates, units.

    ``viewer`` is the want's unit. A listing or want whose last day has passed is over.
    """
    return (
        listing.state is ListingState.OPEN
        and want.state is WantState.OPEN
        and listing.free > Quantity(0)
        and want.category_id <= listing.category_id <= want.last_category
        and listing.unit_id != want.unit_id
        and listing.condition_rank <= want.condition_rank
        and (listing.available_until is None or listing.available_until >= today)
        and (want.wanted_until is None or want.wanted_until >= today)
        and windows_overlap(
            listing.available_from,
            listing.available_until,
            want.wanted_from,
            want.wanted_until,
        )
        and can_see(listing, viewer, now)
        and listing.place is not None
        and listing.place.distance_to(want.place) <= want.radius_m
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """How much of a want a listing covers; enough comes before a part."""

    free: Quantity
    wanted: Quantity | None

    @property
    def covers(self) -> bool:
        return self.wanted is None or self.free >= self.wanted

    def reasons(self) -> Iterator[Reason]:
        """In the order in which they are told."""
        yield Reason.CATEGORY
        yield Reason.DISTANCE
        yield Reason.AMOUNT_ENOUGH if self.covers else Reason.AMOUNT_PART
        yield Reason.CONDITION
