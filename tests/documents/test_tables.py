"""Tables as files: nothing runs, nothing is lost."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kierto.documents.tables import Cell, Sheet, write_csv, write_xlsx
from kierto.domain.spreadsheet_text import guard, guard_of_sheet, without_guard

FORMULA_LIKE = [
    '=HYPERLINK("http://x","a")',
    "+358401234567",
    "-5 °C varasto",
    "@SUM(1)",
    "\t=1+1",
    "\r=1",
    " =1",
    "＝1+1",
    "'=1",
    "\u00a0=1",
]
HARMLESS = ["Pöytä", "a;=1", "'lainaus'", "", "00100", "5-paikkainen", "–5"]


@pytest.mark.parametrize("text", FORMULA_LIKE)
def test_text_that_could_run_as_a_formula_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    assert guard(text) == "'" + text
    assert without_guard(guard(text)) == text
    assert without_guard(guard_of_sheet(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == guard_of_sheet(text) == without_guard(text) == text


def test_a_csv_file_has_semicolons_decimal_commas_and_a_mark_of_its_encoding() -> None:
    sheet = Sheet(
        "Luovutukset",
        ["Nimi", "kg"],
        [
            ["Tuoli; musta", Decimal("-12.5")],
            ["=1", None],
            ["00100", 3],
            ["Päivä", date(2026, 3, 1)],
        ],
    )
    assert write_csv(sheet) == (
        b"\xef\xbb\xbf"
        + 'Nimi;kg\r\n"Tuoli; musta";-12,5\r\n\'=1;\r\n00100;3\r\nPäivä;2026-03-01\r\n'.encode()
    )


def test_english_readers_get_a_decimal_point() -> None:
    sheet = Sheet("x", ["kg"], [[Decimal("1.50")]])
    assert write_csv(sheet, decimal_mark=".").decode("utf-8-sig") == "kg\r\n1.50\r\n"


def test_a_workbook_keeps_text_as_text_and_numbers_as_numbers() -> None:
    rows: list[list[Cell]] = [
        [text, Decimal("-12.5"), 3, date(2026, 3, 1)] for text in (*FORMULA_LIKE, *HARMLESS)
    ]
    sheet = Sheet(
        "Kaikki: [luovutukset] ja paljon muuta pitkässä nimessä", ["a", "b", "c", "d"], rows
    )
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([sheet])))
    assert [len(name) for name in book.sheetnames] == [31]
    written = list(book.worksheets[0].iter_rows(min_row=2))
    assert all(cell.data_type != "f" for row in written for cell in row)
    assert [(row[1].value, row[2].value) for row in written] == [(-12.5, 3)] * len(rows)
    assert [str(row[3].value) for row in written] == ["2026-03-01 00:00:00"] * len(rows)
    # A carriage return is written as the format asks, in hexadecimal.
    texts = [str(row[0].value or "").replace("_x000D_", "\r") for row in written]
    assert texts[:2] == ['=HYPERLINK("http://x","a")', "+358401234567"]
    assert [without_guard(text) for text in texts if text] == [
        text for text in (*FORMULA_LIKE, *HARMLESS) if text
    ]
