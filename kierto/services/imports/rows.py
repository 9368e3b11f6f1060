"""The rows of a table as values of known fields; what cannot be read is an error of its cell."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal

from kierto.domain.errors import N_, KiertoError, Refused
from kierto.domain.spelling import read_amount, read_day
from kierto.domain.text import fold, one_line
from kierto.domain.units import Measure, parse_decimal
from kierto.outside.tables.table import Cell, CellProblem, Row, Table
from kierto.services.imports.columns import Header
from kierto.services.imports.result import ImportResult, RowError, row_list

_TOTALS = frozenset(
    {
        *("yhteensä", "kaikki yhteensä", "summa", "loppusumma", "välisumma"),
        *("totalt", "sammanlagt", "summa totalt"),
        *("total", "totals", "sum", "grand total", "subtotal"),
    }
)
_VALUE_SHOWN = 80
_POINT = re.compile(r"-?\d+\.(?:\d{1,2}|\d{4,})|-?0\.\d+")

TOTALS_LEFT_OUT = N_("Left out as sums: row %(rows)s.")
HIDDEN_ROWS_READ = N_("Hidden rows were read too: %(rows)s.")
COLUMNS_NOT_USED = N_("Columns that were not used: %(columns)s.")


class FormulaWithoutValue(Refused):
    """Never calculated, or an error such as #REF!."""

    message = N_("A formula without a value. Open the file, let it calculate, save it, try again.")


class MergedNumber(Refused):
    """A number over several rows: nobody knows whose share it is."""

    message = N_("The cell is merged with the one above, so this row's own number is unknown.")


class NotOneValue(Refused):
    """A list or an object where a number or a text should be."""

    message = N_("This is not one number or one text.")


class DigitsLost(Refused):
    """Spreadsheets keep 15 digits of a number."""

    message = N_("The number is so long that its last digits are lost. Store it as text.")


class CellTooMany(Refused):
    """An unquoted delimiter shifted the row."""

    message = N_(
        "The row has more cells than the table has columns. "
        "Put the text that holds the separator into quotation marks."
    )


class ValueMissing(Refused):
    """A cell that must not be empty."""

    message = N_("This is needed and cannot be empty.")


class NumberTooLarge(Refused):
    """Beyond every real amount: a finger slipped, or it is a telephone number."""

    message = N_("The number is too large. Check it.")


class TextTooLong(Refused):
    """Longer than the field; nothing is cut silently."""

    message = N_("The text is longer than %(most)s characters.")


_PROBLEMS: dict[CellProblem, type[Refused]] = {
    CellProblem.FORMULA: FormulaWithoutValue,
    CellProblem.MERGED: MergedNumber,
    CellProblem.STRUCTURE: NotOneValue,
    CellProblem.DIGITS: DigitsLost,
    CellProblem.EXCESS: CellTooMany,
}


MOST = Decimal(1_000_000_000)
"""No quantity, weight or price of one row is larger."""


def _within(number: Decimal, most: Decimal) -> Decimal:
    if abs(number) > most:
        raise NumberTooLarge
    return number


def text_of(cell: Cell) -> str:
    """The cell as text: 5.0 is "5", a day is ISO."""
    if isinstance(cell, Decimal):
        return f"{cell:f}" if cell != cell.to_integral_value() else f"{cell.to_integral_value():f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or isinstance(cell, CellProblem) else cell


