"""Wants."""

from marshmallow import Schema, fields

from kierto.api.fields import Body, Choice, Day, Instant, Words
from kierto.api.numbers import Amount, Metres, Number
from kierto.api.paging import Page
from kierto.api.schemas.places import PlaceIn, PlaceOut
from kierto.domain.condition import Condition
from kierto.domain.states import WantState


class WantIn(Body):
    """A new standing need."""

    unit = Words("Code of the unit that needs it.", most=60, required=True)
    category = Words("Code of a category; all below it count.", most=60, required=True)
    quantity = Amount("Leave it out if any amount will do.", allow_none=True)
    location = fields.Nested(
        PlaceIn, metadata={"description": "The unit's own site unless told otherwise."}
    )
    radius_km = Metres("How far it may be; the rim counts.", required=True)
    condition = Choice(Condition, "The least that is accepted; any by default.")
    since = Day("Needed from this day on.", data_key="from", allow_none=True)
    until = Day("Needed until this day.", allow_none=True)
    note = Words(most=500, empty=True)


class WantSearch(Page):
    """Wants of the caller's own units."""

    unit = Words("Code of one of them.", most=60)
    status = Choice(WantState)


class WantOut(Schema):
    """A want."""

    id = Number()
    status = Choice(WantState, attribute="state")
    unit = Words(most=60, attribute="unit.code")
    category = Words(most=60, attribute="category.code")
    quantity = Amount(allow_none=True)
    condition = Choice(Condition, "The least that is accepted.")
    location = fields.Nested(PlaceOut, attribute="*place")
    radius_km = Metres(attribute="radius_m")
    since = Day(data_key="from", attribute="wanted_from", allow_none=True)
    until = Day(attribute="wanted_until", allow_none=True)
    note = Words(most=500, empty=True)
    created_at = Instant()

    def get_attribute(self, obj: object, attr: str, default: object) -> object:
        return obj if attr.startswith("*") else super().get_attribute(obj, attr, default)


class WantsOut(Schema):
    """A page of wants, the newest first."""

    items = fields.List(fields.Nested(WantOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)
