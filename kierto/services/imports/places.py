"""Where the goods of a row lie: coordinates, a site, a municipality, else the unit's own site."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, KiertoError, Refused
from kierto.domain.place import Place
from kierto.domain.text import fold
from kierto.models import Site, Unit
from kierto.outside.geocoding.gazetteer import Gazetteer
from kierto.services.imports.result import ImportResult, row_list
from kierto.services.imports.rows import Values, text_of

COORDINATES_SWAPPED = N_(
    "Latitude and longitude look swapped in row %(rows)s: the place is outside Finland."
)
PLACES_WITHOUT_COORDINATES = N_(
    "No coordinates are known for the postcode in row %(rows)s; these have no distance yet."
)
PLACES_WITHIN = N_(
    "The place in row %(rows)s is no municipality and none of your sites; "
    "it is shown as written, and the unit's own site stands for it on the map."
)


class HalfOfCoordinates(Refused):
    """Only one of latitude and longitude is given."""

    message = N_("Latitude and longitude belong together: one of them is empty.")


class AmbiguousPlace(Refused):
    """Several places bear the name; ``names`` offers them."""

    message = N_("“%(text)s” may be several places: %(names)s. Write the one that is meant.")


class UnknownMunicipality(Refused):
    """Nothing in the gazetteer bears the name."""

    message = N_("“%(text)s” is no municipality that is known here.")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``site`` or ``place`` or neither; ``is_elsewhere`` says that neither is known."""

    site: Site | None = None
    place: Place | None = None
    name: str | None = None
    is_elsewhere: bool = False


class PlaceFinder:
    """Finds the places of many rows; each different text is looked up once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._sites: Sequence[Site] = session.scalars(
            select(Site).where(Site.organisation_id == unit.organisation_id).order_by(Site.id)
        ).all()
        self._found: dict[tuple[str, str, str], Whereabouts | KiertoError] = {}
        self._swapped: list[int] = []
        self._unplaced: list[int] = []
        self._within: list[int] = []

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer.standard()

    def find(self, values: Values) -> Whereabouts | None:
        """Where the row says its goods are; None when it says nothing or something wrong."""
        latitude, longitude = values.cell("latitude"), values.cell("longitude")
        if latitude is not None or longitude is not None:
            return self._point(values, text_of(latitude), text_of(longitude))
        texts = (values.text("place"), values.text("municipality"), postcode(values))
        if not any(texts):
            return None
        if texts not in self._found:
            self._found[texts] = self._look_up(*texts)
        found = self._found[texts]
        if isinstance(found, KiertoError):
            values.refuse("municipality" if texts[1] else "place", found)
            return None
        if found.is_elsewhere:
            self._unplaced.append(values.number)
        elif found.site is self._unit.site and found.name:
            self._within.append(values.number)
        return found

    def tell(self, result: ImportResult) -> None:
        """Add what a person should know to the notes."""
        for message, rows in (
            (COORDINATES_SWAPPED, self._swapped),
            (PLACES_WITHOUT_COORDINATES, self._unplaced),
            (PLACES_WITHIN, self._within),
        ):
            if rows:
                result.note(message, rows=row_list(rows))

    def _point(self, values: Values, latitude: str, longitude: str) -> Whereabouts | None:
        if not latitude or not longitude:
            values.refuse("longitude" if latitude else "latitude", HalfOfCoordinates())
            return None
        try:
            place = Place.parse(latitude, longitude)
        except KiertoError as problem:
            values.refuse("latitude", problem)
            return None
        if place.looks_swapped():
            self._swapped.append(values.number)
        name = values.text("place") or values.text("municipality") or None
        return Whereabouts(place=place, name=name)

    def _look_up(self, place: str, municipality: str, code: str) -> Whereabouts | KiertoError:
        for site in self._sites:
            if place and fold(place) in {fold(site.name), fold(site.address or "")}:
                return Whereabouts(site=site)
        if place or municipality:
            query = ", ".join(text for text in (place, municipality, code) if text)
            named = self._gazetteer.find(query, language="fi")
            if not named and municipality:
                named = self._gazetteer.find(municipality, language="fi")
            if len(named) == 1:
                return Whereabouts(place=named[0].place, name=place or municipality)
            if named:
                names = ", ".join(f"{each.name} ({each.municipality})" for each in named[:5])
                return AmbiguousPlace(text=query, names=names)
            if municipality:
                return UnknownMunicipality(text=municipality)
            return Whereabouts(site=self._unit.site, name=place)
        return self._of_postcode(code)

    def _of_postcode(self, code: str) -> Whereabouts:
        own = self._unit.site
        if own is not None and own.postcode == code:
            return Whereabouts(site=own)
        there = [site for site in self._sites if site.postcode == code]
        if len(there) == 1:
            return Whereabouts(site=there[0])
        named = self._gazetteer.find(code, language="fi")
        if len(named) == 1:
            return Whereabouts(place=named[0].place, name=code)
        return Whereabouts(name=code, is_elsewhere=True)


_POSTCODE_DIGITS = 5


def postcode(values: Values) -> str:
    """The postcode with the zeros that a spreadsheet may have taken from its beginning."""
    code = values.text("postcode", most=10)
    return code.zfill(_POSTCODE_DIGITS) if code.isascii() and code.isdigit() else code
