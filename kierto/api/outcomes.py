"""Outcomes: how the rest of a listing ends."""

from typing import Any

from flask import Response

from kierto.api.calls import Noun, answer
from kierto.api.idempotency import key
from kierto.api.schemas.ledger import EntryOut
from kierto.api.schemas.outcomes import EndedOut, OutcomeIn, OutcomeOut
from kierto.api.tokens import caller, now, viewer
from kierto.db import transaction
from kierto.domain.permissions import Permission
from kierto.queries.visibility import visible_listing
from kierto.services import outcomes

noun = Noun("outcomes", "Outcomes")


@noun.post(
    "/listings/<number:listing_id>/outcomes",
    guard=Permission.RECORD_OUTCOME,
    body=OutcomeIn(),
    answers={201: EndedOut(), 409: None},
    headers=("Idempotency-Key",),
)
def post(listing_id: int, body: dict[str, Any]) -> Response:
    """Record that some of what is free was kept, recycled, burned for energy or disposed of."""
    visible_listing(listing_id, viewer(), now())
    with transaction():
        outcome, entry = outcomes.end(
            listing_id,
            body["quantity"],
            body["outcome"],
            occurred_on=body["occurred_on"],
            person=caller(),
            now=now(),
            waste_code=body.get("waste_code"),
            weighed=body.get("mass_kg"),
            key=key(),
        )
    return answer(
        {"outcome": OutcomeOut().dump(outcome), "ledger_entry": EntryOut().dump(entry)}, 201
    )
