"""Listings."""

from typing import Any

from marshmallow import Schema, fields

from kierto.api.fields import SOMETIMES, Body, Choice, Day, Field, Instant, Words, YesNo
from kierto.api.numbers import (
    Amount,
    Euros,
    Kilograms,
    KilogramsEach,
    Kilometres,
    Metres,
    Number,
    Percent,
)
from kierto.api.paging import Page
from kierto.api.schemas.places import Near, PlaceIn, PlaceOut
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.states import ListingState
from kierto.domain.units import MassBasis, Measure
from kierto.domain.visibility import Stage

MOST_METRES = 25_000_000
KNOWN_BASES = (MassBasis.WEIGHED, MassBasis.DECLARED, MassBasis.AVERAGE)


class SiteName(Field[int | str]):
    """A site of the unit's organisation, by number or by name."""

    json_schema = {"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 200}]}

    def take(self, value: object) -> int | str:
        if isinstance(value, str):
            return Words(most=200).take(value)
        return Number().take(value)


class _Said(Body):
    """What POST and PATCH have in common; what is left out is filled in from unit and category."""

    measure = Choice(Measure, "In what it is counted; the category's own by default.")
    description = Words(most=4000, empty=True)
    site = SiteName("One of the sites at /units; the unit's own by default.")
    location = fields.Nested(PlaceIn, metadata={"description": "Instead of a site."})
    mass_per_measure_kg = KilogramsEach(
        "What one piece, m², m, m³ weighs. Without it the category's average counts.",
        allow_none=True,
    )
    mass_basis = Choice(MassBasis, "How that weight is known.", only=KNOWN_BASES, allow_none=True)
    lot = YesNo("Given as one lot only.")
    available_from = Day(allow_none=True)
    available_until = Day(allow_none=True)
    audience = Choice(
        Stage,
        "To whom it is open at once. “own” follows the organisation's policy.",
        also={"internal": Stage.OWN},
    )
    legal_status = Choice(LegalStatus)
    recovery = Choice(Recovery, "What becomes of waste.", allow_none=True)
    waste_code = Words("Code of the list of waste, as “17 02 01”.", most=10, allow_none=True)
    data_wiped = Words("How data was wiped, and by whom.", most=200, allow_none=True)
    price = Euros("Net price of one measure in euros; null or 0 is free.", allow_none=True)
    vat_percent = Percent("VAT rate.", allow_none=True)
    reference = Words("The giver's own number of the thing.", most=120, allow_none=True)


class ListingIn(_Said):
    """A new listing."""

    unit = Words("Code of the giving unit.", most=60, required=True)
    title = Words(most=200, required=True)
    category = Words("Code of the category.", most=60, required=True)
    quantity = Amount(required=True)
    condition = Choice(Condition, required=True)


class ListingChange(_Said):
    """What changes; the rest stays. ``status`` withdraws a listing or offers it again."""

    title = Words(most=200)
    category = Words("Code of the category.", most=60)
    quantity = Amount()
    condition = Choice(Condition)
    status = Choice(ListingState, only=(ListingState.OPEN, ListingState.WITHDRAWN))


class ListingSearch(Page):
    """Open listings that the caller may see."""

    category = Words("Code of a category; all below it count.", most=60)
    near = Near("Latitude and longitude: “65.73,24.56”.")
    radius_km = Metres("At most this far; the rim counts.")
    q = Words("Words that must all be there.", most=200)
    condition = Choice(Condition, "The least that is accepted.")
    unit = Words("Code of the giving unit.", most=60)


class StagesOut(Schema):
    """When the listing opens to wider circles; null is never."""

    partners = Instant(attribute="partners_from", allow_none=True)
    companies = Instant(attribute="companies_from", allow_none=True)
    public = Instant(attribute="public_from", allow_none=True)


class PhotoOut(Schema):
    """A photo with its addresses."""

    name = Words(most=40)
    description = Words(most=200, empty=True)
    width = Number()
    height = Number()
    url = Words(most=500)
    preview_url = Words(most=500)


class ListingOut(Schema):
    """A listing. quantity = free + reserved + handed_over + ended."""

    id = Number()
    version = Number("Also in the ETag.")
    status = Choice(ListingState, attribute="state")
    unit = Words(most=60, attribute="unit.code")
    unit_name = Words(most=200, attribute="unit.name")
    organisation = Words(most=200, attribute="organisation.name")
    title = Words(most=200)
    description = Words(most=4000, empty=True)
    category = Words(most=60, attribute="category.code")
    condition = Choice(Condition)
    measure = Choice(Measure)
    lot = YesNo(attribute="is_lot")
    quantity = Amount()
    free = Amount(zero=True)
    reserved = Amount(zero=True)
    handed_over = Amount(zero=True)
    ended = Amount(zero=True)
    mass_kg = Kilograms("Of the whole quantity.", attribute="mass", zero=True, allow_none=True)
    mass_basis = Choice(MassBasis)
    mass_per_measure_kg = KilogramsEach(
        attribute="kilograms_per_measure", zero=True, allow_none=True
    )
    location = fields.Nested(PlaceOut, attribute="*place")
    audience = Choice(Stage, "The widest circle to which it is open now.")
    stages = fields.Nested(StagesOut, attribute="*stages")
    legal_status = Choice(LegalStatus)
    recovery = Choice(Recovery, allow_none=True)
    waste_code = Words(most=10, allow_none=True)
    data_wiped = Words(most=200, allow_none=True)
    price = Euros(allow_none=True)
    vat_percent = Percent(allow_none=True)
    available_from = Day(allow_none=True)
    available_until = Day(allow_none=True)
    reference = Words(most=120, allow_none=True)
    photos = fields.List(fields.Nested(PhotoOut))
    url = Words("The page for people.", most=500)
    created_at = Instant()
    changed_at = Instant()
    distance_km = Kilometres(
        "In lists: from “near”; null when a place is not known.",
        allow_none=True,
        metadata={SOMETIMES: True},
    )
    warnings = fields.List(
        Words(most=300),
        metadata={SOMETIMES: True, "description": "A reason to look again at what was sent."},
    )

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:  # noqa: ANN401
        return obj if attr.startswith("*") else super().get_attribute(obj, attr, default)


class ListingsOut(Schema):
    """A page of listings."""

    items = fields.List(fields.Nested(ListingOut))
    next = Words("Cursor of the next page.", most=200, allow_none=True)
