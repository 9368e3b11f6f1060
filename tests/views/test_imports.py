"""Imports on their pages: send, look, choose, confirm once."""

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from kierto.db import session
from kierto.domain.table_columns import COLUMNS
from kierto.models import ImportRun, LedgerEntry, Listing
from kierto.outside.tables.reading import read_table
from kierto.services.imports.columns import find_header
from kierto.services.imports.mapping import NO_MAPPING
from kierto.services.imports.running import WANTED
from tests import city
from tests.browsing import sign_in

pytestmark = pytest.mark.usefixtures("city_time")

TABLE = "viite;nimi;luokka;kpl\nA1;Tuoleja;office-chair;4\nA2;Pöytä;office-desk;1\n"


def send(
    client: FlaskClient, table: str | bytes, kind: str = "listings", **fields: object
) -> TestResponse:
    """Send a file, and follow to its preview."""
    content = table.encode() if isinstance(table, str) else table
    data = {"unit": "syvakangas", "file": (io.BytesIO(content), "taulukko.csv"), **fields}
    return client.post(f"/imports/new/{kind}", data=data)


def preview_of(client: FlaskClient, answer: TestResponse) -> tuple[str, str]:
    """Address and text of the preview that follows."""
    assert answer.status_code == 303, answer.text
    return answer.location, client.get(answer.location).text


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def offered() -> list[tuple[str, int, str | None]]:
    session.rollback()
    listings = session.scalars(select(Listing).order_by(Listing.id))
    return [(each.title, each.version, each.reference) for each in listings]


