"""Workbooks as people make them: titles, merged cells, formulas, phantom columns."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kierto.documents.tables import Sheet, write_xlsx
from kierto.outside.tables.reading import read_table
from kierto.outside.tables.table import (
    CellProblem,
    EmptyTable,
    Limits,
    NoSuchSheet,
    OldWorkbook,
    Row,
    TableTooLarge,
    UnreadableTable,
)
from tests.outside.tables.workbooks import ods, with_part, xlsx


def rows(source: bytes, **options: Any) -> list[Row]:
    return list(read_table(source, "a.xlsx", **options).rows())


def test_k15_a_formula_gives_its_kept_value_and_never_its_text() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["kpl", "paino", "yht"])
    sheet.write_row(1, 0, [4, 12.5])
    sheet.write_formula(1, 2, "=A2*B2", None, 50)
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    sheet.write_string(3, 0, "=A2*B2")
    book.close()
    assert [row.cells for row in rows(held.getvalue())][1:] == [
        (Decimal(4), Decimal("12.5"), Decimal(50)),
        (None, None, CellProblem.FORMULA),
        ("=A2*B2", None, None),
    ]


def test_k15_a_formula_that_was_never_calculated_and_an_error_are_problems_not_zeros() -> None:
    def errors(book: Any) -> None:
        book.worksheets[0]["A3"] = "#REF!"

    source = xlsx(["kpl", "paino", "yht"], [4, 12.5, "=A2*B2"], [1, 2, 3], change=errors)
    assert [row.cells for row in rows(source)][1:] == [
        (Decimal(4), Decimal("12.5"), CellProblem.FORMULA),
        (CellProblem.FORMULA, Decimal(2), Decimal(3)),
    ]


def test_k16_a_merged_text_holds_for_all_its_rows_and_a_merged_number_for_none_but_the_first() -> (
    None
):
    def layout(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B4:B6")
        sheet.merge_cells("C4:C5")
        sheet.row_dimensions[5].hidden = True
        book.create_sheet("Ohje").append(["Lue tämä"])

    source = xlsx(
        ["Kouluremontti 2026"],
        [],
        ["nimi", "paikka", "kpl", "viite"],
        ["Tuoli", "Rovaniemi", 3, "a"],
        ["Sohva", None, None, "b"],
        ["Kaappi", None, 1, "c"],
        change=layout,
    )
    table = read_table(source, "a.xlsx")
    assert table.sheet == "Tavarat"
    assert table.hidden_rows == {5}
    assert [(row.number, row.cells) for row in table.rows()] == [
        (1, ("Kouluremontti 2026", None, None, None)),
        (2, (None, None, None, None)),
        (3, ("nimi", "paikka", "kpl", "viite")),
        (4, ("Tuoli", "Rovaniemi", Decimal(3), "a")),
        (5, ("Sohva", "Rovaniemi", CellProblem.MERGED, "b")),
        (6, ("Kaappi", "Rovaniemi", Decimal(1), "c")),
    ]


def test_k09_codes_stay_text_and_numbers_are_exact() -> None:
    source = xlsx(["00100", "000123", "01 03 04*", "1914310000010100016", 100, 5.0, 0.275053])
    assert rows(source)[0].cells == (
        *("00100", "000123", "01 03 04*", "1914310000010100016"),
        *(Decimal(100), Decimal(5), Decimal("0.275053")),
    )


def test_days_are_days() -> None:
    sheet = Sheet("a", ["x"], [[date(2026, 3, 1)]])
    assert rows(write_xlsx([sheet]))[1].cells == (date(2026, 3, 1),)


def test_k09_what_the_export_wrote_comes_back_unchanged() -> None:
    texts = [
        "=1+1",
        "+358401234567",
        "'=1",
        "\t=1",
        "\r=1",
        "ä\nö",
        "00100",
        "_x000D_",
        "'lainaus'",
    ]
    sheet = Sheet("a", ["x", "y"], [[text, Decimal("-12.5")] for text in texts])
    assert [row.cells for row in rows(write_xlsx([sheet]))][1:] == [
        (text, Decimal("-12.5")) for text in texts
    ]


def test_the_first_visible_sheet_with_content_is_read_unless_another_is_named() -> None:
    def layout(book: Any) -> None:
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("Tyhjä")
        book.create_sheet("Ilmoitukset & muut").append(["nimi"])
        book.active = 2

    source = xlsx(["piilossa"], change=layout)
    assert read_table(source, "a.xlsx").sheet == "Ilmoitukset & muut"
    assert rows(source, sheet="Tavarat")[0].cells == ("piilossa",)
    with pytest.raises(NoSuchSheet, match="Ilmoitukset & muut"):
        rows(source, sheet="Muu")


def test_an_open_document_is_read_like_an_excel_one() -> None:
    source = ods(["nimi", "kpl"], ["Pöytä", 12.5], ["00100", 3.0])
    table = read_table(source, "a.ods")
    assert table.sheet == "Taulukko1"
    assert [row.cells for row in table.rows()] == [
        ("nimi", "kpl"),
        ("Pöytä", Decimal("12.5")),
        ("00100", Decimal(3)),
    ]


def test_an_open_document_formula_without_value_is_a_problem() -> None:
    source = ods(["nimi", "kpl"], ["Pöytä", 12.5])
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        content = archive.read("content.xml")
    begin = content.index(b"<table:table-cell", content.index("Pöytä".encode()))
    changed = content[:begin] + b'<table:table-cell table:formula="of:=[.A1]"/></table:table-row>'
    changed += content[content.index(b"</table:table-row>", begin) + 18 :]
    found = rows(with_part(source, "content.xml", changed))
    assert [row.cells for row in found] == [("nimi", "kpl"), ("Pöytä", CellProblem.FORMULA)]


def test_two_cells_in_opposite_corners_do_not_take_the_memory_of_all_between() -> None:
    def corners(book: Any) -> None:
        book.worksheets[0]["XFD1048576"] = "x"

    with pytest.raises(TableTooLarge):
        rows(xlsx(["a"], change=corners))


def test_k17_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as stream,
    ):
        for _piece in range(64):
            stream.write(b" " * (1 << 20))
    assert len(held.getvalue()) < 100_000
    with pytest.raises(TableTooLarge):
        rows(held.getvalue(), limits=Limits(unpacked_bytes=32 << 20))


def test_what_is_no_workbook_says_so() -> None:
    whole = xlsx(["a"])
    with pytest.raises(OldWorkbook):
        rows(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for damaged in (whole[:-30], whole[: len(whole) // 2], b"PK\x03\x04rest"):
        with pytest.raises(UnreadableTable):
            rows(damaged)
    with pytest.raises(UnreadableTable):
        rows(
            with_part(
                whole,
                "xl/worksheets/sheet1.xml",
                b"<worksheet><sheetData><row r='1'><c r=\"A1\"><v>1</v>",
            )
        )
    with pytest.raises(EmptyTable):
        rows(xlsx())


@pytest.mark.real
def test_k16_the_postcode_workbook_has_three_columns_and_no_phantoms(
    real_file: Callable[[str], Path],
) -> None:
    began = time.perf_counter()
    found = list(read_table(real_file("fi_postinumerot_ja_rajat.xlsx"), "p.xlsx").rows())
    assert time.perf_counter() - began < 2
    assert len(found) == 3027
    assert {len(row.cells) for row in found} == {3}
    assert all(isinstance(row.cells[1], str) for row in found[1:])
