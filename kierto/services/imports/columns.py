"""Which column of a table holds what, found by the names that people give columns."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field, replace
from itertools import islice

from kierto.domain.errors import N_, Refused
from kierto.domain.text import fold
from kierto.outside.tables.table import Cell, Row, Table
from kierto.services.imports.mapping import Mapping, MappingUnclear

_LOOKED_AT = 30
_SHOWN_NAMES = 20


class ColumnsNotFound(Refused):
    """No row of the table looks like a header that says what is needed."""

    message = N_(
        "The column for %(needed)s was not found. The file has: %(found)s. "
        "Rename the column, or give a mapping."
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that an import knows: field → names, the likeliest first, between bars.

    Of each group in ``needed`` at least one field must be there.
    """

    names: AbstractMapping[str, str]
    needed: tuple[tuple[str, ...], ...]
    by_name: dict[str, tuple[str, int]] = field(init=False)

    def __post_init__(self) -> None:
        by_name: dict[str, tuple[str, int]] = {}
        for key, names in self.names.items():
            for rank, name in enumerate(names.split("|")):
                by_name.setdefault(bare(name), (key, rank))
        object.__setattr__(self, "by_name", by_name)


@dataclass(frozen=True, slots=True)
class Column:
    """``index`` counts cells from 0; ``name`` is the header as written in the file."""

    index: int
    name: str


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and which column holds which field.

    ``unused`` names the columns that nothing is taken from; ``only`` is what a row must say there.
    """

    row: int
    columns: dict[str, Column]
    constants: dict[str, str]
    only: dict[Column, str]
    unused: tuple[str, ...]

    def has(self, key: str) -> bool:
        return key in self.columns or key in self.constants


def bare(name: str) -> str:
    """A column's name as it is compared: words only ("Paino (kg/kpl)" is "paino kg kpl")."""
    return " ".join(re.findall(r"[^\W_]+", fold(name)))


def recogniser(wanted: Wanted, mapping: Mapping) -> Callable[[Sequence[str]], int]:
    """Counts the known column names among the cells of a row."""
    mapped = {bare(name) for name in mapping.columns.values() if name}

    def count(cells: Sequence[str]) -> int:
        names = {bare(cell) for cell in cells}
        known = {wanted.by_name[name][0] for name in names if name in wanted.by_name}
        return len(known) + len(names & mapped)

    return count


def find_header(table: Table, wanted: Wanted, mapping: Mapping) -> Header:
    """The header among the first rows, title rows above it left aside.

    Raises ColumnsNotFound, or MappingUnclear when the mapping names what is not there.
    """
    for key in (*mapping.columns, *mapping.constants):
        if key not in wanted.names:
            raise MappingUnclear(problem=key)
    best = header_row(table, wanted, mapping)
    columns = _assign(best.cells, wanted, mapping)
    for group in wanted.needed:
        if not any(key in columns or key in mapping.constants for key in group):
            raise ColumnsNotFound(
                needed=" / ".join(wanted.names[key].split("|")[0] for key in group),
                found=_shown(best.cells),
            )
    used = {column.index for column in columns.values()}
    only = {_named(best.cells, name): value for name, value in mapping.only.items()}
    return Header(
        row=best.number,
        columns=columns,
        constants=mapping.constants,
        only=only,
        unused=tuple(
            text
            for index, text in enumerate(_texts(best.cells))
            if text and index not in used and index not in {column.index for column in only}
        ),
    )


def header_row(table: Table, wanted: Wanted, mapping: Mapping) -> Row:
    """The row among the first that holds the most names of known columns."""
    count = recogniser(wanted, mapping)
    beginning = [row for row in islice(table.rows(), _LOOKED_AT) if any(row.cells)]
    return max(beginning, key=lambda row: count(_texts(row.cells)), default=Row(0, ()))


def names_and_columns(
    table: Table, wanted: Wanted, mapping: Mapping
) -> tuple[list[str], dict[str, str]]:
    """The names of the file's columns, and which field is taken from which, for a person to see.

    A mapping that names what the file does not have is left aside here.
    """
    row = header_row(table, wanted, mapping)
    names = [text for text in _texts(row.cells) if text]
    known = {bare(name) for name in names}
    there = {key: name for key, name in mapping.columns.items() if not name or bare(name) in known}
    found = _assign(row.cells, wanted, replace(mapping, columns=there))
    return list(dict.fromkeys(names)), {key: column.name for key, column in found.items()}


def _assign(cells: Sequence[Cell], wanted: Wanted, mapping: Mapping) -> dict[str, Column]:
    columns = {key: _named(cells, name) for key, name in mapping.columns.items() if name}
    ranks: dict[str, int] = {}
    taken = {column.index for column in columns.values()}
    for index, text in enumerate(_texts(cells)):
        key, rank = wanted.by_name.get(bare(text), ("", 0))
        if not key or key in mapping.columns or key in mapping.constants or index in taken:
            continue
        if key not in columns or rank < ranks[key]:
            columns[key], ranks[key] = Column(index, text), rank
    return columns


def _named(cells: Sequence[Cell], name: str) -> Column:
    for index, text in enumerate(_texts(cells)):
        if text and bare(text) == bare(name):
            return Column(index, text)
    raise ColumnsNotFound(needed=name, found=_shown(cells))


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in cells]


def _shown(cells: Sequence[Cell]) -> str:
    names = [text[:40] for text in _texts(cells) if text]
    return ", ".join(names[:_SHOWN_NAMES]) or "–"
