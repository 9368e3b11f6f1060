"""Claims: asking for some of a listing, and deciding on what was asked."""

from collections.abc import Callable
from typing import Any

from flask import Response, url_for

from kierto.api import named
from kierto.api.calls import Noun, answer
from kierto.api.idempotency import key
from kierto.api.paging import number_in, page
from kierto.api.schemas.claims import ClaimIn, ClaimOut, ClaimSearch, ClaimsOut, DecisionIn
from kierto.api.tokens import caller, now, viewer
from kierto.db import transaction
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.models import Claim
from kierto.queries import parties
from kierto.queries.visibility import visible_listing
from kierto.services import claims

noun = Noun("claims", "Claims")


@noun.post(
    "/listings/<number:listing_id>/claims",
    guard=Permission.CLAIM,
    body=ClaimIn(),
    answers={201: ClaimOut(), 202: ClaimOut(), 409: None},
    headers=("Idempotency-Key",),
    sends=("Location",),
)
def post(listing_id: int, body: dict[str, Any]) -> Response:
    """Ask for some of a listing on behalf of one of your units.

    201: it is “reserved”, or “requested” where the giver approves first; either way nobody else
    gets it meanwhile. 202: it is “waiting”, because nothing is free. 409: only a part is free;
    “free” says how much. Send an Idempotency-Key, so that a repeated call is the same claim.
    """
    unit = named.unit(body["unit"])
    visible_listing(listing_id, viewer(), now())
    with transaction():
        claim = claims.request(
            listing_id,
            unit,
            body["quantity"],
            person=caller(),
            now=now(),
            key=key(),
            purpose=body.get("purpose", ""),
        )
    status = 202 if claim.state is ClaimState.WAITING else 201
    location = url_for("api_claims.show", claim_id=claim.id)
    return answer(ClaimOut().dump(claim), status, {"Location": location})


@noun.get("/claims", guard=Permission.BROWSE, query=ClaimSearch(), answers={200: ClaimsOut()})
def index(query: dict[str, Any]) -> Response:
    """Claims that your units made or received, the newest first."""
    unit = query.get("unit")
    rows = parties.own_claims(
        viewer(),
        limit=query["limit"] + 1,
        before=number_in(query["cursor"]),
        listing_id=query.get("listing"),
        unit_id=None if unit is None else named.unit(unit).id,
        state=query.get("status"),
    )
    return answer(page(rows, query["limit"], ClaimOut().dump))


@noun.get("/claims/<number:claim_id>", guard=Permission.BROWSE, answers={200: ClaimOut()})
def show(claim_id: int) -> Response:
    """A claim that one of your units made or received."""
    return answer(ClaimOut().dump(parties.own_claim(claim_id, viewer())))


@noun.post(
    "/claims/<number:claim_id>/approve",
    guard=Permission.DECIDE_CLAIM,
    body=DecisionIn(),
    body_optional=True,
    answers={200: ClaimOut(), 409: None},
)
def approve(claim_id: int, body: dict[str, Any]) -> Response:
    """Say yes to a request. Repeating it changes nothing."""
    return _decided(claim_id, lambda: claims.approve(claim_id, person=caller(), now=now()))


@noun.post(
    "/claims/<number:claim_id>/decline",
    guard=Permission.DECIDE_CLAIM,
    body=DecisionIn(),
    body_optional=True,
    answers={200: ClaimOut(), 409: None},
)
def decline(claim_id: int, body: dict[str, Any]) -> Response:
    """Say no to a request; its quantity is free again. Repeating it changes nothing."""
    reason = body.get("reason", "")
    return _decided(
        claim_id, lambda: claims.decline(claim_id, person=caller(), now=now(), reason=reason)
    )


@noun.post(
    "/claims/<number:claim_id>/cancel",
    guard=Permission.CLAIM,
    body=DecisionIn(),
    body_optional=True,
    answers={200: ClaimOut(), 409: None},
)
def cancel(claim_id: int, body: dict[str, Any]) -> Response:
    """Take a claim back, as its unit or as the giver. Repeating it changes nothing."""
    reason = body.get("reason", "")
    return _decided(
        claim_id, lambda: claims.cancel(claim_id, person=caller(), now=now(), reason=reason)
    )


def _decided(claim_id: int, decide: Callable[[], Claim]) -> Response:
    parties.own_claim(claim_id, viewer())
    with transaction():
        claim = decide()
    return answer(ClaimOut().dump(claim))
