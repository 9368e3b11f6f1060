"""CSV: encoding and delimiter found from the content, quotes respected."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from kierto.domain.spreadsheet_text import without_guard
from kierto.outside.tables.encoding import decode
from kierto.outside.tables.table import (
    CellProblem,
    EmptyTable,
    Limits,
    QuoteNotClosed,
    Row,
    Table,
    TableTooLarge,
)

_DELIMITERS = ";\t,|"
_LOOKED_AT = 60


def read_delimited(
    source: bytes,
    name: str,
    *,
    recognise: Callable[[Sequence[str]], int],
    encoding: str | None,
    limits: Limits,
) -> Table:
    """The table in a text file; see ``read_table``."""
    text, found, is_guess = decode(source, name, encoding)
    if not text.strip():
        raise EmptyTable(name=name)
    delimiter = _delimiter(text, recognise)
    _check(text, delimiter, name, limits)

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(_records(text, delimiter), start=1):
            yield Row(number, tuple(without_guard(cell) if cell else None for cell in cells))

    return Table(rows=_without_overflow(rows), encoding=found, encoding_is_guess=is_guess)


def _records(text: str, delimiter: str, *, strict: bool = False) -> Iterator[list[str]]:
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))


def _delimiter(text: str, recognise: Callable[[Sequence[str]], int]) -> str:
    """The sign that gives the most known column names, then the most even rows."""

    def merit(delimiter: str) -> tuple[int, float, int]:
        beginning = list(islice(_tolerant(text, delimiter), _LOOKED_AT))
        known = max((recognise(cells) for cells in beginning), default=0)
        widths = Counter(len(cells) for cells in beginning if cells)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        evenness = rows / sum(widths.values()) if width > 1 else 0.0
        return known, evenness, width

    return max(_DELIMITERS, key=merit)


def _tolerant(text: str, delimiter: str) -> Iterator[list[str]]:
    records = _records(text, delimiter)
    while True:
        try:
            yield next(records)
        except (StopIteration, csv.Error):
            return


def _check(text: str, delimiter: str, name: str, limits: Limits) -> None:
    """Read all of it once, so that what is wrong comes before the first row is used."""
    row, last = 0, ""
    try:
        for cells in _records(text, delimiter):
            row, last = row + 1, cells[-1] if cells else ""
    except csv.Error as problem:
        # Only a cell beyond the limit raises here: the rest of the file after a lone quote.
        raise QuoteNotClosed(row=row + 1) from problem
    if row > limits.rows:
        raise TableTooLarge(name=name, rows=limits.rows)
    if any(sign in last for sign in "\r\n") and text.count('"') % 2:
        raise QuoteNotClosed(row=row)


def _without_overflow(rows: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
    """Mark what stands beyond the usual width of the table: a delimiter too many in that row."""
    widths = Counter(len(row.cells) for row in rows() if row.cells)
    usual = max(widths, key=lambda width: (widths[width], width))

    def marked() -> Iterator[Row]:
        for row in rows():
            if any(row.cells[usual:]):
                yield Row(row.number, (*row.cells[:usual], CellProblem.EXCESS))
            else:
                yield Row(row.number, row.cells[:usual])

    return marked if len(widths) > 1 else rows
