"""From the answers of a form to the offer that a service takes, and back."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.fields.choices import SelectFieldBase

from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.place import InvalidCoordinates, Place
from kierto.domain.text import one_line
from kierto.domain.units import MassBasis, Measure
from kierto.domain.visibility import Stage
from kierto.forms.listings import ListingForm
from kierto.models import Category, Listing
from kierto.outside.geocoding.fallback import Answer
from kierto.outside.geocoding.port import Found
from kierto.services.listings import Offer
from kierto.wording import explain

FindPlaces = Callable[[str], Answer]

_NOT_COMPARED = frozenset(
    {"csrf_token", "key", "version", "was", "photos", "other_category", "place_choice", "unit"}
)
_PAIR = re.compile(
    r"([+\-−]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+\-−]?\d{1,3}(?:\.\d+)?)"
    r"|([+\-−]?\d{1,3}(?:,\d+)?)\s*[;\s]\s*([+\-−]?\d{1,3}(?:,\d+)?)"
    r"|([+\-−]?\d{1,3},\d+)\s*,\s*([+\-−]?\d{1,3},\d+)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the name under which it is shown; no place where nobody could be asked."""

    place: Place | None
    name: str


def pair_of(text: str) -> Place | None:
    """The place, when ``text`` is a pair of coordinates: “65.74,24.55” or “65,74; 24,55”.

    Raises InvalidCoordinates for a pair that names no point.
    """
    pair = _PAIR.fullmatch(text.strip())
    if pair is None:
        return None
    latitude, longitude = (part for part in pair.groups() if part is not None)
    return Place.parse(latitude, longitude)


def value_of(found: Found) -> str:
    """What stands for a found place among the choices of a form."""
    return f"{found.place.latitude:.6f},{found.place.longitude:.6f}"


def name_of(found: Found) -> str:
    """A found place with its municipality, where that tells more."""
    if found.municipality and found.municipality != found.name:
        return f"{found.name}, {found.municipality}"
    return found.name


def offer_of(form: ListingForm, category: Category | None, find: FindPlaces) -> Offer | None:
    """The offer that the answers make; None when something is missing or cannot be, said there."""
    spot = _spot(form, find)
    if category is None:
        form.refuse("category", _("Choose the category that fits best."))
    elif not category.is_leaf:
        form.refuse("category", _("Choose a category that says what the thing is."))
    measure = _member(Measure, form.measure.data) or (category.measure if category else None)
    if form.quantity.data and form.quantity.data.units % 1000 and measure is Measure.PIECES:
        form.refuse("quantity", _("Pieces are counted in whole numbers."))
    if form.errors or category is None:
        return None
    return Offer(
        title=form.title.data or "",
        category=category,
        quantity=form.quantity.data,
        condition=form.chosen_condition,
        measure=measure,
        description=form.description.data or "",
        place=spot.place if spot else None,
        place_name=spot.name if spot else None,
        is_elsewhere=spot is not None and spot.place is None,
        **_weight(form),
        is_lot=bool(form.is_lot.data),
        available_from=form.available_from.data,
        available_until=form.available_until.data,
        audience=_member(Stage, form.audience.data) or Stage.OWN,
        **_legal(form),
        data_wiped=one_line(form.data_wiped.data or "") or None,
        loan_days=form.loan_days.data,
        price=form.price.data or None,
        vat_percent=form.vat_percent.data if form.price.data else None,
        reference=one_line(form.reference.data or "") or None,
    )


def _weight(form: ListingForm) -> dict[str, Any]:
    if form.kilograms.data is None:
        return {}
    basis = MassBasis.WEIGHED if form.weighed.data else MassBasis.DECLARED
    return {"kilograms_per_measure": form.kilograms.data, "mass_basis": basis}


def _legal(form: ListingForm) -> dict[str, Any]:
    status = _member(LegalStatus, form.legal_status.data) or LegalStatus.PRODUCT
    is_waste = status is LegalStatus.WASTE
    return {
        "legal_status": status,
        "recovery": (_member(Recovery, form.recovery.data) if is_waste else None),
        "waste_code": one_line(form.waste_code.data or "") or None,
    }


