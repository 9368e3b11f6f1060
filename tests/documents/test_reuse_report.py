"""Page, CSV, XLSX, JSON and PDF show the same figures, to the gram and the shown kilogram."""

import csv
import io
import json
import subprocess
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask_babel import force_locale

from kierto.documents import (
    reuse_report_json,
    reuse_report_page,
    reuse_report_pdf,
    reuse_report_tables,
)
from kierto.domain.reuse_report import Grouping, ReuseReport
from kierto.domain.units import MassBasis
from tests import city
from tests.bookkeeping import report, write

BY = (Grouping.CATEGORY, Grouping.RECEIVER)


@pytest.fixture
def figures(app: Flask) -> ReuseReport:
    write(grams=1_234_567, distance_m=3_200)
    write(grams=20_400, basis=MassBasis.AVERAGE, category="office-desk", receiver="puuseppa")
    write(grams=20_400, category="office-chair", receiver="suensaari")
    write(grams=None, pieces="7", category="office-chair")
    return report(*BY)


def rows_of_json(found: ReuseReport) -> list[tuple[Any, ...]]:
    document = json.loads(reuse_report_json.text(found))
    return [
        (*group["key"].values(), group["mass_kg"], group["entries"]) for group in document["groups"]
    ]


def decimals(value: Any) -> str | None:
    if value in {None, ""}:
        return None
    return f"{Decimal(str(value).replace(',', '.')):.3f}"


def test_csv_equals_json(figures: ReuseReport) -> None:
    with force_locale("fi"):
        text = reuse_report_tables.csv(figures).decode("utf-8-sig")
    header, *rows, total = list(csv.reader(io.StringIO(text), delimiter=";"))
    entries = header.index("Entries") if "Entries" in header else header.index("Kirjauksia")
    assert [(r[1], r[3], decimals(r[4]), int(r[entries])) for r in rows] == rows_of_json(figures)
    assert decimals(total[4]) == reuse_report_json.document(figures)["total_kg"] == "1275.367"


def test_xlsx_equals_json_and_keeps_numbers_as_numbers(figures: ReuseReport) -> None:
    with force_locale("sv"):
        book = openpyxl.load_workbook(io.BytesIO(reuse_report_tables.xlsx(figures)))
    header, *rows, total = list(book.worksheets[0].iter_rows(values_only=True))
    entries = len(header) - 8 - 1
    assert isinstance(rows[0][4], int | float)
    assert [(r[1], r[3], decimals(r[4]), r[entries]) for r in rows] == rows_of_json(figures)
    assert decimals(total[4]) == "1275.367"
    assert len(book.worksheets) == 3


def test_the_page_shows_the_rounded_json(figures: ReuseReport) -> None:
    with force_locale("en"):
        table = reuse_report_page.table(figures, lambda group: "/x", "/all")
    shown = [(row[2]["text"], row[3]["text"]) for row in table.rows]
    expected = [
        (
            "mass missing" if mass is None else f"{round(Decimal(mass) / 1000, 3):,}\u00a0t",
            str(count),
        )
        for *_key, mass, count in rows_of_json(figures)
    ]
    assert shown == expected
    assert table.foot[2]["text"] == "1.275\u00a0t"


def test_the_pdf_shows_the_same_and_is_tagged(figures: ReuseReport) -> None:
    with force_locale("en"):
        paper = reuse_report_pdf.pdf(figures, language="en", made_at=city.NOW)
        rows = reuse_report_page.table(figures, lambda group: "/x", "/all").rows
    assert b"/StructTreeRoot" in paper
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True
    ).stdout.decode()
    words = " ".join(text.split())
    for row in rows:
        assert row[2]["text"].replace("\u00a0", " ") in words
    assert "1.275 t" in words


def test_names_that_look_like_formulas_are_text(app: Flask) -> None:
    from kierto.db import transaction

    with transaction():
        city.unit("kivikko").name = '=HYPERLINK("http://x","a")'
    write()
    found = report(Grouping.RECEIVER)
    with force_locale("fi"):
        text = reuse_report_tables.csv(found).decode("utf-8-sig")
        book = openpyxl.load_workbook(io.BytesIO(reuse_report_tables.xlsx(found)))
    assert "'=HYPERLINK" in text
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","a")')
