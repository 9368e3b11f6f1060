"""Between a listing and the JSON that says it: offers from bodies, answers from rows."""

from typing import Any

from flask import url_for

from kierto.api import named, weights
from kierto.api.locations import place_of
from kierto.api.schemas.listings import ListingOut
from kierto.api.tokens import now
from kierto.domain.units import MassBasis, Measure, Money
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Listing, Photo, Unit
from kierto.services.listings import Offer

_SAME = (
    "title",
    "quantity",
    "condition",
    "measure",
    "description",
    "mass_basis",
    "available_from",
    "available_until",
    "audience",
    "legal_status",
    "recovery",
    "waste_code",
    "data_wiped",
    "price",
    "vat_percent",
    "reference",
)
"""Members that an offer calls the same."""


def offer(body: dict[str, Any], unit: Unit) -> Offer:
    """The offer that a new listing's body makes."""
    values = _values(body, unit)
    _check_weight(values, values.get("measure") or values["category"].measure)
    return Offer(**values)


def changed(listing: Listing, body: dict[str, Any]) -> Offer:
    """The offer that a listing would be with the members of ``body`` in place of its own."""
    values = _kept(listing) | _values(body, listing.unit)
    if "mass_per_measure_kg" in body or "mass_basis" in body:
        _check_weight(values, values["measure"])
    return Offer(**values)


def _kept(listing: Listing) -> dict[str, Any]:
    """The listing as an offer; an average weight is left to be computed anew."""
    own = listing.mass_basis in {MassBasis.WEIGHED, MassBasis.DECLARED}
    return {
        "title": listing.title,
        "category": listing.category,
        "quantity": listing.quantity,
        "condition": listing.condition,
        "measure": listing.measure,
        "description": listing.description,
        "kilograms_per_measure": listing.kilograms_per_measure if own else None,
        "mass_basis": listing.mass_basis if own else None,
        "is_lot": listing.is_lot,
        "available_from": listing.available_from,
        "available_until": listing.available_until,
        "audience": Stage.OWN,
        "legal_status": listing.legal_status,
        "recovery": listing.recovery,
        "waste_code": listing.waste_code,
        "data_wiped": listing.data_wiped,
        "price": listing.price,
        "vat_percent": listing.vat_percent,
        "reference": listing.reference,
        "loan_days": listing.loan_days,
    }


def _values(body: dict[str, Any], unit: Unit) -> dict[str, Any]:
    values = {name: body[name] for name in _SAME if name in body}
    if "category" in body:
        values["category"] = named.category(body["category"])
    if "lot" in body:
        values["is_lot"] = body["lot"]
    if "mass_per_measure_kg" in body:
        values["kilograms_per_measure"] = body["mass_per_measure_kg"]
    if values.get("price") == Money(0):
        values["price"] = None
    if "site" in body:
        values["site"] = named.site(unit, body["site"])
    location = body.get("location")
    if location is not None:
        values["place"], values["place_name"] = place_of(location), location.get("address")
    return values


def _check_weight(values: dict[str, Any], measure: Measure | None) -> None:
    """A basis and its weight come together; a measure of mass needs no weight."""
    basis, each = values.get("mass_basis"), values.get("kilograms_per_measure")
    is_a_mass = measure is not None and measure.grams is not None
    if each is not None or not is_a_mass:
        weights.check(basis, each, member="mass_per_measure_kg")
    if basis is MassBasis.AVERAGE:
        values["mass_basis"] = None


def listing(listing: Listing) -> dict[str, Any]:
    """A listing as it is answered."""
    shown: dict[str, Any] = ListingOut(exclude=("photos",)).dump(listing)
    shown["audience"] = current_stage(listing, now()).value
    shown["url"] = f"{url_for('listings.index', _external=True)}/{listing.id}"
    shown["photos"] = [photo(one) for one in listing.photos]
    return shown


def hit(found: Listing, metres: float | None) -> dict[str, Any]:
    """A listing with its distance, as a search answers it."""
    return listing(found) | {"distance_km": None if metres is None else round(metres / 1000, 3)}


def photo(photo: Photo) -> dict[str, Any]:
    """A photo with the addresses of its copies."""

    def address(size: str) -> str:
        return url_for("photos.show", name=photo.name, size=size, _external=True)

    return {
        "name": photo.name,
        "description": photo.description,
        "width": photo.width,
        "height": photo.height,
        "url": address("full"),
        "preview_url": address("card"),
    }
