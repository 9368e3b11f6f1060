"""JSON arrays: exact numbers, nothing nested, nothing endless."""

from decimal import Decimal

import pytest

from kierto.outside.tables.reading import read_table
from kierto.outside.tables.table import CellProblem, EmptyTable, UnreadableTable


def rows(text: str) -> list[tuple]:
    return [row.cells for row in read_table(text.encode(), "a.json").rows()]


def test_every_object_is_a_row_and_numbers_are_exact() -> None:
    text = '[{"item":"Table \\/ desk","avg-kg":17.033333333333335},{"count":28,"item":"00100"}]'
    assert rows(text) == [
        ("item", "avg-kg", "count"),
        ("Table / desk", Decimal("17.033333333333335"), None),
        ("00100", None, Decimal(28)),
    ]


def test_numbers_beyond_use_and_nested_values_are_problems_of_their_cell() -> None:
    text = '[{"a":1e999999999,"b":NaN,"c":[1],"d":true,"e":1914310000010100016}]'
    assert rows(text)[1] == (
        *(CellProblem.STRUCTURE,) * 3,
        "true",
        Decimal(1914310000010100016),
    )


@pytest.mark.parametrize("text", ['[{"a":1}', '{"a":1}', "[1,2]", "[" * 100_000, '[{"a":1}]x'])
def test_anything_but_an_array_of_objects_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTable):
        rows(text)


def test_an_empty_array_holds_no_rows() -> None:
    with pytest.raises(EmptyTable):
        rows("[]")
