"""The pages of checking before buying, and the public page that verifies it."""

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from kierto.db import session, transaction
from kierto.domain.condition import Condition
from kierto.domain.visibility import Stage
from kierto.models import Certificate
from tests import city
from tests.browsing import sign_in
from tests.trading import listed

pytestmark = pytest.mark.usefixtures("city_time")

CHECK = "/certificates/new?category=school-furniture&quantity=6&radius_km=10&condition=good"


def recorded(client: FlaskClient, login: str = "paivakoti", **fields: str) -> Certificate:
    sign_in(client, login)
    answer = client.post(CHECK, data={"key": "k", "purpose": "Kuusi pulpettia"} | fields)
    assert answer.status_code == 303, answer.text
    found = session.query(Certificate).one()
    assert answer.location == f"/certificates/{found.code}"
    return found


def test_what_exists_is_shown_to_be_claimed(client: FlaskClient) -> None:
    listing = listed(30)
    sign_in(client, "paivakoti")
    page = client.get(CHECK)
    assert page.status_code == 200
    assert f'href="/listings/{listing.id}"' in page.text
    answer = client.post(CHECK, data={"key": "k", "purpose": "", "reason": ""})
    assert answer.status_code == 422
    assert session.query(Certificate).count() == 0
    assert client.post(CHECK, data={"key": "k", "reason": "Ei säädy"}).status_code == 303


def test_an_empty_check_asks_and_a_wrong_one_says_what_is_wrong(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    assert client.get("/certificates/new").status_code == 200
    for wrong in ("category=nothing", "category=school-furniture&quantity=x", "category="):
        assert client.get(f"/certificates/new?{wrong}").status_code in {200, 422}
        assert client.post(f"/certificates/new?{wrong}", data={"key": "k"}).status_code == 422
    assert session.query(Certificate).count() == 0


def test_purchasing_verifies_it_without_signing_in_and_learns_no_more(client: FlaskClient) -> None:
    listed(3, title="Salainen pulpetti", audience=Stage.OWN, condition=Condition.FAIR)
    found = recorded(client)
    ours = client.get(f"/certificates/{found.code}").text
    for words in ("Pia Päivä", "Kivikon päiväkoti", "Salainen pulpetti", "Kuusi pulpettia"):
        assert words in ours
    stranger = client.application.test_client()
    page = stranger.get(f"/certificates/{found.code}")
    assert page.status_code == 200
    for words in (found.number, "Kemin kaupunki", "25.11.2026", "25.12.2026", "6\u00a0kpl"):
        assert words in page.text
    for words in ("Pia", "Kivikon päiväkoti", "Salainen", "Kuusi pulpettia"):
        assert words not in page.text
    assert stranger.get(f"/certificates/{found.code}.pdf").status_code == 302
    assert stranger.get(f"/certificates/{found.number}").status_code == 404
    assert stranger.get(f"/certificates/{found.id}").status_code == 404


def test_the_paper_says_the_same_and_leads_to_the_public_page(client: FlaskClient) -> None:
    listed(30, condition=Condition.FAIR, title="Kuluneet pulpetit")
    found = recorded(client)
    answer = client.get(f"/certificates/{found.code}.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (found.number, "25.12.2026", "Pia Päivä", "Kuluneet pulpetit"):
        assert words in text
    assert f"/certificates/{found.code}" in text.replace(" ", "")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_others_get_no_paper(client: FlaskClient) -> None:
    found = recorded(client)
    other = client.application.test_client()
    sign_in(other, "naapuri")
    assert other.get(f"/certificates/{found.code}.pdf").status_code == 404
    assert "Pia" not in other.get(f"/certificates/{found.code}").text
    assert found.number not in other.get("/certificates").text


def test_the_unit_lists_its_own(client: FlaskClient) -> None:
    found = recorded(client)
    assert found.number in client.get("/certificates").text


def test_after_its_last_day_it_says_so(client: FlaskClient) -> None:
    found = recorded(client)
    code = found.code
    assert "ei enää voimassa" not in client.get(f"/certificates/{code}").text
    with transaction():
        session.get_one(Certificate, found.id).issued_on = date(2026, 10, 1)
        session.get_one(Certificate, found.id).valid_until = date(2026, 11, 24)
    assert "ei enää voimassa" in client.get(f"/certificates/{code}").text


def test_a_search_without_result_leads_to_the_check(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    link = "/certificates/new?category=school-desk"
    assert link in client.get("/listings?category=school-desk&radius_km=10").text
    assert "/certificates/new" in client.get("/wants/new").text
    assert city.unit("kivikko").name in client.get(CHECK).text
