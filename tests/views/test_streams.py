"""The pages of side streams."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session
from kierto.models import Listing, Stream
from tests.browsing import sign_in

pytestmark = pytest.mark.usefixtures("city_time")

FIELDS = {
    "key": "k",
    "title": "Sahanpurua",
    "category": "school-desk",
    "quantity": "2,5",
    "measure": "t",
    "rhythm": "month",
    "legal_status": "by_product",
    "starts_on": "25.11.2026",
}


def test_a_stream_is_told_once_and_shows_its_listings(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    assert client.get("/streams").status_code == 200
    assert client.get("/streams/new").status_code == 200
    for _ in range(2):
        answer = client.post("/streams/new", data=FIELDS)
        assert (answer.status_code, answer.location) == (303, "/streams/1")
    listing = session.scalars(select(Listing)).one()
    page = client.get("/streams/1").text
    assert f'href="/listings/{listing.id}"' in page
    assert "2,5\u00a0t kuukaudessa" in page
    assert "2,5\u00a0t kuukaudessa" in client.get(f"/listings/{listing.id}").text
    assert "Sahanpurua" in client.get("/streams").text


def test_what_is_missing_is_told_and_what_was_typed_stays(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    for changes in (
        {"quantity": "0"},
        {"category": "furniture"},
        {"legal_status": "waste"},
        {"ends_on": "1.1.2020"},
        {"starts_on": ""},
        {"measure": "barrels"},
        {"title": ""},
    ):
        answer = client.post("/streams/new", data=FIELDS | {"description": "Kuivaa"} | changes)
        assert answer.status_code == 422, changes
        assert "Kuivaa" in answer.text
    assert session.query(Stream).count() == 0


def test_it_is_paused_goes_on_and_ends(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    client.post("/streams/new", data=FIELDS)
    for act, state in (("pause", "paused"), ("resume", "running"), ("end", "ended")):
        assert client.post(f"/streams/1/{act}").status_code == 303
        assert session.get_one(Stream, 1).state == state
    assert client.post("/streams/1/resume").status_code == 303
    assert session.get_one(Stream, 1).state == "ended"


def test_other_units_do_not_see_it(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    client.post("/streams/new", data=FIELDS)
    other = client.application.test_client()
    sign_in(other, "paivakoti")
    assert "Sahanpurua" not in other.get("/streams").text
    for method, address in (("GET", "/streams/1"), ("POST", "/streams/1/end")):
        assert other.open(address, method=method).status_code == 404
