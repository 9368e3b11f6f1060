"""Matches."""

from marshmallow import Schema, fields

from kierto.api.fields import Choice, Words
from kierto.api.numbers import Amount, Kilometres, Number
from kierto.api.paging import Page
from kierto.domain.condition import Condition
from kierto.domain.matching import Reason
from kierto.domain.units import Measure


class MatchSearch(Page):
    """A page of matches."""


class MatchOut(Schema):
    """A listing that meets a want, with the reasons; and the gist of both."""

    listing = Number("Number of the listing.")
    want = Number("Number of the want.")
    distance_km = Kilometres()
    reasons = fields.List(Choice(Reason))
    title = Words(most=200)
    category = Words(most=60)
    condition = Choice(Condition)
    free = Amount(zero=True)
    measure = Choice(Measure)
    wanted = Amount(allow_none=True)
    giver = Words("Code of the giving unit.", most=60)
    receiver = Words("Code of the unit that needs it.", most=60)


class MatchesOut(Schema):
    """Matches, the nearest first."""

    items = fields.List(fields.Nested(MatchOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)
