"""XLSX and ODS: the first sheet with something in it, never evaluated, never saved."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kierto.domain.spreadsheet_text import without_guard
from kierto.outside.tables import workbook_scan
from kierto.outside.tables.table import (
    Cell,
    CellProblem,
    EmptyTable,
    Limits,
    NoSuchSheet,
    Row,
    Table,
    TableTooLarge,
    UnreadableTable,
)

_CHUNK = 1 << 20
_EXACT_UP_TO = 10**15
"""A spreadsheet keeps 15 digits of a number; what is longer has already lost some."""


def read_workbook(source: bytes, name: str, *, sheet: str | None, limits: Limits) -> Table:
    """The named sheet, else the first visible one that is not empty; see ``read_table``.

    The archive is unpacked once before the reader sees it: what would unpack to too much, or
    spans too many cells, is refused while it is still small.
    """
    from python_calamine import CalamineError

    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            _check_size(archive, name, limits)
            table = _first_filled(archive, source, name, sheet, limits)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, CalamineError) as damaged:
        raise UnreadableTable(name=name) from damaged
    if table is None:
        raise EmptyTable(name=name)
    return table


def _first_filled(
    archive: zipfile.ZipFile, source: bytes, name: str, wanted: str | None, limits: Limits
) -> Table | None:
    from python_calamine import CalamineWorkbook

    kind = workbook_scan.kind(archive)
    if kind is None:
        raise UnreadableTable(name=name)
    workbook = None
    for candidate in _choose(workbook_scan.sheets(archive, kind), wanted, name):
        scan = workbook_scan.scan(archive, kind, candidate)
        if scan.rows > limits.rows or scan.rows * scan.columns > limits.cells:
            raise TableTooLarge(name=name, rows=limits.rows)
        if scan.rows:
            workbook = workbook or CalamineWorkbook.from_filelike(io.BytesIO(source))
            loaded = workbook.get_sheet_by_name(candidate.name)
            if loaded.height:
                return _table(loaded, candidate.name, scan)
    return None


def _check_size(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """What the archive says it holds, then what it really holds: the two may differ."""
    if sum(member.file_size for member in archive.infolist()) > limits.unpacked_bytes:
        raise TableTooLarge(name=name, rows=limits.rows)
    for member in archive.infolist():
        with archive.open(member) as stream:
            while stream.read(_CHUNK):
                pass


def _choose(
    sheets: list[workbook_scan.SheetPart], wanted: str | None, name: str
) -> list[workbook_scan.SheetPart]:
    if not sheets:
        raise UnreadableTable(name=name)
    if wanted is None:
        return [each for each in sheets if each.is_visible] or sheets
    found = [each for each in sheets if each.name.strip() == wanted.strip()]
    if not found:
        raise NoSuchSheet(sheet=wanted, known=", ".join(each.name for each in sheets))
    return found


def _table(loaded: Any, name: str, scan: workbook_scan.Scan) -> Table:  # noqa: ANN401
    first_column = loaded.start[1]
    merged = _merged_into(loaded)

    def rows() -> Iterator[Row]:
        above: dict[tuple[int, int], Cell] = {}
        for index, values in enumerate(loaded.iter_rows()):
            cells = [None] * first_column + [_cell(value) for value in values]
            problems = scan.problems.get(index, ())
            for column in problems:
                if column < len(cells):
                    cells[column] = CellProblem.FORMULA
            _fill_merged(index, cells, merged, above)
            yield Row(index + 1, tuple(cells))

    return Table(
        rows=rows,
        sheet=name,
        hidden_rows=frozenset(number + 1 for number in scan.hidden),
        is_typed=True,
    )


def _merged_into(loaded: Any) -> dict[tuple[int, int], tuple[int, int]]:  # noqa: ANN401
    """Each cell of a merged range that spans rows, with the cell whose value it shows.

    Only down, not sideways: a title merged over the columns says nothing of the other columns.
    """
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, _right) in loaded.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom, loaded.total_height) + 1):
            merged[row, left] = (top, left)
    return merged


def _fill_merged(
    index: int,
    cells: list[Cell],
    merged: dict[tuple[int, int], tuple[int, int]],
    above: dict[tuple[int, int], Cell],
) -> None:
    """Text and days hold for every merged row; of a number nobody knows whose share it is."""
    if not merged:
        return
    for column, cell in enumerate(cells):
        above[index, column] = cell
        origin = merged.get((index, column))
        if origin is None or cell is not None:
            continue
        value = above.get(origin)
        cells[column] = CellProblem.MERGED if isinstance(value, Decimal) else value


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return without_guard(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value) if isinstance(value, time | timedelta) else CellProblem.STRUCTURE


def _number(value: float) -> Cell:
    """The shortest decimal that is this very number: 12.5, not 12.4999…"""
    number = Decimal(repr(value))
    if not number.is_finite() or abs(number) >= _EXACT_UP_TO:
        return CellProblem.DIGITS
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == number else number
