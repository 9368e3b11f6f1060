"""The report on paper has the figures of the report and headers that a screen reader tells."""

import io
from collections import Counter
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from kierto.documents import reuse_report_pdf
from kierto.domain.hierarchy import Step
from kierto.domain.period import Period
from kierto.domain.reuse_report import Grouping, ReuseReport
from kierto.domain.units import MassBasis
from tests import city
from tests.bookkeeping import report, write


def paper(of: ReuseReport, language: str = "en") -> PdfReader:
    with force_locale(language):
        made = reuse_report_pdf.pdf(of, language=language, made_at=city.NOW)
    return PdfReader(io.BytesIO(made))


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split())


def tags(reader: PdfReader) -> Counter[str]:
    found = (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
    return Counter(str(one.get("/S")) for one in found if isinstance(one, DictionaryObject))


@pytest.fixture
def year(app: Flask) -> None:
    write(grams=93_500)
    write(grams=250_001, basis=MassBasis.AVERAGE, receiver="suensaari")
    write(grams=None, basis=MassBasis.MISSING, pieces="8")
    write(grams=1_000, step=Step.PREPARING)
    write(grams=12_345, category="office-chair", factor_key=None, giver="kirjasto")


@pytest.mark.usefixtures("year")
def test_every_figure_of_the_report_stands_on_it() -> None:
    text = text_of(paper(report(Grouping.CATEGORY, as_of=city.TODAY, language="en")))
    for part in (
        "Reuse report 1 Jan 2026 – 31 Dec 2026",
        "0.356 t Reuse in all As recorded until 25 Nov 2026.",
        "weighed 0.106 t 29 %",
        "giver's figure 0.000 t 0 %",
        "average weight 0.250 t 70 %",
        "without mass, not in the total 8 pcs",
        "within the organisation 0.106 t",
        "to another organisation 0.250 t",
        "reuse 0.356 t preparing for reuse 0.001 t",
        "School desk 0.344 t 0.094 t 3",
        "Office chair 0.012 t 0.012 t 1",
        "Reuse in all 0.356 t 0.106 t 4",
        "Without an emission factor, and so not in the estimate",
        "Estimated avoided emissions, method v1",
    ):
        assert part in text, part


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_its_tables_have_tagged_headers(language: str) -> None:
    by = (Grouping.UNIT, Grouping.RECEIVER, Grouping.CATEGORY)
    reader = paper(report(*by, language=language), language)
    found = tags(reader)
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert (found["/H1"], found["/H2"], found["/Table"], found["/THead"]) == (1, 6, 6, 6)
    assert found["/TH"] == 3 + 2 + 2 + 2 + 6 + 3
    assert reader.pages[0].mediabox.width > reader.pages[0].mediabox.height


def test_a_year_without_entries_says_so(app: Flask) -> None:
    text = text_of(paper(report(Grouping.UNIT, period=Period(date(2001, 1, 1), date(2001, 1, 31)))))
    assert "0.000 t No reuse was recorded in this period." in text
    assert "In groups" not in text
