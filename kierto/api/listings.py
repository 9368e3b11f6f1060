"""Listings: finding, reading, posting and changing them."""

from typing import Any

from flask import Response, request, url_for

from kierto.api import listing_shown, named
from kierto.api.calls import Noun, answer
from kierto.api.idempotency import key
from kierto.api.locations import place_of, warnings_for
from kierto.api.paging import closed, no_cursor
from kierto.api.problems import Changed, ConditionNeeded
from kierto.api.schemas.listings import (
    ListingChange,
    ListingIn,
    ListingOut,
    ListingSearch,
    ListingsOut,
)
from kierto.api.tokens import caller, now, viewer
from kierto.db import transaction
from kierto.domain.errors import N_, Refused
from kierto.domain.permissions import Permission
from kierto.domain.states import ListingState
from kierto.models import Listing
from kierto.queries import listings as finding
from kierto.queries.visibility import visible_listing
from kierto.services import listings, stock
from kierto.services.access import allow

noun = Noun("listings", "Listings")


class NearNeeded(Refused):
    """A radius around nothing: the caller has no place of its own."""

    message = N_("Say with “near” from where the distance counts.")


@noun.get(
    "/listings",
    guard=Permission.BROWSE,
    query=ListingSearch(),
    answers={200: ListingsOut(), 422: None},
)
def index(query: dict[str, Any]) -> Response:
    """Open listings by distance, the nearest first.

    Without “near” the distance is from your own first unit. Listings whose place is not known
    come last, and only when no radius is asked for.
    """
    near = query.get("near") or named.own_place()
    unit = query.get("unit")
    category = query.get("category")
    radius_m = query.get("radius_km")
    if radius_m is not None and near is None:
        raise NearNeeded(field="near")
    search = finding.Search(
        words=query.get("q", ""),
        category=None if category is None else named.category(category),
        near=near,
        radius_m=radius_m,
        only_placed=radius_m is not None,
        condition=query.get("condition"),
        unit_id=None if unit is None else named.unit(unit).id,
    )
    cursor = query["cursor"]
    if cursor is not None and not finding.is_cursor(cursor, by_distance=near is not None):
        raise no_cursor()
    found = finding.find(search, viewer(), now=now(), limit=query["limit"], cursor=cursor)
    return answer(
        {
            "items": [listing_shown.hit(one.listing, one.distance_m) for one in found.hits],
            "next": None if found.after is None else closed(found.after),
        }
    )


@noun.get(
    "/listings/<number:listing_id>",
    guard=Permission.BROWSE,
    answers={200: ListingOut(), 304: None},
    headers=("If-None-Match",),
    sends=("ETag",),
)
def show(listing_id: int) -> Response:
    """One listing, with its version as the ETag."""
    listing = visible_listing(listing_id, viewer(), now())
    response = _answer(listing)
    response.make_conditional(request)
    return response


@noun.post(
    "/listings",
    guard=Permission.POST_LISTING,
    body=ListingIn(),
    answers={201: ListingOut()},
    headers=("Idempotency-Key",),
    sends=("ETag", "Location"),
)
def post(body: dict[str, Any]) -> Response:
    """Offer something.

    What is left out is filled in from the unit (site) and the category (measure, weight, waste
    code).
    """
    unit = named.unit(body["unit"])
    offer = listing_shown.offer(body, unit)
    with transaction():
        listing = listings.post(unit, offer, person=caller(), now=now(), key=key())
    warnings = warnings_for(place_of(body.get("location")))
    return _answer(listing, 201, warnings=warnings)


@noun.patch(
    "/listings/<number:listing_id>",
    guard=Permission.POST_LISTING,
    body=ListingChange(),
    answers={200: ListingOut(), 409: None, 412: None, 428: None},
    headers=("If-Match",),
    sends=("ETag",),
)
def change(listing_id: int, body: dict[str, Any]) -> Response:
    """Change some members of a listing; the rest stays as it is.

    The header If-Match carries the ETag that you read, so that nobody's change is lost.
    """
    allow(caller(), Permission.POST_LISTING, visible_listing(listing_id, viewer(), now()).unit)
    if "If-Match" not in request.headers:
        raise ConditionNeeded
    status = body.pop("status", None)
    with transaction():
        listing = stock.lock(listing_id)
        if not request.if_match.contains(str(listing.version)):
            raise Changed
        if body:
            offer = listing_shown.changed(listing, body)
            listings.change(listing, offer, version=listing.version, person=caller(), now=now())
        if status is ListingState.WITHDRAWN:
            listings.withdraw(listing, person=caller(), now=now())
        elif status is ListingState.OPEN:
            listings.reopen(listing, person=caller(), now=now())
    return _answer(listing, warnings=warnings_for(place_of(body.get("location"))))


def _answer(listing: Listing, status: int = 200, *, warnings: list[str] | None = None) -> Response:
    shown = listing_shown.listing(listing)
    if warnings:
        shown["warnings"] = warnings
    response = answer(shown, status)
    response.set_etag(str(listing.version))
    response.vary.update(("Authorization", "Accept-Language"))
    if status == 201:
        response.headers["Location"] = url_for("api_listings.show", listing_id=listing.id)
    return response
