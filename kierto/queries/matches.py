"""Matches in both directions: the listings that meet a want, the wants that a listing meets.

The same predicates as ``kierto.domain.matching.meets``, for sets.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from kierto.db import session
from kierto.domain.catalogue import ancestors
from kierto.domain.matching import RADIUS_CLASSES_M, Fit, Reason, meets
from kierto.domain.period import local_day
from kierto.domain.place import Place
from kierto.domain.states import ListingState, WantState
from kierto.models import Listing, Want
from kierto.queries.access import viewer_of_unit
from kierto.queries.nearest import Cursor, Placed, count_within, nearest
from kierto.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class Match:
    """A listing that meets a want, ``distance_m`` metres away, with the reasons."""

    listing: Listing
    want: Want
    distance_m: float
    reasons: tuple[Reason, ...]


def match_of(listing: Listing, want: Want) -> Match | None:
    """The two as a match, without asking whether they are one; None when either has no place."""
    place = listing.place
    return None if place is None else _match(listing, want, want.place.distance_to(place))


def has_free() -> ColumnElement[bool]:
    """Listings of which something can still be claimed."""
    return Listing.quantity > Listing.reserved + Listing.handed_over + Listing.ended


def listings_for(
    want: Want,
    *,
    now: datetime,
    limit: int = 20,
    after: Cursor | None = None,
    without: frozenset[int] = frozenset(),
) -> list[Match]:
    """The nearest listings that meet ``want``; at equal distance the better fit first.

    ``after`` is the distance and listing of the last match already shown; ``without`` are
    listings that the person who looks has dismissed.
    """
    if want.state is not WantState.OPEN or _is_over(want, now):
        return []

    def key(listing: Listing) -> tuple[bool, int]:
        return (not _fit(listing, want).covers, listing.id)

    last = None if after is None else (after.distance_m, key(session.get_one(Listing, after.id)))
    hits = nearest(
        _meeting(want, now).where(Listing.id.not_in(without)),
        Placed(Listing),
        want.place,
        radius_m=want.radius_m,
        limit=limit,
        after=last,
        key=key,
    )
    return [_match(listing, want, metres) for metres, listing in hits]


def count_for(want: Want, *, now: datetime, most: int = 10_000) -> int:
    """How many listings meet ``want``, by the same rule; counting ends at ``most``."""
    if want.state is not WantState.OPEN or _is_over(want, now):
        return 0
    return count_within(
        _meeting(want, now), Placed(Listing), want.place, radius_m=want.radius_m, most=most
    )


def wants_for(
    listing: Listing,
    *,
    now: datetime,
    limit: int = 20,
    of_units: frozenset[int] | None = None,
) -> list[Match]:
    """The nearest wants that ``listing`` meets now; ``of_units`` narrows them to these units'."""
    place = listing.place
    if place is None or listing.state is not ListingState.OPEN:
        return []
    today = local_day(now)
    found: list[Match] = []
    for number, radius_m in enumerate(RADIUS_CLASSES_M):
        statement = _wanting(listing, place, today).where(Want.radius_class == number)
        if of_units is not None:
            statement = statement.where(Want.unit_id.in_(of_units))
        after: Cursor | None = None
        wanted = limit
        while wanted > 0:
            hits = nearest(
                statement, Placed(Want), place, radius_m=radius_m, limit=limit, after=after
            )
            for metres, want in hits:
                if meets(listing, want, viewer_of_unit(want.unit), now, today):
                    found.append(_match(listing, want, metres))
                    wanted -= 1
            if len(hits) < limit:
                break
            after = Cursor(hits[-1][0], hits[-1][1].id)
    found.sort(key=lambda m: (m.distance_m, m.want.id))
    return found[:limit]


def wants_of(unit_ids: frozenset[int], *, now: datetime, each: int = 3) -> list[Match]:
    """The first matches of every open want of ``unit_ids``, for the start page."""
    wants = session.scalars(
        select(Want)
        .where(Want.unit_id.in_(unit_ids), Want.state == WantState.OPEN)
        .order_by(Want.created_at.desc())
        .limit(20)
    )
    return [match for want in wants for match in listings_for(want, now=now, limit=each)]


def _is_over(want: Want, now: datetime) -> bool:
    return want.wanted_until is not None and want.wanted_until < local_day(now)


def _meeting(want: Want, now: datetime) -> Select[Listing]:
    today = local_day(now)
    until, from_ = want.wanted_until, want.wanted_from
    return (
        select(Listing)
        .options(selectinload(Listing.photos), selectinload(Listing.unit))
        .where(
            Listing.state == ListingState.OPEN,
            Listing.category_id.between(want.category_id, want.category.last),
            Listing.unit_id != want.unit_id,
            Listing.condition_rank <= want.condition_rank,
            has_free(),
            visible_to(viewer_of_unit(want.unit), now),
            or_(
                Listing.available_until.is_(None),
                Listing.available_until >= max(today, from_ or today),
            ),
            *(
                []
                if until is None
                else [or_(Listing.available_from.is_(None), Listing.available_from <= until)]
            ),
        )
    )


def _wanting(listing: Listing, place: Place, today: date) -> Select[Want]:
    return (
        select(Want)
        .options(selectinload(Want.unit))
        .where(
            Want.state == WantState.OPEN,
            Want.category_id.in_((*ancestors(listing.category_id), listing.category_id)),
            Want.unit_id != listing.unit_id,
            Want.condition_rank >= listing.condition_rank,
            or_(Want.wanted_until.is_(None), Want.wanted_until >= today),
            # The chord is never longer than the way, so this loses no want; meets() decides.
            Placed(Want).chord_squared(place) <= (Want.radius_m + 1.0) * (Want.radius_m + 1.0),
        )
    )


def _fit(listing: Listing, want: Want) -> Fit:
    return Fit(free=listing.free, wanted=want.quantity)


def _match(listing: Listing, want: Want, metres: float) -> Match:
    return Match(listing, want, metres, tuple(_fit(listing, want).reasons()))
