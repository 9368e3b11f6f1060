"""Wants: standing needs of the caller's units."""

from typing import Any

from flask import Response, url_for

from kierto.api import named
from kierto.api.calls import Noun, answer
from kierto.api.idempotency import key
from kierto.api.locations import place_of
from kierto.api.paging import number_in, page
from kierto.api.schemas.wants import WantIn, WantOut, WantSearch, WantsOut
from kierto.api.tokens import caller, now, viewer
from kierto.db import transaction
from kierto.domain.condition import Condition
from kierto.domain.permissions import Permission
from kierto.queries import parties
from kierto.services import wants

noun = Noun("wants", "Wants")


@noun.post(
    "/wants",
    guard=Permission.POST_WANT,
    body=WantIn(),
    answers={201: WantOut()},
    headers=("Idempotency-Key",),
    sends=("Location",),
)
def post(body: dict[str, Any]) -> Response:
    """Store a standing need."""
    unit = named.unit(body["unit"])
    location = body.get("location")
    need = wants.Need(
        category=named.category(body["category"]),
        radius_m=body["radius_km"],
        quantity=body.get("quantity"),
        condition=body.get("condition", Condition.REPAIRABLE),
        place=place_of(location),
        place_name=None if location is None else location.get("address"),
        wanted_from=body.get("since"),
        wanted_until=body.get("until"),
        note=body.get("note", ""),
    )
    with transaction():
        want = wants.post(unit, need, person=caller(), now=now(), key=key())
    return answer(
        WantOut().dump(want), 201, {"Location": url_for("api_wants.show", want_id=want.id)}
    )


@noun.get("/wants", guard=Permission.BROWSE, query=WantSearch(), answers={200: WantsOut()})
def index(query: dict[str, Any]) -> Response:
    """Wants of your units, the newest first."""
    unit = query.get("unit")
    rows = parties.own_wants(
        viewer(),
        limit=query["limit"] + 1,
        before=number_in(query["cursor"]),
        unit_id=None if unit is None else named.unit(unit).id,
        state=query.get("status"),
    )
    return answer(page(rows, query["limit"], WantOut().dump))


@noun.get("/wants/<number:want_id>", guard=Permission.BROWSE, answers={200: WantOut()})
def show(want_id: int) -> Response:
    """One of your wants."""
    return answer(WantOut().dump(parties.own_want(want_id, viewer())))
