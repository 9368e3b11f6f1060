"""Handovers: what really moved."""

from typing import Any

from flask import Response, url_for

from kierto.api import weights
from kierto.api.calls import Noun, answer
from kierto.api.idempotency import key
from kierto.api.paging import number_in, page
from kierto.api.schemas.handovers import (
    HandedOverOut,
    HandoverIn,
    HandoverOut,
    HandoverSearch,
    HandoversOut,
    Rest,
)
from kierto.api.schemas.ledger import EntryOut
from kierto.api.tokens import caller, now, viewer
from kierto.db import transaction
from kierto.domain.permissions import Permission
from kierto.domain.units import MassBasis
from kierto.models import Handover, LedgerEntry
from kierto.queries import parties
from kierto.services import handovers

noun = Noun("handovers", "Handovers")


@noun.post(
    "/claims/<number:claim_id>/handovers",
    guard=Permission.RECORD_HANDOVER,
    body=HandoverIn(),
    answers={201: HandedOverOut(), 409: None},
    headers=("Idempotency-Key",),
    sends=("Location",),
)
def post(claim_id: int, body: dict[str, Any]) -> Response:
    """Record that a reserved claim, or a part of it, was handed over; the ledger gets its entry.

    Recording it is the confirmation of your side. A mass without a basis was weighed; without a
    mass the listing's own weight counts.
    """
    parties.own_claim(claim_id, viewer())
    mass, basis = body.get("mass_kg"), body.get("mass_basis")
    weights.check(basis, mass, member="mass_kg")
    weighed = basis in {None, MassBasis.WEIGHED}
    move = handovers.Move(
        quantity=body["quantity"],
        occurred_on=body["occurred_on"],
        weighed=mass if weighed else None,
        declared=None if weighed else mass,
        rest_returns=body["rest"] is Rest.RETURNS,
        transfer_number=body["transfer_number"],
        data_wiped=body["data_wiped"],
    )
    with transaction():
        handover, entry = handovers.hand_over(claim_id, move, person=caller(), now=now(), key=key())
    location = url_for("api_handovers.show", handover_id=handover.id)
    return answer(_shown(handover, entry), 201, {"Location": location})


@noun.get(
    "/handovers", guard=Permission.BROWSE, query=HandoverSearch(), answers={200: HandoversOut()}
)
def index(query: dict[str, Any]) -> Response:
    """Handovers that your units gave or received, the newest first."""
    rows = parties.own_handovers(
        viewer(), limit=query["limit"] + 1, before=number_in(query["cursor"])
    )
    return answer(page(rows, query["limit"], HandoverOut().dump))


@noun.get(
    "/handovers/<number:handover_id>", guard=Permission.BROWSE, answers={200: HandedOverOut()}
)
def show(handover_id: int) -> Response:
    """A handover that one of your units gave or received, with the entry that counts now."""
    handover = parties.own_handover(handover_id, viewer())
    return answer(_shown(handover, handovers.entry_of(handover)))


@noun.post(
    "/handovers/<number:handover_id>/confirm",
    guard=Permission.RECORD_HANDOVER,
    answers={200: HandedOverOut()},
)
def confirm(handover_id: int) -> Response:
    """Confirm what the other side recorded. Repeating it changes nothing."""
    parties.own_handover(handover_id, viewer())
    with transaction():
        handover = handovers.confirm(handover_id, person=caller(), now=now())
    return answer(_shown(handover, handovers.entry_of(handover)))


def _shown(handover: Handover, entry: LedgerEntry) -> dict[str, Any]:
    return {"handover": HandoverOut().dump(handover), "ledger_entry": EntryOut().dump(entry)}
