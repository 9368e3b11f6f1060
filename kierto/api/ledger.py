"""The ledger: reading its entries, correcting one by a reversal and a new entry."""

from datetime import date
from typing import Any

from flask import Response

from kierto.api import weights
from kierto.api.calls import Noun, answer
from kierto.api.paging import number_in, page
from kierto.api.schemas.ledger import (
    CorrectionIn,
    CorrectionOut,
    EntryOut,
    LedgerOut,
    LedgerSearch,
)
from kierto.api.tokens import caller, now
from kierto.db import transaction
from kierto.domain.period import Period
from kierto.domain.permissions import Permission
from kierto.domain.units import MassBasis
from kierto.queries import ledger_pages
from kierto.queries.ledger_selection import Selection
from kierto.services.corrections import Correction, correct

noun = Noun("ledger", "Ledger")


@noun.get("/ledger", guard=Permission.BROWSE, query=LedgerSearch(), answers={200: LedgerOut()})
def index(query: dict[str, Any]) -> Response:
    """Entries in which your units took part; those of your whole organisation, if your role says.

    They come in the order in which they were recorded, reversals among them.
    """
    period = Period(query.get("first", date.min), query.get("last", date.max))
    rows = ledger_pages.entries(
        Selection(period=period),
        caller(),
        limit=query["limit"] + 1,
        after=number_in(query["cursor"]),
    )
    return answer(page(rows, query["limit"], EntryOut().dump))


@noun.get("/ledger/<number:entry_id>", guard=Permission.BROWSE, answers={200: EntryOut()})
def show(entry_id: int) -> Response:
    """One entry."""
    return answer(EntryOut().dump(ledger_pages.entry(entry_id, caller())))


@noun.post(
    "/ledger/<number:entry_id>/corrections",
    guard=Permission.CORRECT_LEDGER,
    body=CorrectionIn(),
    answers={201: CorrectionOut(), 409: None},
)
def post(entry_id: int, body: dict[str, Any]) -> Response:
    """Correct an entry: it is reversed, and the right one is recorded, with your reason."""
    ledger_pages.entry(entry_id, caller())
    mass, basis = body.get("mass_kg"), body.get("mass_basis")
    weights.check(basis, mass, member="mass_kg")
    correction = Correction(
        reason=body["reason"],
        quantity=body.get("quantity"),
        mass=mass,
        mass_basis=basis or MassBasis.WEIGHED,
        occurred_on=body.get("occurred_on"),
    )
    with transaction():
        reversal, corrected = correct(entry_id, correction, person=caller(), now=now())
    return answer(
        {
            "reversal": EntryOut().dump(reversal),
            "ledger_entry": None if corrected is None else EntryOut().dump(corrected),
        },
        201,
    )
