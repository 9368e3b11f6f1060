"""Reads what Nominatim and Pelias answer, and keeps only what bears the name that was asked for.

Both services answer a name they do not know with the most similar one they do know. To somebody
who collects a cupboard, a similar town is worse than none, so a result stays only if its own name
stands in the question, and the town at the question's end stands in the result's address.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from kierto.domain.place import Place
from kierto.domain.text import fold, without_marks
from kierto.outside.geocoding.port import Found, Precision

_WORD = re.compile(r"[^\W_]+")
_COUNTRIES: Final = frozenset({"finland", "suomi", "aland", "ahvenanmaa"})

_NOMINATIM_MUNICIPALITY: Final = ("municipality", "city", "town", "village")
_NOMINATIM_STREETS: Final = frozenset({"road", "highway", "pedestrian", "footway", "path"})
_NOMINATIM_SETTLEMENTS: Final = frozenset(
    [
        "municipality",
        "city",
        "town",
        "village",
        "hamlet",
        "suburb",
        "quarter",
        "neighbourhood",
        "city_district",
        "borough",
        "district",
        "isolated_dwelling",
        "locality",
        "island",
        "islet",
        "farm",
        "allotments",
        "croft",
        "administrative",
        "residential",
        "boundary",
        "place",
    ]
)
_PELIAS_PRECISION: Final = {
    "address": Precision.EXACT,
    "venue": Precision.EXACT,
    "street": Precision.STREET,
    "postalcode": Precision.POSTCODE,
    "localadmin": Precision.MUNICIPALITY,
}
_PELIAS_AREAS: Final = ("localadmin", "locality", "borough", "neighbourhood", "postalcode")


def _words(text: object) -> list[str]:
    return _WORD.findall(without_marks(fold(str(text))))


def _stands_in(name: object, words: list[str]) -> bool:
    """Whether the name's words follow each other among the words."""
    own = _words(name)
    return bool(own) and any(
        words[start : start + len(own)] == own for start in range(len(words) - len(own) + 1)
    )


def _answers(question: str, own_names: Iterable[object], address: Iterable[object]) -> bool:
    names = list(own_names)
    if not any(_stands_in(name, _words(question)) for name in names):
        return False
    ends = [
        [word for word in _words(part) if not word.isdigit() and word not in _COUNTRIES]
        for part in re.split("[,;]", question)
    ]
    ends = [words for words in ends if words]
    if len(ends) < 2:
        return True
    return any(_words(value) == ends[-1] for value in [*names, *address])


def read_nominatim(locations: Sequence[Any], question: str, service: str) -> list[Found]:
    """The results of geopy's Nominatim (with address and name details) that answer the question.

    Raises ValueError, TypeError, KeyError or AttributeError for what is not such an answer.
    """
    found = []
    for location in locations:
        raw = location.raw
        # Not the location's own numbers: geopy makes 0, 0 of a missing pair.
        place = Place(float(raw["lat"]), float(raw["lon"]))
        address = raw.get("address") or {}
        own = [raw.get("name"), *(raw.get("namedetails") or {}).values()]
        own = [name for name in own if name] or [raw["display_name"].split(",")[0]]
        kind = raw.get("addresstype") or raw.get("type")
        municipality = next(
            (str(address[key]) for key in _NOMINATIM_MUNICIPALITY if address.get(key)), ""
        )
        if address.get("house_number") and address.get("road"):
            precision = Precision.EXACT
            own = [address["road"], *(own if kind not in ("place", "house", "building") else [])]
        elif raw.get("class") == "highway" or kind in _NOMINATIM_STREETS:
            precision = Precision.STREET
        elif kind == "postcode":
            precision = Precision.POSTCODE
            own = [address.get("postcode") or own[0]]
        elif kind in _NOMINATIM_SETTLEMENTS:
            whole = municipality and municipality in own
            precision = Precision.MUNICIPALITY if whole else Precision.LOCALITY
        else:
            precision = Precision.EXACT
        if _answers(question, own, address.values()):
            name = raw["display_name"] if precision is Precision.EXACT else str(own[0])
            found.append(Found(name, place, precision, municipality, service))
    return found


def read_pelias(locations: Sequence[Any], question: str, service: str) -> list[Found]:
    """The results of geopy's Pelias that answer the question.

    Raises ValueError, TypeError, KeyError or AttributeError for what is not such an answer.
    """
    found = []
    for location in locations:
        known = location.raw["properties"]
        longitude, latitude = location.raw["geometry"]["coordinates"][:2]
        place = Place(float(latitude), float(longitude))
        layer = known.get("layer")
        municipality = str(known.get("localadmin") or known.get("locality") or "")
        precision = _PELIAS_PRECISION.get(layer, Precision.LOCALITY)
        if layer == "locality" and known.get("name") == municipality:
            precision = Precision.MUNICIPALITY
        own = known.get("street") if layer == "address" else known["name"]
        if _answers(question, [own], (known.get(area) or "" for area in _PELIAS_AREAS)):
            name = str(known.get("label") or known["name"])
            found.append(Found(name, place, precision, municipality, service))
    return found
