"""Claims."""

from marshmallow import Schema, fields

from kierto.api.fields import Body, Choice, Day, Instant, Words
from kierto.api.numbers import Amount, Number
from kierto.api.paging import Page
from kierto.domain.states import ClaimState
from kierto.domain.units import Measure


class ClaimIn(Body):
    """A request for some quantity of a listing."""

    unit = Words("Code of the unit that takes it.", most=60, required=True)
    quantity = Amount(required=True)
    purpose = Words("What it is for; the giver reads it.", most=300, empty=True)


class DecisionIn(Body):
    """Why, in words that the other side reads."""

    reason = Words(most=300, empty=True)


class ClaimSearch(Page):
    """Claims that the caller's units made or received."""

    listing = Number("Number of a listing.")
    unit = Words("Code of the claiming unit.", most=60)
    status = Choice(ClaimState)


class ClaimOut(Schema):
    """A claim. ``open`` is what has neither moved nor been given back."""

    id = Number()
    listing = Number(attribute="listing_id")
    listing_title = Words(most=200, attribute="listing.title")
    giver = Words("Code of the giving unit.", most=60, attribute="listing.unit.code")
    unit = Words("Code of the claiming unit.", most=60, attribute="unit.code")
    organisation = Words(most=200, attribute="organisation.name")
    status = Choice(ClaimState, attribute="state")
    quantity = Amount()
    handed_over = Amount(zero=True)
    returned = Amount(zero=True)
    open = Amount(zero=True, attribute="open_quantity")
    measure = Choice(Measure, attribute="listing.measure")
    purpose = Words(most=300, empty=True)
    reason = Words(most=300, empty=True)
    requested_at = Instant()
    decided_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    pickup_by = Day("Until then it is reserved.", allow_none=True)


class ClaimsOut(Schema):
    """A page of claims, the newest first."""

    items = fields.List(fields.Nested(ClaimOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)
