"""Handovers."""

from enum import StrEnum

from marshmallow import Schema, fields

from kierto.api.fields import Body, Choice, Day, Instant, Words
from kierto.api.numbers import Amount, Kilograms, Number
from kierto.api.paging import Page
from kierto.api.schemas.ledger import EntryOut
from kierto.domain.units import MassBasis, Measure

KNOWN_BASES = (MassBasis.WEIGHED, MassBasis.DECLARED, MassBasis.AVERAGE)


class Rest(StrEnum):
    """What becomes of the part of the claim that did not move."""

    STAYS = "stays"
    RETURNS = "returns"


class HandoverIn(Body):
    """What really moved, and when."""

    quantity = Amount(required=True)
    occurred_on = Day(required=True)
    mass_kg = Kilograms("Leave it out if it was not weighed.", allow_none=True)
    mass_basis = Choice(
        MassBasis,
        "How the mass is known; “average” stands for no mass of its own.",
        only=KNOWN_BASES,
        allow_none=True,
    )
    rest = Choice(
        Rest, "The rest stays reserved, or returns to the listing.", load_default=Rest.STAYS
    )
    transfer_number = Words(
        "Number of the document that goes with waste.", most=60, empty=True, load_default=""
    )
    data_wiped = Words(
        "For devices that hold data: how it was wiped, and by whom. Only the giver says it.",
        most=200,
        empty=True,
        load_default="",
    )


class HandoverSearch(Page):
    """A page of handovers."""


class HandoverOut(Schema):
    """A movement of goods. Either side records it, the other one confirms it."""

    id = Number()
    number = Words("Number of the receipt, as on paper.", most=20)
    claim = Number(attribute="claim_id", allow_none=True)
    listing = Number(attribute="listing_id", allow_none=True)
    giver = Words(most=60, attribute="giver_unit.code")
    receiver = Words(most=60, attribute="receiver_unit.code", allow_none=True)
    item = Words(most=200)
    category = Words(most=60, attribute="category.code")
    quantity = Amount(allow_none=True)
    measure = Choice(Measure)
    estimated_mass_kg = Kilograms(attribute="estimated_mass", zero=True, allow_none=True)
    estimated_basis = Choice(MassBasis)
    weighed_mass_kg = Kilograms(attribute="weighed_mass", allow_none=True)
    occurred_on = Day()
    transfer_number = Words(most=60, allow_none=True)
    data_wiped = Words(most=200, allow_none=True)
    recorded_at = Instant()
    giver_confirmed_at = Instant(allow_none=True)
    receiver_confirmed_at = Instant(allow_none=True)


class HandoversOut(Schema):
    """A page of handovers, the newest first."""

    items = fields.List(fields.Nested(HandoverOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)


class HandedOverOut(Schema):
    """A handover with the entry that it made in the ledger."""

    handover = fields.Nested(HandoverOut)
    ledger_entry = fields.Nested(EntryOut)
