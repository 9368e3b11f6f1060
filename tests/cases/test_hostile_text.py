"""K48 and K49: text that would run in a spreadsheet or in a page is text everywhere."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.cli.deliveries import send_due
from kierto.db import session, transaction
from kierto.documents.tables import Sheet, write_csv, write_xlsx
from kierto.domain.place import Place
from kierto.domain.visibility import Stage
from kierto.models import Listing, OutboxMessage, Unit
from kierto.outside.mail import Letter
from tests import bookkeeping, city, importing
from tests.browsing import sign_in
from tests.trading import claimed, handed_over, listed, reserved
from tests.views.posting import answers

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")

FORMULAS = (
    '=HYPERLINK("http://x","a")',
    "+358401234567",
    "-5 °C varasto",
    "@SUM(1)",
    "\t=1+1",
    "\r=1",
    " =1",
    "a;=1",
    "\uff1d1+1",
)
YEAR = "from=2026-01-01&to=2026-12-31"


def starts_a_formula(text: str) -> bool:
    return text.strip()[:1] in set("=+-@\uff1d") and text.strip() != "-"


def test_k48_names_never_run_in_a_spreadsheet(client: FlaskClient) -> None:
    """In CSV they begin with an apostrophe, in XLSX they are text; numbers stay numbers."""
    with transaction():
        for number, name in enumerate(FORMULAS):
            unit = Unit(
                code=f"u{number}",
                name=name,
                organisation_id=city.unit("kaupunki").organisation_id,
                parent_id=city.unit("kaupunki").id,
            )
            session.add(unit)
    for number in range(len(FORMULAS)):
        bookkeeping.write(receiver=f"u{number}", grams=1_000)
    sign_in(client, "ymparisto")
    text = client.get(f"/reports/reuse.csv?{YEAR}&by=receiver").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert {name for name in FORMULAS if "a;" in name} <= {cell for row in rows for cell in row}
    assert [cell for row in rows for cell in row if starts_a_formula(cell)] == []
    data = client.get(f"/reports/reuse.xlsx?{YEAR}&by=receiver").data
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert FORMULAS[0] in [cell.value for cell in cells]


def test_k48_what_is_exported_is_imported_unchanged(app: Flask) -> None:
    """The guard is taken off again: +358… comes back as +358…, −12,5 stays a number."""
    titles = [name.strip() for name in FORMULAS]
    header = ["nimi", "luokka", "kpl", "viite"]
    rows: list[list[Any]] = [
        [name, "office-chair", 2, f"A{number}"] for number, name in enumerate(FORMULAS)
    ]
    number = write_csv(Sheet("x", ["kg"], [[Decimal("-12.5")]]))
    assert number.decode("utf-8-sig").splitlines() == ["kg", "-12,5"]
    for content in (
        write_csv(Sheet("Ilmoitukset", header, rows)),
        write_xlsx([Sheet("Ilmoitukset", header, rows)]),
    ):
        result = importing.run("listings", content)
        assert importing.errors(result) == []
        stored = [each.title for each in session.scalars(select(Listing).order_by(Listing.id))]
        assert [title.replace("\uff1d", "=") for title in stored] == [
            title.replace("\uff1d", "=") for title in titles
        ]


HOSTILE = "<img src=x onerror=alert(1)>\"><script>{{1234*7}}${1234*7}</script>'</script>\u202eeno"
RAN = ("<img src=x", "<script>{{", "8638", 'href="javascript:', "\u202e")


@pytest.fixture
def hostile_city(app: Flask) -> Flask:
    """Unit, organisation, person, category, place and listing have names that would run."""
    with transaction():
        school, kaisa = city.unit("syvakangas"), city.person("koulu")
        school.name = school.organisation.name = kaisa.name = HOSTILE
        school.contact = "javascript:alert(1)"
        assert school.site is not None
        school.site.name = HOSTILE
        city.unit("kivikko").name = HOSTILE
        city.category("school-desk").names["fi"].name = HOSTILE
    listing = listed(
        10,
        title=HOSTILE,
        description=HOSTILE,
        place=Place(65.7, 24.6),
        place_name=HOSTILE,
        audience=Stage.PUBLIC,
    )
    handed_over(reserved(listing, 2), 1)
    claimed(listing, 1, purpose=HOSTILE)
    return app


def isolated(text: str) -> str:
    """What stands in a field was typed there, and its field keeps it apart."""
    return re.sub(r"<textarea[^>]*>[^<]*</textarea>| value=\"[^\"]*\"", "", text)


@pytest.mark.parametrize("login", [None, "koulu", "paivakoti", "ymparisto", "admin"])
def test_k49_hostile_names_are_text_on_every_page(hostile_city: Flask, login: str | None) -> None:
    """Lists, map, forms, page titles, reports, administration: nothing runs, nothing turns."""
    client = hostile_city.test_client()
    if login:
        sign_in(client, login)
    numbered = ("/listings/1", "/listings/1/edit", "/claims/1", "/claims/2", "/handovers/1")
    paths = {
        rule.rule
        for rule in hostile_city.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or set())
    }
    wrong = []
    for path in sorted(
        {*paths, *numbered, "/ledger/1", f"/reports?{YEAR}&by=unit", "/administration/units/2"}
    ):
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.mimetype != "text/html":
            continue
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"], path
        wrong += [(path, mark) for mark in RAN if mark in isolated(answer.text)]
    assert wrong == []


def test_k49_hostile_names_are_text_in_what_is_said_and_sent(hostile_city: Flask) -> None:
    """Flash messages, refused forms, import errors, mail (HTML part), feed and PDF."""
    client = hostile_city.test_client()
    sign_in(client, "koulu")
    posted = client.post("/listings/new", data=answers(title=HOSTILE, place=HOSTILE))
    pages = [posted.text, client.post("/listings/new", data=answers(quantity=HOSTILE)).text]
    pages += [client.get("/listings", query_string={"q": HOSTILE, "near": HOSTILE}).text]
    pages += [client.get(f"/{HOSTILE}").text]
    letters: list[Letter] = []

    class Box:
        def send(self, letter: Letter) -> None:
            letters.append(letter)

    send_due(city.NOW, Box(), sender="kierto@kemi.example", site="https://kierto.example")
    assert letters
    pages += [letter.html for letter in letters]
    assert [(mark, page[:40]) for page in pages for mark in RAN if mark in isolated(page)] == []
    subjects = session.scalars(select(OutboxMessage.subject)).all()
    assert [subject for subject in subjects if "\u202e" in subject] == []
    feed = client.get("/listings.atom").text
    assert ("<img" in feed, "<script" in feed, "&lt;img src=x" in feed) == (False, False, True)
    paper = client.get("/handovers/1/receipt.pdf")
    assert (paper.status_code, paper.data[:4]) == (200, b"%PDF")
