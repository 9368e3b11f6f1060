"""Entries of the ledger and their corrections."""

from marshmallow import Schema, fields

from kierto.api.fields import Body, Choice, Day, Instant, Words
from kierto.api.numbers import Amount, Kilograms, Number
from kierto.api.paging import Page
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.units import MassBasis, Measure

SCALE_OR_GIVER = (MassBasis.WEIGHED, MassBasis.DECLARED)


class LedgerSearch(Page):
    """Entries by the day on which it happened."""

    first = Day("First day.", data_key="from")
    last = Day("Last day, included.", data_key="to")


class CorrectionIn(Body):
    """The right values; what is left out was right. A quantity of 0 takes the entry away."""

    quantity = Amount(zero=True, allow_none=True)
    mass_kg = Kilograms(allow_none=True)
    mass_basis = Choice(
        MassBasis,
        "How the mass is known; weighed unless said otherwise.",
        only=SCALE_OR_GIVER,
        allow_none=True,
    )
    occurred_on = Day(allow_none=True)
    reason = Words("Why; the auditor reads it.", most=500, required=True)


class EntryOut(Schema):
    """One line of the ledger. Quantity and mass of a reversal are negative."""

    id = Number()
    step = Choice(Step)
    direction = Choice(Direction)
    occurred_on = Day()
    recorded_at = Instant()
    giver_organisation = Words(most=200)
    giver_unit = Words(most=200)
    receiver_organisation = Words(most=200, allow_none=True)
    receiver_unit = Words(most=200, allow_none=True)
    category = Words(most=60, attribute="category_code")
    eu_class = Words(most=20, allow_none=True)
    item = Words(most=200)
    quantity = Amount(allow_none=True)
    measure = Choice(Measure)
    mass_kg = Kilograms(attribute="mass", allow_none=True)
    mass_basis = Choice(MassBasis)
    uncertainty_percent = Number(least=0, allow_none=True)
    factor_key = Words(most=80, allow_none=True)
    waste_code = Words(most=10, allow_none=True)
    distance_m = Number(least=0, allow_none=True)
    listing = Number(attribute="listing_id", allow_none=True)
    handover = Number(attribute="handover_id", allow_none=True)
    outcome = Number(attribute="outcome_id", allow_none=True)
    reverses = Number(attribute="reverses_id", allow_none=True)
    corrects = Number(attribute="corrects_id", allow_none=True)
    reason = Words(most=500, allow_none=True)
    hash = Words("SHA-256 over the entry and the hash before it.", most=64)


class LedgerOut(Schema):
    """A page of entries in the order in which they were recorded."""

    items = fields.List(fields.Nested(EntryOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)


class CorrectionOut(Schema):
    """The entry that takes the wrong one away, and the right one."""

    reversal = fields.Nested(EntryOut)
    ledger_entry = fields.Nested(EntryOut, allow_none=True)
