"""JSON arrays of objects: every object a row, every member name a column."""

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from kierto.outside.tables.table import (
    Cell,
    CellProblem,
    EmptyTable,
    Limits,
    Row,
    Table,
    TableTooLarge,
    UnreadableTable,
)

_MOST_DIGITS = 40


def read_json_array(source: bytes, name: str, *, limits: Limits) -> Table:
    """The array as a table whose first row holds the member names, in the order they appear.

    Numbers are exact. Raises UnreadableTable for anything but an array of objects.
    """
    try:
        found = json.loads(
            source.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=lambda _word: CellProblem.STRUCTURE,
        )
    except (ValueError, RecursionError) as damaged:
        raise UnreadableTable(name=name) from damaged
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UnreadableTable(name=name)
    if not found:
        raise EmptyTable(name=name)
    if len(found) > limits.rows:
        raise TableTooLarge(name=name, rows=limits.rows)
    header = tuple(dict.fromkeys(key for each in found for key in each))

    def rows() -> Iterator[Row]:
        yield Row(0, header)
        for number, each in enumerate(found, start=1):
            yield Row(number, tuple(_cell(each.get(key)) for key in header))

    return Table(rows=rows, is_typed=True)


def _number(text: str) -> Decimal | CellProblem:
    """Numbers beyond any use would take all memory when written out ("1e999999999")."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return CellProblem.STRUCTURE
    if len(text) > _MOST_DIGITS * 2 or abs(number.adjusted()) > _MOST_DIGITS:
        return CellProblem.STRUCTURE
    return number


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, str | Decimal | CellProblem):
        return value
    return CellProblem.STRUCTURE
