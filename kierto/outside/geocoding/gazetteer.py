"""The gazetteer: places by name from the package's own list, without any network.

It knows names, not addresses. It never completes a beginning (Kemi is not Kemijärvi) and never
chooses between two places of one name: it returns both.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from kierto.domain.place import Place
from kierto.domain.text import fold, without_marks
from kierto.outside.geocoding.port import Found, Precision
from kierto.outside.geocoding.postcode_files import PostcodeRow

OWN_SOURCE = "gazetteer"
IMPORTED_SOURCE = "postcodes"

_POSTCODE = re.compile(r"(?<![\w-])(?:(?:fi|ax)-?)?([0-9]{5})(?![\w-])")
_BETWEEN_NAMES = re.compile(r"[,;/()]|\s[-\N{EN DASH}]\s")
_SAINT = re.compile(r"^(?:sankt|st\.?|s:t)\s+")
_COUNTRIES = frozenset({"finland", "suomi", "åland", "ahvenanmaa"})
_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the list, under its Finnish and its Swedish name."""

    name_fi: str
    name_sv: str
    is_municipality: bool
    municipality_code: str
    place: Place
    postcodes: tuple[str, ...] = ()
    source: str = OWN_SOURCE

    def name(self, language: str) -> str:
        """The name in the language; English takes the Finnish one."""
        return self.name_sv if language == "sv" else self.name_fi


@cache
def standard_entries() -> tuple[Entry, ...]:
    """The list that comes with the package: see kierto/data/SOURCES.md for where it is from."""
    text = (files("kierto") / "data" / "places.csv").read_text(encoding="utf-8")
    return tuple(
        Entry(
            name_fi=row["name_fi"],
            name_sv=row["name_sv"],
            is_municipality=row["kind"] == "municipality",
            municipality_code=row["municipality_code"],
            place=Place.parse(row["latitude"], row["longitude"]),
            postcodes=tuple(row["postcodes"].split("|")) if row["postcodes"] else (),
        )
        for row in csv.DictReader(text.splitlines())
    )


def _name_key(text: str) -> str:
    return _SAINT.sub("s:t ", fold(text))


def _bare_key(text: str) -> str:
    return without_marks(_name_key(text))