def _spot(form: ListingForm, find: FindPlaces) -> Spot | None:
    """Where the goods lie, when the form says so; None leaves them at the unit's own place."""
    name = one_line(form.place.data or "")
    latitude, longitude = form.latitude.data or "", form.longitude.data or ""
    try:
        if latitude.strip() or longitude.strip():
            place = Place.parse(latitude, longitude)
            return Spot(place, name or f"{place.latitude:.5f}, {place.longitude:.5f}")
        pair = pair_of(name)
    except InvalidCoordinates as error:
        form.refuse("latitude" if latitude or longitude else "place", explain(error))
        return None
    if pair is not None:
        return Spot(pair, name)
    return _named(form, name, find) if name else None


def _named(form: ListingForm, name: str, find: FindPlaces) -> Spot | None:
    answer = find(name)
    found = answer.found
    form.place_choice.choices = [(value_of(each), name_of(each)) for each in found]
    if len(found) == 1:
        return Spot(found[0].place, name)
    chosen = [each for each in found if value_of(each) == form.place_choice.data]
    if chosen:
        return Spot(chosen[0].place, name_of(chosen[0]))
    if answer.unavailable and not found:
        # A dead address service holds up no listing: its place is missing until somebody sets it.
        return Spot(None, name)
    if found:
        form.refuse("place_choice", _("There are several places called “%(name)s”.", name=name))
    else:
        form.refuse(
            "place",
            _(
                "“%(name)s” was not found. Write a municipality or locality,"
                " or set the place on the map.",
                name=name,
            ),
        )
    return None


def values_of(listing: Listing) -> dict[str, Any]:
    """What the form shows of a listing that exists."""
    told = listing.mass_basis in {MassBasis.WEIGHED, MassBasis.DECLARED}
    return {
        "title": listing.title,
        "quantity": listing.quantity,
        "condition": listing.condition.value,
        "category": listing.category.code,
        "measure": listing.measure.value,
        "kilograms": listing.kilograms_per_measure if told else None,
        "weighed": listing.mass_basis is MassBasis.WEIGHED,
        "description": listing.description,
        "is_lot": listing.is_lot,
        "available_from": listing.available_from,
        "available_until": listing.available_until,
        "loan_days": listing.loan_days,
        "price": listing.price,
        "vat_percent": listing.vat_percent,
        "legal_status": listing.legal_status.value,
        "recovery": None if listing.recovery is None else listing.recovery.value,
        "waste_code": listing.waste_code or "",
        "data_wiped": listing.data_wiped or "",
        "reference": listing.reference or "",
    }


def texts_of(form: ListingForm) -> dict[str, str]:
    """What stands in each field, as text: for seeing what somebody changed."""
    texts = {field.name: _text(field) for field in form if field.name not in _NOT_COMPARED}
    return texts | {"category": form.chosen_category}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed: what is stored now, and what was typed here."""

    label: str
    theirs: str
    mine: str | None


def merged(typed: ListingForm, stored: ListingForm) -> tuple[dict[str, str], list[Difference]]:
    """Texts in which what was not touched here takes the stored value, and the differences.

    What was typed here always stays; ``mine`` of a difference is None where nothing was.
    """
    try:
        known = json.loads(typed.was.data or "{}")
    except ValueError:
        known = {}
    was = known if isinstance(known, dict) else {}
    mine, theirs = texts_of(typed), texts_of(stored)
    texts: dict[str, str] = {}
    differences: list[Difference] = []
    for name, now_stored in theirs.items():
        touched = mine[name] != was.get(name)
        texts[name] = mine[name] if touched else now_stored
        if now_stored not in {was.get(name), texts[name] if touched else None}:
            field = stored[name]
            differences.append(
                Difference(
                    field.label.text,
                    _spoken(field, now_stored),
                    _spoken(field, mine[name]) if touched else None,
                )
            )
    return texts, differences


def _text(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, SelectFieldBase):
        return str(field.data or "")
    text: Callable[[], str] = getattr(field, "_value")  # noqa: B009 - WTForms types fields without it
    return text().strip()


def _spoken(field: Field, text: str) -> str:
    if isinstance(field, BooleanField):
        return str(_("yes") if text else _("no"))
    if isinstance(field, RadioField | SelectField):
        return dict(_choices(field)).get(text, text)
    return text or "–"


def _choices(field: SelectFieldBase) -> Iterator[tuple[str, str]]:
    for value, label, *_rest in field.iter_choices():
        yield str(value), str(label)


def _member(kind: Any, text: str | None) -> Any:  # noqa: ANN401
    """The member of an enumeration; None for what is no member."""
    return next((member for member in kind if member.value == text), None)