class Values:
    """The values of one row by field. Reading a bad one adds to ``errors`` and gives None."""

    def __init__(self, row: Row, header: Header, point_is_decimal: Collection[str]) -> None:
        self.errors: list[RowError] = []
        self.row = row
        self._header = header
        self._point_is_decimal = point_is_decimal
        if row.cells and row.cells[-1] is CellProblem.EXCESS:
            self.errors.append(RowError(row.number, "", text_of(row.cells[-2]), CellTooMany()))

    @property
    def number(self) -> int:
        """The number that the spreadsheet shows."""
        return self.row.number

    def cell(self, key: str) -> Cell:
        """The cell of ``key``: the file's, else the constant of the mapping."""
        column = self._header.columns.get(key)
        if column is None:
            return self._header.constants.get(key)
        cell = self.row.cells[column.index] if column.index < len(self.row.cells) else None
        if isinstance(cell, CellProblem):
            if cell is not CellProblem.EXCESS:
                self.refuse(key, _PROBLEMS[cell]())
            return None
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return self._header.constants.get(key)
        return cell

    def text(self, key: str, *, most: int = 200) -> str:
        """One line of text, empty when the cell is."""
        text = one_line(text_of(self.cell(key)))
        if len(text) > most:
            self.refuse(key, TextTooLong(most=most))
            return ""
        return text

    def number_of(self, key: str, *, most: Decimal = MOST) -> Decimal | None:
        """A number; None when empty: unknown, not zero."""
        cell = self.cell(key)
        if cell is None:
            return None
        try:
            if not isinstance(cell, Decimal):
                points = key in self._point_is_decimal
                cell = parse_decimal(text_of(cell), point_is_decimal=points)
            return _within(cell, most)
        except KiertoError as problem:
            self.refuse(key, problem)
            return None

    def amount(self, key: str) -> tuple[Decimal, tuple[Measure, Decimal] | None] | None:
        """A number with the measure written behind it, if any."""
        cell = self.cell(key)
        if cell is None:
            return None
        try:
            if isinstance(cell, Decimal):
                return _within(cell, MOST), None
            points = key in self._point_is_decimal
            number, measure = read_amount(text_of(cell), point_is_decimal=points)
            return _within(number, MOST), measure
        except KiertoError as problem:
            self.refuse(key, problem)
            return None

    def day(self, key: str) -> date | None:
        """A day; None when empty."""
        cell = self.cell(key)
        if cell is None or isinstance(cell, date):
            return cell
        try:
            return read_day(text_of(cell))
        except KiertoError as problem:
            self.refuse(key, problem)
            return None

    def refuse(self, key: str, problem: KiertoError) -> None:
        """Note that the value of ``key`` is not accepted."""
        column = self._header.columns.get(key)
        if column is None:
            shown, value = key, self._header.constants.get(key, "")
        else:
            shown = column.name
            cell = self.row.cells[column.index] if column.index < len(self.row.cells) else None
            value = cell.value if isinstance(cell, CellProblem) else text_of(cell)
        self.errors.append(RowError(self.number, shown, value[:_VALUE_SHOWN], problem))


def values_of(
    table: Table, header: Header, numeric: Collection[str], result: ImportResult
) -> Iterator[Values]:
    """Every row below the header that is an item; blank rows and sums are left out and said so."""
    points = set() if table.is_typed else points_are_decimal(table, header, numeric)
    totals: list[int] = []
    for row in table.rows():
        if row.number <= header.row or not any(_filled(cell) for cell in row.cells):
            continue
        if _is_total(row.cells):
            totals.append(row.number)
            continue
        result.rows += 1
        if all(_says(row, column.index, value) for column, value in header.only.items()):
            yield Values(row, header, points)
        else:
            result.skipped += 1
    if totals:
        result.note(TOTALS_LEFT_OUT, rows=row_list(totals))
    if hidden := sorted(number for number in table.hidden_rows if number > header.row):
        result.note(HIDDEN_ROWS_READ, rows=row_list(hidden))
    if header.unused:
        result.note(COLUMNS_NOT_USED, columns=", ".join(header.unused[:20]))


def points_are_decimal(table: Table, header: Header, numeric: Collection[str]) -> set[str]:
    """The fields whose column writes decimals with a point: some "0.25" and no comma anywhere."""
    columns = {key: header.columns[key].index for key in numeric if key in header.columns}
    points: set[str] = set()
    commas: set[str] = set()
    for row in table.rows():
        if row.number <= header.row:
            continue
        for key, index in columns.items():
            cell = row.cells[index] if index < len(row.cells) else None
            if isinstance(cell, str):
                if "," in cell:
                    commas.add(key)
                elif _POINT.fullmatch(cell.strip()):
                    points.add(key)
    return points - commas


class Keys:
    """Names rows that have no reference of their own: by what they say, and which of equals.

    Two equal rows are two things, and reading the file again names them the same.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, values: Values) -> str:
        """The key of the row."""
        texts = [text_of(cell).strip() for cell in values.row.cells]
        while texts and not texts[-1]:
            texts.pop()
        digest = hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]
        self._seen[digest] += 1
        return f"row:{digest}:{self._seen[digest]}"


def _filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _is_total(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if _filled(cell)), None)
    return isinstance(first, str) and fold(first).rstrip(" :") in _TOTALS


def _says(row: Row, index: int, value: str) -> bool:
    cell = row.cells[index] if index < len(row.cells) else None
    return fold(text_of(cell)) == fold(value)
