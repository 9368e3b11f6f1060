"""K09 to K18: tables as people and programs make them, and the real ones that were published."""

import codecs
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.period import Period
from kierto.domain.reuse_report import Grouping
from kierto.models import Category, Listing, Unit
from kierto.outside.tables.table import LettersUnclear
from kierto.services.imports.columns import ColumnsNotFound
from tests import bookkeeping
from tests.importing import counts, errors, notes, run
from tests.outside.tables.workbooks import xlsx

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("app")


def stored(*columns: str) -> list[tuple[Any, ...]]:
    listings = session.scalars(select(Listing).order_by(Listing.id))
    return [tuple(getattr(each, column) for column in columns) for each in listings]


def number_of(model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_k09_codes_keep_their_zeros_and_every_digit() -> None:
    """00100, 000123 and 19 digits stay text; a numeric 100 is the postcode 00100, 5.0 is "5"."""
    head = ["tunnus", "nimi", "luokka", "kpl", "postinumero"]
    lines: list[list[Any]] = [
        ["000123", "A", "unsorted", 1, "00100"],
        ["1914310000010100016", "B", "unsorted", 1, "01120"],
        [5.0, "C", "unsorted", 1, 100],
    ]
    assert counts(run("listings", xlsx(head, *lines))) == (3, 3, 0, 0, 0)
    expected = [("000123", "00100"), ("1914310000010100016", "01120"), ("5", "00100")]
    assert stored("reference", "place_name") == expected
    table = "\n".join(";".join(map(str, line)) for line in (head, *lines[:2]))
    assert counts(run("listings", table, "kivikko")) == (2, 2, 0, 0, 0)
    assert stored("reference", "place_name")[3:] == expected[:2]
    waste = run("listings", "nimi;luokka;kpl;ewc\nErä;unsorted;1;01 03 04*\n")
    assert errors(waste) == [(2, "ewc", "01 03 04*", "HazardousWaste")]


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + "nimi;luokka;määrä;postinumero\r\nTuoli;unsorted;10;00100\r\n".encode(),
        codecs.BOM_UTF8 + '"nimi";luokka;määrä;postinumero\r\nTuoli;unsorted;10;00100'.encode(),
        codecs.BOM_UTF16_LE
        + "nimi\tluokka\tmäärä\tpostinumero\r\nTuoli\tunsorted\t10\t00100\r\n".encode("utf-16-le"),
    ],
    ids=["utf-8", "quoted", "utf-16"],
)
def test_k10_a_mark_of_the_encoding_is_no_part_of_the_first_column(content: bytes) -> None:
    """The first column is "nimi", and nothing of the mark is stored."""
    assert counts(run("listings", content)) == (1, 1, 0, 0, 0)
    assert stored("title", "place_name") == [("Tuoli", "00100")]


def test_k11_windows_letters_are_read_and_a_broken_file_stores_nothing() -> None:
    """cp1252 and UTF-8 alike give "Pöytä 50 €" and "Šakki"; one broken byte in 3000 stops it."""
    units, categories = number_of(Unit), number_of(Category)
    windows = b"nimi;luokka;kpl\nP\xf6yt\xe4 50 \x80;unsorted;1\n\x8aakki;unsorted;2\n"
    assert counts(run("listings", windows))[1] == 2
    run("listings", windows.decode("cp1252"), "kivikko")
    assert stored("title") == [("Pöytä 50 €",), ("Šakki",)] * 2
    lines = "".join(f"Pöytä {number};unsorted;1\n" for number in range(2, 4000))
    broken = ("nimi;luokka;kpl\n" + lines).encode()
    at = broken.index(b" 3000;")
    with pytest.raises(LettersUnclear):
        run("listings", broken[:at] + b"\xff" + broken[at:])
    assert (len(stored("id")), number_of(Unit), number_of(Category)) == (4, units, categories)


@pytest.mark.parametrize(
    "table",
    [
        'kategoria;nimi;paino\nKalusteet;"Kaappi, 2 ovea; musta";12,5\n',
        'kategoria\tnimi\tpaino\nKalusteet\t"Kaappi, 2 ovea; musta"\t12,5\n',
        'kategoria,nimi,paino\nKalusteet,"Kaappi, 2 ovea; musta","12,5"\n',
        'kategoria;nimi;paino\rKalusteet;"Kaappi, 2 ovea; musta";12,5\r',
    ],
    ids=["semicolon", "tab", "comma", "old mac"],
)
def test_k12_the_delimiter_is_found_and_quotes_hold(table: str) -> None:
    """Three columns for all of them, the quoted signs stay in their cell."""
    with_amount = "\n".join(
        f"{line}{mark}{cell}"
        for line, mark, cell in zip(
            table.replace("\r", "\n").splitlines(),
            [table[9]] * 2,
            ("kpl", "1"),
            strict=True,
        )
    )
    assert errors(run("listings", with_amount)) == []
    assert stored("title") == [("Kaappi, 2 ovea; musta",)]


