"""Units, their sites, and the caller."""

from marshmallow import Schema, fields

from kierto.api.fields import Choice, Words, YesNo
from kierto.api.numbers import Degrees, Number
from kierto.domain.permissions import Permission


class SiteOut(Schema):
    """An address where goods lie."""

    id = Number()
    name = Words(most=200)
    lat = Degrees(most=90, allow_none=True)
    lon = Degrees(most=180, allow_none=True)


class OwnUnitOut(Schema):
    """A unit for which the caller acts, and what the caller may do for it."""

    code = Words("What calls, commands and files call it.", most=60)
    name = Words(most=200)
    organisation = Words(most=200)
    store = YesNo("Only keeps and passes on: what reaches it is moved, not reused.")
    site = Words("Where its goods lie unless told otherwise.", most=200, allow_none=True)
    permissions = fields.List(Choice(Permission))


class UnitOut(OwnUnitOut):
    """The same with the sites of its organisation."""

    sites = fields.List(fields.Nested(SiteOut))


class UnitsOut(Schema):
    """All of the caller's units, on one page."""

    items = fields.List(fields.Nested(UnitOut))
    next = Words(most=200, allow_none=True)


class CallerOut(Schema):
    """The person for whom the token acts."""

    id = Number()
    name = Words(most=200)
    email = Words(most=254, allow_none=True)
    language = Words(most=2)
    operator = YesNo()
    units = fields.List(fields.Nested(OwnUnitOut))