def test_a_table_is_looked_at_and_then_imported_once(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    address, page = preview_of(client, send(client, TABLE))
    assert (count(Listing), count(ImportRun)) == (0, 0)
    for text in ("Tuoleja", "4\u00a0kpl", "Pöytä", "taulukko.csv", "Syväkankaan koulu"):
        assert text in page
    for _ in range(2):
        assert client.post(f"{address}/confirm").location == "/imports"
    assert (count(Listing), count(ImportRun)) == (2, 1)
    page = client.get("/imports").text
    for text in ("taulukko.csv", "Ympäristö Ylva", "Syväkankaan koulu"):
        assert text in page


def test_k13_the_same_file_again_says_that_all_is_there(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    address, _page = preview_of(client, send(client, TABLE))
    client.post(f"{address}/confirm")
    address, page = preview_of(client, send(client, TABLE))
    assert f"{address}/confirm" not in page
    address, page = preview_of(client, send(client, TABLE.replace(";4", ";5")))
    assert f"{address}/confirm" in page
    client.post(f"{address}/confirm")
    run = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert run is not None
    assert (run.created, run.updated, run.skipped) == (0, 1, 1)


def test_a_wrong_row_names_row_column_and_value_and_stores_nothing(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    address, page = preview_of(client, send(client, TABLE + "A3;Kaappi;Pulppettti;1,2,3\n"))
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", page)
    at = cells.index("4")
    assert cells[at : at + 3] == ["4", "luokka", "Pulppettti"]
    assert "1,2,3" in cells
    assert f"{address}/confirm" not in page
    client.post(f"{address}/confirm")
    assert (count(Listing), count(ImportRun)) == (0, 0)


def test_columns_and_categories_can_be_chosen(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    table = "Esine;Ryhmittely;Montako\nTuoli;Istuimet;4\n"
    answer = send(client, table)
    address, page = preview_of(client, answer)
    assert "Esine, Ryhmittely, Montako" in page
    chosen = {
        "column_title": "Esine",
        "column_category": "Ryhmittely",
        "column_quantity": "Montako",
        "encoding": "",
    }
    again = client.post(f"{address}/reading", data=chosen)
    address, page = preview_of(client, again)
    assert 'name="category_0"' in page and ">Istuimet" in page
    more = {"unknown": "Istuimet", "category_0": "Toimistotuoli"}
    address, page = preview_of(client, client.post(f"{address}/reading", data=chosen | more))
    assert client.post(f"{address}/confirm").location == "/imports"
    listing = session.scalars(select(Listing)).one()
    assert (listing.title, listing.category.code, str(listing.quantity)) == (
        *("Tuoli", "office-chair"),
        "4",
    )


def test_a_recognised_column_can_be_left_out(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    address, _ = preview_of(client, send(client, TABLE))
    chosen = {
        "column_title": "nimi",
        "column_category": "luokka",
        "column_quantity": "-",
        "column_reference": "viite",
        "encoding": "",
    }
    address, _page = preview_of(client, client.post(f"{address}/reading", data=chosen))
    client.post(f"{address}/confirm")
    assert {str(each.quantity) for each in session.scalars(select(Listing))} == {"1"}


def test_k11_another_encoding_can_be_chosen_after_a_look_at_the_letters(
    client: FlaskClient,
) -> None:
    sign_in(client, "ymparisto")
    table = "nimi;luokka;määrä\nŠakkipöytä 50 €;office-desk;1\n".encode("iso-8859-15")
    address, page = preview_of(client, send(client, table))
    assert "Šakkipöytä" not in page
    assert "cp1252" in page
    address, page = preview_of(
        client, client.post(f"{address}/reading", data={"encoding": "iso-8859-15"})
    )
    assert "Šakkipöytä 50 €" in page
    client.post(f"{address}/confirm")
    assert session.scalars(select(Listing.title)).one() == "Šakkipöytä 50 €"


def test_past_handovers_with_weights_and_a_receiver_enter_the_ledger(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    answer = send(
        client,
        "date;item;category;count\n2025-02-01;Desk;office-desk;2\n",
        "handovers",
        receiver="kivikko",
        weights=(io.BytesIO(b"item;kg\nDesk;26,5\n"), "weights.csv"),
    )
    address, page = preview_of(client, answer)
    assert "53\u00a0kg" in page
    client.post(f"{address}/confirm")
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.mass and entry.mass.grams, entry.receiver_unit) == (53_000, "Kivikon päiväkoti")


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"%PDF-1.7", 422), (b"\xd0\xcf\x11\xe0old", 422)],
)
def test_what_is_no_table_is_told_on_the_form(
    client: FlaskClient, content: bytes, status: int
) -> None:
    sign_in(client, "ymparisto")
    answer = send(client, content)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert client.post("/imports/new/listings", data={"unit": "syvakangas"}).status_code == 422


def test_who_may_not_import_sees_no_page_and_no_link(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    for path in ("/imports", "/imports/new/listings", "/imports/table?unit=syvakangas"):
        assert client.get(path).status_code == 403
    assert send(client, TABLE).status_code == 403
    assert "/imports" not in client.get("/listings/new").text


def test_k36_nobody_reaches_anothers_file_or_another_organisations_unit(
    client: FlaskClient,
) -> None:
    sign_in(client, "ymparisto")
    address, _page = preview_of(client, send(client, TABLE))
    assert send(client, TABLE, unit="suensaari").status_code in {403, 422}
    assert client.get("/imports/table?unit=suensaari&as=csv").status_code == 403
    other = client.application.test_client()
    sign_in(other, "admin")
    assert other.get(address).location == "/imports"
    assert other.post(f"{address}/confirm").location == "/imports"
    assert count(Listing) == 0
    assert client.post(f"{address}/discard").status_code == 303
    assert client.get(address).location == "/imports"


def test_k49_names_in_a_preview_are_text(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    evil = "<img src=x onerror=alert(1)>"
    table = f"nimi;{evil};luokka\n{evil};1;office-chair\nB;1;{evil}\n"
    _address, page = preview_of(client, send(client, table))
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.mark.parametrize("kind", list(COLUMNS))
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_columns_of_a_template_are_the_ones_that_are_read(
    client: FlaskClient, kind: str, language: str
) -> None:
    sign_in(client, "ymparisto")
    user = city.person("ymparisto")
    user.language = language
    session.commit()
    keys = [column.key for column in COLUMNS[kind]]
    for extension in ("csv", "xlsx"):
        answer = client.get(f"/imports/templates/{kind}.{extension}")
        assert answer.status_code == 200
        header = find_header(read_table(answer.data, "t"), WANTED[kind], NO_MAPPING)
        assert sorted(header.columns) == sorted(keys)
        assert header.unused == ()


def test_a_template_explains_its_columns_and_lists_the_categories(client: FlaskClient) -> None:
    sign_in(client, "ymparisto")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/imports/templates/listings.xlsx").data))
    assert len(book.worksheets) == 3
    assert "office-chair" in {row[1] for row in book.worksheets[2].values}


@pytest.mark.parametrize("path", ["new/chairs", "templates/chairs.csv", "templates/listings.pdf"])
def test_what_is_not_there_is_not_there(client: FlaskClient, path: str) -> None:
    sign_in(client, "ymparisto")
    assert client.get(f"/imports/{path}").status_code == 404


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_k48_listings_go_out_and_come_back_unchanged(client: FlaskClient, extension: str) -> None:
    titles = ["=HYPERLINK(1)", "+358401234567", "-5 °C varasto", "'lainattu", "rivi, jossa ; on"]
    table = "viite;nimi;luokka;kpl;kunto;kg/kpl;lat;lon;saatavilla asti;hinta\n" + "".join(
        f'000{n};"{title}";office-chair;{n + 1};hyvä;12,5;65,7{n};24,5;31.12.2026;{n},50\n'
        for n, title in enumerate(titles)
    )
    sign_in(client, "ymparisto")
    address, _ = preview_of(client, send(client, table))
    client.post(f"{address}/confirm")
    assert count(Listing) == len(titles)
    before = offered()
    exported = client.get(f"/imports/table?unit=syvakangas&as={extension}").data
    address, page = preview_of(client, send(client, exported))
    assert f"{address}/confirm" not in page
    assert "cells must be" not in page
    assert offered() == before
