"""The report as a page: each figure leads to the entries that make it, and to nothing else."""

import json
import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from kierto.domain.hierarchy import Step
from kierto.domain.units import MassBasis
from tests import city
from tests.bookkeeping import write
from tests.browsing import sign_in

YEAR = "from=2026-01-01&to=2026-12-31"


@pytest.fixture
def coordinator(client: FlaskClient) -> FlaskClient:
    write(receiver="kivikko", grams=1_400, occurred_on=date(2026, 1, 31))
    write(receiver="suensaari", grams=20_400, basis=MassBasis.AVERAGE, category="office-desk")
    write(receiver="suensaari", grams=300_400, basis=MassBasis.DECLARED, category="window")
    write(receiver="kirjasto", grams=None, pieces="7")
    write(receiver="materiaalikeskus", step=Step.MOVED, grams=5_000_000)
    write(giver="puuseppa", receiver="rakentaja", grams=9_000_000)
    sign_in(client, "ymparisto")
    return client


def links_of(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="(/ledger\?[^"]*)"', page)]


def total_of(page: str) -> tuple[str, str]:
    """Entries and tonnes on top of a list of entries."""
    entries, tonnes = re.findall(r'figure__value number">\s*([\d\s,\u00a0]+)', page)
    return entries.strip(), tonnes.strip()


@pytest.mark.parametrize(
    "by",
    ["main_category", "category", "unit", "receiver", "eu_class", "direction", "basis", "month"],
)
def test_every_cell_opens_to_entries_that_add_up_to_it(coordinator: FlaskClient, by: str) -> None:
    answer = coordinator.get(f"/reports?{YEAR}&by={by}")
    assert answer.status_code == 200
    table = answer.text[answer.text.index('id="groups"') : answer.text.index('id="steps"')]
    cells = re.findall(r'<a href="(/ledger\?[^"]*)">([^<]*)</a>', table)
    assert len(cells) >= 4
    for link, text in cells:
        entries, tonnes = total_of(coordinator.get(unescape(link)).text)
        if text.endswith("\u00a0t"):
            assert text == f"{tonnes}\u00a0t", link
        elif text.isdigit():
            assert text == entries, link


def test_steps_directions_and_missing_weights_open_too(coordinator: FlaskClient) -> None:
    page = coordinator.get(f"/reports?{YEAR}").text
    links = {link.partition(f"{YEAR}&")[2] for link in links_of(page)}
    assert {
        "step=moved",
        "step=reuse",
        "step=reuse&direction=internal",
        "step=reuse&basis=missing",
    } <= links
    assert total_of(coordinator.get(f"/ledger?{YEAR}&step=reuse&basis=missing").text)[0] == "1"


def test_the_page_shows_the_headline_and_never_sums_steps(coordinator: FlaskClient) -> None:
    page = coordinator.get(f"/reports?{YEAR}").text
    assert "0,322" in page
    assert "5,322" not in page
    assert "9,322" not in page


def test_page_and_files_have_the_same_figures(coordinator: FlaskClient) -> None:
    found = json.loads(coordinator.get(f"/reports/reuse.json?{YEAR}&by=category").text)
    assert found["total_kg"] == "322.200"
    table = coordinator.get(f"/reports?{YEAR}&by=category").text
    for group in found["groups"]:
        if group["mass_kg"] is None:
            continue
        tonnes = f"{round(int(group['mass_kg'].replace('.', '')) / 1e6, 3):.3f}"
        assert f"{tonnes.replace('.', ',')}\u00a0t" in table
    for name, kind in (("csv", "text/csv"), ("xlsx", "spreadsheetml"), ("pdf", "pdf")):
        answer = coordinator.get(f"/reports/reuse.{name}?{YEAR}&by=category")
        assert answer.status_code == 200
        assert kind in answer.headers["Content-Type"]
    assert coordinator.get(f"/reports/reuse.doc?{YEAR}").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=yesterday", "from=2026-12-31&to=2026-01-01", "by=colour", "as_of=31.12.2026"]
)
def test_a_wrong_link_is_answered_with_a_sentence(coordinator: FlaskClient, query: str) -> None:
    assert coordinator.get(f"/reports?{query}").status_code == 422


def test_an_empty_time_says_what_to_do_next(coordinator: FlaskClient) -> None:
    answer = coordinator.get("/reports?from=2019-01-01&to=2019-12-31")
    assert (answer.status_code, "/listings/new" in answer.text) == (200, True)


def test_a_company_sees_its_own_handovers_only(client: FlaskClient) -> None:
    write(receiver="kivikko", grams=1_000)
    write(receiver="puuseppa", grams=2_000)
    sign_in(client, "puuseppa")
    found = json.loads(client.get(f"/reports/reuse.json?{YEAR}").text)
    assert (found["total_kg"], found["entries"]) == ("2.000", 1)


def test_visitors_are_sent_to_sign_in(client: FlaskClient) -> None:
    for path in ("/reports", "/reports/reuse.csv", "/ledger", "/ledger/1", "/ledger/1/correct"):
        answer = client.get(path)
        assert (answer.status_code, "/login" in answer.headers["Location"]) == (302, True)
    assert client.get("/reports/method").status_code == 200


def test_results_are_public_totals_without_names(client: FlaskClient) -> None:
    write(receiver="kivikko", grams=1_400)
    write(receiver="puuseppa", grams=20_400, item="Kaisan pöytä")
    answer = client.get("/results?year=2026")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "0,022" in answer.text
    data = client.get("/results.json?year=2026")
    assert json.loads(data.text)["total_kg"] == "21.800"
    names = [city.unit(code).name for code in ("kivikko", "syvakangas", "puuseppa")]
    for text in (answer.text, data.text):
        assert [name for name in [*names, "Kaisa", "Ylva"] if name in text] == []
    assert client.get("/results?year=1999").status_code == 404


def test_results_say_so_when_there_are_none_yet(client: FlaskClient) -> None:
    assert client.get("/results").status_code == 200
    assert json.loads(client.get("/results.json").text)["total_kg"] == "0.000"
