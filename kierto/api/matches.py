"""Matches in both directions."""

from typing import Any

from flask import Response

from kierto.api.calls import Noun, answer
from kierto.api.paging import closed, no_cursor, number_in
from kierto.api.schemas.matches import MatchesOut, MatchSearch
from kierto.api.tokens import now, viewer
from kierto.domain.permissions import Permission
from kierto.queries import matches, nearest, parties
from kierto.queries.visibility import visible_listing

noun = Noun("matches", "Matches")

MOST_PASSED = 10_000
"""How far one can page through the wants that a listing meets."""


@noun.get(
    "/wants/<number:want_id>/matches",
    guard=Permission.BROWSE,
    query=MatchSearch(),
    answers={200: MatchesOut()},
)
def of_want(want_id: int, query: dict[str, Any]) -> Response:
    """The listings that meet one of your wants, the nearest first."""
    want = parties.own_want(want_id, viewer())
    limit = query["limit"]
    found = matches.listings_for(want, now=now(), limit=limit, after=_place_in(query["cursor"]))
    following = None
    if len(found) == limit:
        last = max(found, key=lambda match: (match.distance_m, match.listing.id))
        following = closed(f"{last.distance_m!r}:{last.listing.id}")
        more = nearest.Cursor(last.distance_m, last.listing.id)
        if not matches.listings_for(want, now=now(), limit=1, after=more):
            following = None
    return answer({"items": [_shown(match) for match in found], "next": following})


@noun.get(
    "/listings/<number:listing_id>/matches",
    guard=Permission.BROWSE,
    query=MatchSearch(),
    answers={200: MatchesOut()},
)
def of_listing(listing_id: int, query: dict[str, Any]) -> Response:
    """The wants that a listing meets, the nearest first.

    The giving unit sees all of them, everybody else those of their own units.
    """
    listing = visible_listing(listing_id, viewer(), now())
    limit, passed = query["limit"], number_in(query["cursor"]) or 0
    if passed > MOST_PASSED:
        raise no_cursor()
    own = viewer().units
    found = matches.wants_for(
        listing,
        now=now(),
        limit=passed + limit + 1,
        of_units=None if listing.unit_id in own else own,
    )
    following = closed(str(passed + limit)) if len(found) > passed + limit else None
    shown = [_shown(match) for match in found[passed : passed + limit]]
    return answer({"items": shown, "next": following})


def _place_in(cursor: str | None) -> nearest.Cursor | None:
    if cursor is None:
        return None
    metres, _, number = cursor.partition(":")
    try:
        found = nearest.Cursor(float(metres), number_in(number) or 0)
    except ValueError:
        found = nearest.Cursor(-1.0, 0)
    if not 0 <= found.distance_m < 3e7:
        raise no_cursor()
    return found


def _shown(match: matches.Match) -> dict[str, Any]:
    listing, want = match.listing, match.want
    return {
        "listing": listing.id,
        "want": want.id,
        "distance_km": round(match.distance_m / 1000, 3),
        "reasons": [reason.value for reason in match.reasons],
        "title": listing.title,
        "category": listing.category.code,
        "condition": listing.condition,
        "free": str(listing.free),
        "measure": listing.measure,
        "wanted": None if want.quantity is None else str(want.quantity),
        "giver": listing.unit.code,
        "receiver": want.unit.code,
    }
