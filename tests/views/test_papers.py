"""Papers reach those whom they concern, and nobody else by any door."""

import io
from collections.abc import Iterator
from datetime import timedelta
from xml.etree import ElementTree as ET

import icalendar
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from kierto.db import transaction
from kierto.domain.visibility import Stage
from kierto.models import Handover
from tests import city, trading
from tests.browsing import sign_in

ATOM = "{http://www.w3.org/2005/Atom}"
EVERYBODY = [login for login, *_rest in city.PEOPLE] + ["operaattori"]
OF_KEMI = {"ymparisto", "auditoija", "admin", "katselija"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(city.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def handover(app: Flask) -> Handover:
    """The joinery took twelve desks of the school."""
    claim = trading.reserved(trading.listed(30), 12, "puuseppa")
    return trading.handed_over(claim, 12)[0]


@pytest.mark.parametrize("login", EVERYBODY)
def test_a_receipt_is_for_both_sides_and_those_who_answer_for_them(
    client: FlaskClient, handover: Handover, login: str
) -> None:
    sign_in(client, login)
    answer = client.get(f"/handovers/{handover.id}/receipt.pdf")
    expected = 200 if login in OF_KEMI | {"koulu", "puuseppa"} else 404
    assert answer.status_code == expected
    assert client.get(f"/handovers/{handover.id + 1}/receipt.pdf").status_code == 404


def test_an_auditor_reads_the_receipt_of_a_unit_that_is_gone(
    client: FlaskClient, handover: Handover
) -> None:
    with transaction():
        handover.giver_unit.archived_at = city.NOW
    address = f"/handovers/{handover.id}/receipt.pdf"
    sign_in(client, "auditoija")
    assert client.get(address).status_code == 200
    client.post("/logout")
    sign_in(client, "koulu")
    assert client.get(address).status_code == 404


def test_a_receipt_comes_in_the_receivers_language_or_the_one_asked_for(
    client: FlaskClient, handover: Handover
) -> None:
    sign_in(client, "koulu")
    address = f"/handovers/{handover.id}/receipt.pdf"
    for query, language in (("", "fi"), ("?language=sv", "sv"), ("?language=xx", "fi")):
        answer = client.get(address + query)
        root = PdfReader(io.BytesIO(answer.data)).trailer["/Root"]
        assert root["/Lang"] == language  # type: ignore[index]
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Cache-Control"] == "private, no-store"
        name = f"kierto-2026-{handover.id:06d}.pdf"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize("login", EVERYBODY)
def test_labels_are_for_the_givers_people(client: FlaskClient, login: str) -> None:
    desks = trading.listed(30)
    sign_in(client, login)
    codes = {"koulu": 200, "ymparisto": 200}
    without_role = {"auditoija", "admin", "katselija", "operaattori"}
    expected = codes.get(login, 403 if login in without_role else 404)
    for address in (f"/listings/{desks.id}/labels.pdf", f"/listings/labels.pdf?ids={desks.id}"):
        assert client.get(address).status_code == expected


def test_labels_of_a_selection_are_all_ours_or_none(client: FlaskClient) -> None:
    ours, also = trading.listed(30), trading.listed(4, title="Tuoleja")
    with transaction():
        others = city.listed("kirjasto", "kirjasto", title="Hyllyjä")
    sign_in(client, "koulu")
    answer = client.get(f"/listings/labels.pdf?ids={also.id},{ours.id}&ids={ours.id}&copies=2")
    (page,) = PdfReader(io.BytesIO(answer.data)).pages
    text = page.extract_text()
    assert (text.count("Pulpetteja"), text.count("Tuoleja")) == (2, 2)
    assert text.index("Tuoleja") < text.index("Pulpetteja")
    assert client.get(f"/listings/labels.pdf?ids={ours.id},{others.id}").status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422), ("?ids=", 422), ("?ids=x", 400), ("?ids=1%00", 400), ("?ids=-1", 400),
        ("?ids=" + "9" * 30, 400), ("?ids=999999", 404),
        ("?ids=" + ",".join(map(str, range(1, 3000))), 404),
    ],
)  # fmt: skip
def test_a_selection_that_is_none_is_refused(client: FlaskClient, query: str, status: int) -> None:
    sign_in(client, "koulu")
    assert client.get(f"/listings/labels.pdf{query}").status_code == status


def test_the_number_of_labels_has_limits(client: FlaskClient) -> None:
    desks = trading.listed(30)
    sign_in(client, "koulu")
    address = f"/listings/{desks.id}/labels.pdf"
    asked = {"copies=0": 422, "copies=481": 422, "copies=x": 200, "skipped=-3": 200}
    asked["copies=3&format=single"] = 200
    assert {query: client.get(f"{address}?{query}").status_code for query in asked} == asked


@pytest.mark.parametrize("login", EVERYBODY)
def test_the_day_of_pick_up_is_for_both_sides(client: FlaskClient, login: str) -> None:
    claim = trading.reserved(trading.listed(30), 12, "puuseppa")
    sign_in(client, login)
    answer = client.get(f"/claims/{claim.id}/pickup.ics")
    if login not in OF_KEMI | {"koulu", "puuseppa"}:
        assert answer.status_code == 404
        return
    (event,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert event.decoded("DTSTART") == claim.pickup_by
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, handover: Handover) -> None:
    for address in (
        f"/handovers/{handover.id}/receipt.pdf",
        f"/listings/{handover.listing_id}/labels.pdf",
        "/listings/labels.pdf?ids=1",
        f"/claims/{handover.claim_id}/pickup.ics",
    ):
        assert client.get(address).status_code == 302


def feed(client: FlaskClient) -> ET.Element:
    return ET.fromstring(client.get("/listings.atom").data)  # noqa: S314 - our own


def titles(client: FlaskClient) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(client).iter(f"{ATOM}entry")]


@pytest.mark.parametrize("login", [None, "koulu", "ymparisto", "puuseppa", "operaattori"])
def test_the_feed_shows_what_is_open_to_everybody_to_all_alike(
    client: FlaskClient, login: str | None
) -> None:
    earlier = city.NOW - timedelta(days=2)
    with transaction():
        city.listed(title="Kaikille")
        city.listed(title="Ennen", now=earlier)
        city.listed(title="Yrityksille", audience=Stage.COMPANIES)
        city.listed(title="Kumppaneille", audience=Stage.PARTNERS)
        city.listed(title="Omille", audience=Stage.OWN)
        gone = city.listed(title="Mennyt")
        gone.available_until = (earlier - timedelta(days=9)).date()
    if login:
        sign_in(client, login)
    assert titles(client) == ["Kaikille", "Ennen"]


def test_an_entry_tells_enough_and_is_well_formed_whatever_was_written(
    client: FlaskClient,
) -> None:
    title = "</title><script>alert(1)</script> & ]]> {{7*7}}"
    with transaction():
        desks = city.listed(title=title)
        desks.title = title + "\x0b\uffff\u202e"
    (entry,) = feed(client).iter(f"{ATOM}entry")
    address = f"http://127.0.0.1:8000/listings/{desks.id}"
    assert entry.findtext(f"{ATOM}title") == title
    assert entry.findtext(f"{ATOM}id") == address
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Syväkankaan koulu"
    assert entry.findtext(f"{ATOM}published") == "2026-11-25T10:00:00+00:00"
    link = entry.find(f"{ATOM}link")
    assert link is not None and link.get("href") == address


def test_a_reader_that_has_the_feed_is_told_so(client: FlaskClient) -> None:
    trading.listed(30)
    first = client.get("/listings.atom")
    assert first.mimetype == "application/atom+xml"
    again = client.get("/listings.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