def test_k12_an_unknown_header_stops_and_an_unknown_category_is_never_made() -> None:
    """Nothing is written, and the row error names the category."""
    categories = number_of(Category)
    with pytest.raises(ColumnsNotFound):
        run("listings", "Väri;Koko\nsininen;3\n")
    found = errors(run("listings", "nimi;luokka;kpl\nA;Kalusteet;Kaappi\nB;Vihreät tuolit;1\n"))
    assert ("Vihreät tuolit", "UnknownCategory") in [(value, kind) for *_, value, kind in found]
    assert (stored("id"), number_of(Category)) == ([], categories)


def test_k13_a_reference_is_found_again_within_its_unit() -> None:
    """Again: nothing new; changed and longer: 1 changed, 1 new; another unit's A1 is its own."""
    head = "viite;nimi;luokka;kpl\n"
    table = head + "".join(f"A{n};Tuoli;office-chair;{n}\n" for n in (1, 2, 3))
    assert [counts(run("listings", table)) for _ in range(2)] == [
        (3, 3, 0, 0, 0),
        (3, 0, 0, 3, 0),
    ]
    changed = table.replace("chair;2", "chair;5") + "A4;Tuoli;office-chair;4\n"
    assert counts(run("listings", changed)) == (4, 1, 1, 2, 0)
    assert counts(run("listings", head + "A1;Kaappi;unsorted;9\n", "kivikko")) == (1, 1, 0, 0, 0)
    assert stored("reference", "title")[0] == ("A1", "Tuoli")


def calculated(*, error: str = "") -> bytes:
    """As Excel keeps it: the formula and its value."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["nimi", "luokka", "kpl", "paino", "kokonaispaino"])
    sheet.write_string(1, 0, "=teksti")
    sheet.write_row(1, 1, ["unsorted", 4, 12.5])
    sheet.write_formula(1, 4, "=C2*D2", None, error or 50)
    book.close()
    return held.getvalue()


def test_k15_a_formula_gives_its_kept_value_or_is_a_row_error() -> None:
    """50 is used; without a kept value or with #REF! the row is refused, never 0 or "=C2*D2"."""
    head = ["nimi", "luokka", "kpl", "paino", "kokonaispaino"]
    never = xlsx(head, ["A", "unsorted", 4, 12.5, "=C2*D2"])
    for broken, at in ((never, 2), (calculated(error="#REF!"), 2)):
        ((row, column, _value, kind),) = errors(run("listings", broken))
        assert (row, column, kind) == (at, "kokonaispaino", "FormulaWithoutValue")
    assert stored("id") == []
    assert errors(run("listings", calculated())) == []
    assert [(title, mass.grams) for title, mass in stored("title", "mass")] == [("=teksti", 50_000)]


def test_k16_the_layout_of_a_workbook_does_not_become_goods() -> None:
    """Title and sum rows are no goods, a merged place holds for its rows, the sheet is named."""

    def layout(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("B4:B6")
        sheet.row_dimensions[5].hidden = True
        book.create_sheet("Ohje")

    source = xlsx(
        ["Kouluremontti 2026"],
        [],
        ["nimi", "kunta", "kpl", "luokka"],
        ["A", "Rovaniemi", 1, "unsorted"],
        ["B", None, 1, "unsorted"],
        ["C", None, 1, "unsorted"],
        ["Yhteensä", None, 3, None],
        change=layout,
    )
    result = run("listings", source)
    assert counts(result) == (3, 3, 0, 0, 0)
    assert stored("title", "place_name") == [(name, "Rovaniemi") for name in "ABC"]
    assert {"Left out as sums: row 7.", "Read from sheet “Tavarat”."} <= set(notes(result))


WRITINGS = ("Furniture", "furniture ", "FURNITURE", "Furniture\u00a0")


def test_k18_a_name_is_one_category_in_every_writing() -> None:
    """Blanks, case and decomposed letters make no second category."""
    categories = number_of(Category)
    rows = "".join(f"Erä;{name};1\n" for name in WRITINGS)
    rows += "Erä;Työpöytä;1\nErä;Tyo\u0308po\u0308yta\u0308;1\n"
    assert errors(run("listings", "nimi;luokka;kpl\n" + rows)) == []
    codes = [category.code for (category,) in stored("category")]
    assert codes == ["furniture"] * 4 + ["office-desk"] * 2
    assert number_of(Category) == categories


@pytest.mark.real
def test_k18_the_charitys_furniture_is_one_row_of_the_report(
    app: Flask, real_file: Callable[[str], Path]
) -> None:
    """ "Furniture " and its kin join one category each: 11,813.0 kg over the three periods."""
    names = {row["category"] for row in json.loads(real_file(COUNTS).read_text("utf-8"))}
    assert "Furniture " in names
    weights = real_file("dcs_ace-furniture-avg-weight.json")
    result = run("handovers", real_file(COUNTS), weights=weights)
    assert (errors(result), str(result.mass and result.mass.kilograms)) == ([], "29603.459")
    period = Period(date(2017, 3, 1), date(2019, 8, 31))
    found = bookkeeping.kilograms(bookkeeping.report(Grouping.CATEGORY, period=period))
    assert len(found) == len({name.strip() for name in names})
    assert f"{float(found['furniture',]):.1f}" == "11813.0"


COUNTS = "dcs_ace-furniture-count.json"
