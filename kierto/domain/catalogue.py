"""The reference data that Kierto ships: categories, factors and the list of waste.

Rows are read from the CSV files of kierto/data as they stand there; installing them into a database
is the business of a service. Numbers of categories make every subtree an interval: 10000 holds
10000-19999, 10100 holds 10100-10199, 10101 is a leaf.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files

from kierto.domain.units import Measure

LANGUAGES = ("fi", "sv", "en")
EU_CLASSES = ("textiles", "eee", "furniture", "construction", "other")
FLAGS = ("ict", "electrical", "textile", "refused", "energy_using")

_WASTE_CODE = re.compile(r"\d{2} \d{2} \d{2}\*?", re.ASCII)
_STEPS = (10_000, 100, 1)  # how many numbers a node of level 1, 2, 3 spans


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A node of the category tree; ``names`` and ``synonyms`` by language ("fi", "sv", "en").

    ``weight_key`` leads to kilograms per piece, m² or m, ``density_key`` to kg/m³, ``factor_key``
    to kgCO2e per tonne (``ef_…``) or per item (``embodied_…``). ``waste_code`` is what the thing
    would be, were it waste; a refused leaf's code is hazardous. None is "there is none".
    """

    number: int
    code: str
    names: dict[str, str]
    synonyms: dict[str, tuple[str, ...]]
    eu_class: str
    weee_class: int | None
    measure: Measure
    weight_key: str | None
    density_key: str | None
    factor_key: str | None
    waste_code: str | None
    flags: frozenset[str]

    @property
    def is_leaf(self) -> bool:
        return level(self.number) == 3

    @property
    def is_refused(self) -> bool:
        """Hazardous or banned: the leaf exists so that people find it and are told why."""
        return "refused" in self.flags

    def terms(self, language: str) -> tuple[str, ...]:
        """The name and the synonyms in ``language``, as written."""
        return (self.names[language], *self.synonyms[language])


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A unit weight, density, emission factor or ratio; ``value`` None is unknown, never zero.

    ``trust`` runs from A (official file) to D (own starting value); ``uncertainty_percent`` is
    relative. ``aliases`` are the names that other tables use for the same material. ``year`` is
    empty where the source tells none.
    """

    key: str
    value: Decimal | None
    unit: str
    source: str
    year: str
    version: str
    licence: str
    trust: str
    valid_from: date
    uncertainty_percent: int
    aliases: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class WasteCodeRow:
    """A chapter ("01"), sub-chapter ("01 01") or code ("01 03 04*") of the EU list of waste."""

    code: str
    description_en: str
    is_hazardous: bool

    @property
    def is_entry(self) -> bool:
        """A six-digit code, as listings and transfer documents carry it."""
        return is_waste_code(self.code)


def level(number: int) -> int:
    """The level of a category number: 1, 2 or 3 (a leaf).

    Raises:
        ValueError: the number is not one of the tree's.
    """
    if not 10_000 <= number <= 99_999 or (number % 10_000 < 100 and number % 10_000):
        message = f"{number} is not a category number"
        raise ValueError(message)
    if number % 10_000 == 0:
        return 1
    return 2 if number % 100 == 0 else 3


def subtree(number: int) -> tuple[int, int]:
    """First and last number of the node's subtree, itself included; a leaf is alone in its own."""
    return number, number + _STEPS[level(number) - 1] - 1


def ancestors(number: int) -> tuple[int, ...]:
    """The nodes above, from the top down; empty for a node of level 1."""
    above = (number - number % 10_000, number - number % 100)
    return above[: level(number) - 1]


def fold(text: str) -> str:
    """``text`` as it is compared: NFKC, casefolded, trimmed, every run of blanks one blank.

    No-break blanks count as blanks; å, ä and ö stay letters of their own.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_waste_code(text: str) -> bool:
    """Whether ``text`` has the form of a six-digit waste code, with blanks and perhaps a star."""
    return _WASTE_CODE.fullmatch(text) is not None


def read_categories() -> tuple[CategoryRow, ...]:
    """The whole tree in the order of its numbers, parents before children."""
    return tuple(
        CategoryRow(
            number=int(row["number"]),
            code=row["code"],
            names={language: row[f"name_{language}"] for language in LANGUAGES},
            synonyms={language: _list(row[f"synonyms_{language}"]) for language in LANGUAGES},
            eu_class=row["eu_class"],
            weee_class=int(row["weee_class"]) if row["weee_class"] else None,
            measure=Measure(row["measure"]),
            weight_key=row["weight_key"] or None,
            density_key=row["density_key"] or None,
            factor_key=row["factor_key"] or None,
            waste_code=row["waste_code"] or None,
            flags=frozenset(_list(row["flags"])),
        )
        for row in _rows("categories.csv")
    )


def read_factors() -> tuple[FactorRow, ...]:
    """The starter factor set."""
    return tuple(
        FactorRow(
            key=row["key"],
            value=Decimal(row["value"]) if row["value"] else None,
            unit=row["unit"],
            source=row["source"],
            year=row["year"],
            version=row["version"],
            licence=row["licence"],
            trust=row["trust"],
            valid_from=date.fromisoformat(row["valid_from"]),
            uncertainty_percent=int(row["uncertainty_percent"]),
            aliases=_list(row["aliases"]),
            note=row["note"],
        )
        for row in _rows("factors.csv")
    )


def read_waste_codes() -> tuple[WasteCodeRow, ...]:
    """Chapters, sub-chapters and codes of the EU list of waste, in its order."""
    return tuple(
        WasteCodeRow(row["code"], row["description_en"], row["hazardous"] == "yes")
        for row in _rows("waste_codes.csv")
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("kierto") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
