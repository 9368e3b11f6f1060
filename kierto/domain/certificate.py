"""Checking before buying: what a certificate says, and why a listing did not do."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from kierto.domain.matching import ListingLike, WantLike, windows_overlap
from kierto.domain.units import Quantity

VALID_DAYS = 30
"""What there was a month ago says little about what there is."""


class Finding(StrEnum):
    """How a check ended: ``nothing`` met the need, or what met it was ``unsuitable``."""

    NOTHING = "nothing"
    UNSUITABLE = "unsuitable"


class Shortcoming(StrEnum):
    """Why a listing of the right kind did not meet the need by itself."""

    TOO_FAR = "too_far"
    WORSE_CONDITION = "worse_condition"
    TOO_FEW = "too_few"
    NOT_THEN = "not_then"


def shortcomings(
    listing: ListingLike, want: WantLike, quantity: Quantity | None, distance_m: float
) -> Iterator[Shortcoming]:
    """What keeps ``listing`` from meeting the need, in the order in which it is told."""
    if distance_m > want.radius_m:
        yield Shortcoming.TOO_FAR
    if listing.condition_rank > want.condition_rank:
        yield Shortcoming.WORSE_CONDITION
    if quantity is not None and listing.free < quantity:
        yield Shortcoming.TOO_FEW
    if not windows_overlap(
        listing.available_from, listing.available_until, want.wanted_from, want.wanted_until
    ):
        yield Shortcoming.NOT_THEN


def valid_until(issued_on: date) -> date:
    """The last day on which a certificate of ``issued_on`` counts."""
    return issued_on + timedelta(days=VALID_DAYS)