class Gazetteer:
    """A geocoder over a list of names and, where they were imported, postcodes."""

    def __init__(self, entries: Iterable[Entry], postcodes: Iterable[PostcodeRow] = ()) -> None:
        self._entries = list(entries)
        self._municipalities = {
            _name_key(name): entry
            for entry in self._entries
            if entry.is_municipality
            for name in (entry.name_sv, entry.name_fi)
        }
        self._by_code = {
            entry.municipality_code: entry for entry in self._entries if entry.is_municipality
        }
        self._postcodes: defaultdict[str, list[PostcodeRow]] = defaultdict(list)
        for row in postcodes:
            self._postcodes[row.postcode].append(row)
        self._entries += self._imported_localities()
        self._exact = self._index(_name_key)
        self._bare = self._index(_bare_key)

    @classmethod
    def standard(cls, postcodes: Iterable[PostcodeRow] = ()) -> Self:
        """The gazetteer over the package's own list, widened by imported postcodes."""
        return cls(standard_entries(), postcodes)

    def municipality(self, name: str) -> Entry | None:
        """The municipality of this Finnish or Swedish name, to stand in for what is in it."""
        return self._municipalities.get(_name_key(name))

    def find(self, text: str, *, language: str) -> list[Found]:
        """The places of this name: none if nobody bears it, several if several do.

        A postcode or the municipality behind a comma tells places of one name apart. Letters
        without their marks ("Kemijarvi") are a second attempt. Of an address whose street is not
        known here, the municipality at its end is found, and the precision says so.
        """
        folded = fold(text)
        if not folded or len(folded) > _LONGEST_TEXT:
            return []
        postcodes = list(dict.fromkeys(_POSTCODE.findall(folded)))
        pieces = _BETWEEN_NAMES.split(_POSTCODE.sub(",", folded))
        parts = [piece for piece in map(str.strip, pieces) if piece]
        parts = [part for part in parts if part not in _COUNTRIES] or parts
        named = self._named(parts) if parts else []
        found = self._narrowed(named, postcodes, language) if postcodes else []
        return found or [self._found(entry, language) for entry in _in_order(named)]

    def _imported_localities(self) -> list[Entry]:
        """The names of imported postcodes that the list does not have, one per municipality."""
        had = {
            (_name_key(name), entry.municipality_code)
            for entry in self._entries
            for name in (entry.name_fi, entry.name_sv)
        }
        rows: defaultdict[tuple[str, str], list[PostcodeRow]] = defaultdict(list)
        for postcode in sorted(self._postcodes):
            for row in self._postcodes[postcode]:
                home = self.municipality(row.municipality)
                if (
                    home
                    and row.name
                    and row.place
                    and _name_key(row.name) not in (self._municipalities)
                ):
                    rows[_name_key(row.name), home.municipality_code].append(row)
        return [
            Entry(
                name_fi=same[0].name,
                name_sv=same[0].name,
                is_municipality=False,
                municipality_code=code,
                place=same[0].place,
                postcodes=tuple(row.postcode for row in same),
                source=IMPORTED_SOURCE,
            )
            for (key, code), same in rows.items()
            if (key, code) not in had and same[0].place
        ]

    def _index(self, key: Callable[[str], str]) -> dict[str, list[Entry]]:
        index: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            for name in {key(entry.name_fi), key(entry.name_sv)}:
                index[name].append(entry)
        return dict(index)

    def _look_up(self, name: str) -> list[Entry]:
        return self._exact.get(_name_key(name)) or self._bare.get(_bare_key(name)) or []

    def _named(self, parts: list[str]) -> list[Entry]:
        known = [self._look_up(part) for part in parts]
        if all(known):
            return _joined(known)
        if known[-1]:
            return _joined([entries for entries in known if entries])
        return self._named_in_one(parts[0]) if len(parts) == 1 else []

    def _named_in_one(self, part: str) -> list[Entry]:
        """Two names with nothing but a blank between, like "Tikkala Tohmajärvi"."""
        words = part.split()
        for cut in range(1, len(words)):
            first = self._look_up(" ".join(words[:cut]))
            second = self._look_up(" ".join(words[cut:]))
            if first and second and (both := _agreeing(first, second)):
                return both
        return []

    def _narrowed(self, named: list[Entry], postcodes: list[str], language: str) -> list[Found]:
        """What the postcodes leave of the named places; nothing if no postcode is known.

        Where name and postcode contradict each other, both are returned as a question.
        """
        bearing = [
            entry
            for entry in named or self._entries
            if any(postcode in entry.postcodes for postcode in postcodes)
            and (named or entry.source == OWN_SOURCE)
        ]
        if bearing:
            return [self._found(entry, language) for entry in _in_order(bearing)]
        areas: dict[tuple[str, str], Found] = {}
        homes = set()
        for row in (row for postcode in postcodes for row in self._postcodes.get(postcode, [])):
            home = self.municipality(row.municipality)
            if home:
                homes.add(home.municipality_code)
            found = self._found_row(row, home, language)
            if found:
                areas.setdefault((found.name, found.municipality), found)
        inside = [entry for entry in named if entry.municipality_code in homes]
        if any(not entry.is_municipality for entry in inside):
            return [self._found(entry, language) for entry in _in_order(inside)]
        if inside or not named:
            return list(areas.values())
        return [self._found(entry, language) for entry in _in_order(named)] + list(areas.values())

    def _found(self, entry: Entry, language: str) -> Found:
        home = self._by_code.get(entry.municipality_code)
        return Found(
            name=entry.name(language),
            place=entry.place,
            precision=Precision.MUNICIPALITY if entry.is_municipality else Precision.LOCALITY,
            municipality=home.name(language) if home else "",
            source=entry.source,
        )

    def _found_row(self, row: PostcodeRow, home: Entry | None, language: str) -> Found | None:
        """A postcode's own place; its municipality where it has none, as corporate ones do not."""
        if row.place is None:
            return self._found(home, language) if home else None
        return Found(
            name=f"{row.postcode} {row.name}".strip(),
            place=row.place,
            precision=Precision.POSTCODE,
            municipality=home.name(language) if home else row.municipality,
            source=IMPORTED_SOURCE,
        )


def _in_order(entries: list[Entry]) -> list[Entry]:
    """Municipalities first, so that a choice between several always looks the same."""
    return sorted(
        entries, key=lambda entry: (not entry.is_municipality, entry.name_fi, entry.place.latitude)
    )


def _agreeing(first: list[Entry], second: list[Entry]) -> list[Entry]:
    """The entries that two names agree on: both are its names, or one is its municipality's."""
    same = [entry for entry in first if entry in second]
    if same:
        return same
    for inner, outer in ((first, second), (second, first)):
        codes = {entry.municipality_code for entry in outer if entry.is_municipality}
        inside = [entry for entry in inner if entry.municipality_code in codes]
        if inside:
            return inside
    return []


def _joined(known: list[list[Entry]]) -> list[Entry]:
    """What all names mean together; all of them, as a question, where they contradict."""
    pool = known[0]
    for entries in known[1:]:
        pool = _agreeing(pool, entries) or [
            *pool,
            *(entry for entry in entries if entry not in pool),
        ]
    return pool
