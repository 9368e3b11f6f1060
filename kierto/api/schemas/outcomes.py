"""Outcomes."""

from marshmallow import Schema, fields

from kierto.api.fields import Body, Choice, Day, Instant, Words
from kierto.api.numbers import Amount, Kilograms, Number
from kierto.api.schemas.ledger import EntryOut
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.units import MassBasis


class OutcomeIn(Body):
    """How a part of the free rest ends."""

    quantity = Amount(required=True)
    outcome = Choice(OutcomeKind, required=True)
    waste_code = Words("The category's own code by default.", most=10, allow_none=True)
    occurred_on = Day(required=True)
    mass_kg = Kilograms("If it was weighed.")


class OutcomeOut(Schema):
    """How a quantity ended."""

    id = Number()
    listing = Number(attribute="listing_id")
    outcome = Choice(OutcomeKind, attribute="kind")
    quantity = Amount()
    mass_kg = Kilograms(attribute="mass", zero=True, allow_none=True)
    mass_basis = Choice(MassBasis)
    waste_code = Words(most=10, allow_none=True)
    occurred_on = Day()
    recorded_at = Instant()


class EndedOut(Schema):
    """An outcome with its entry in the ledger."""

    outcome = fields.Nested(OutcomeOut)
    ledger_entry = fields.Nested(EntryOut)
