"""The pages of a loan, from the offer to the return."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session
from kierto.models import Claim, LedgerEntry, Listing
from tests import city, trading
from tests.browsing import sign_in

pytestmark = pytest.mark.usefixtures("city_time")

POST = {
    "title": "Messuseinä",
    "other_category": "school-desk",
    "quantity": "5",
    "condition": "good",
    "loan_days": "14",
    "key": "p",
}


def test_a_thing_is_offered_borrowed_and_brought_back(client: FlaskClient) -> None:
    trading.directly()
    sign_in(client, "koulu")
    assert client.post("/listings/new", data=POST).status_code == 303
    listing = session.scalars(select(Listing)).one()
    assert listing.loan_days == 14
    borrower = client.application.test_client()
    sign_in(borrower, "paivakoti")
    assert 'name="loan_days"' in borrower.get("/listings/1").text
    asked = {"quantity": "2", "key": "c", "unit": "kivikko"}
    for days in ("", "15", "x"):
        refused = borrower.post("/listings/1/claims", data=asked | {"loan_days": days})
        assert refused.status_code == 422
        assert 'name="loan_days"' in refused.text
    asked["loan_days"] = "7"
    assert borrower.post("/listings/1/claims", data=asked).location == "/claims/1"
    assert "/claims/1/loan" in borrower.get("/claims/1").text
    assert borrower.post("/claims/1/loan", data={"day": "25.11.2026"}).location == "/claims/1"
    assert "/claims/1/return" not in borrower.get("/claims/1").text
    page = client.get("/claims/1").text
    assert "Lainassa 2.12.2026 asti." in page
    damaged = {"day": "25.11.2026", "returned_as": "damaged", "note": ""}
    assert client.post("/claims/1/return", data=damaged).status_code == 422
    answer = client.post("/claims/1/return", data=damaged | {"note": "Jalka vääntynyt"})
    assert answer.location == "/claims/1"
    assert "vioittunut: Jalka vääntynyt" in client.get("/claims/1").text
    assert session.scalars(select(Claim.state)).one() == "returned"
    assert session.get_one(Listing, 1).free == listing.quantity
    assert session.query(LedgerEntry).count() == 0


def test_a_late_loan_says_so(client: FlaskClient) -> None:
    trading.directly()
    sign_in(client, "koulu")
    client.post("/listings/new", data=POST)
    borrower = client.application.test_client()
    sign_in(borrower, "paivakoti")
    asked = {"quantity": "2", "key": "c", "unit": "kivikko", "loan_days": "1"}
    borrower.post("/listings/1/claims", data=asked)
    borrower.post("/claims/1/loan", data={"day": "25.11.2026"})
    assert "Myöhässä" not in borrower.get("/claims/1").text
    with time_machine.travel(city.NOW + timedelta(days=2)):
        sign_in(borrower, "paivakoti")
        assert "Myöhässä: piti palauttaa viimeistään 26.11.2026" in borrower.get("/claims/1").text
        assert "myöhässä" in borrower.get("/claims").text


def test_a_form_that_comes_too_early_or_late_says_how_it_stands(client: FlaskClient) -> None:
    listing = trading.listed(5)
    trading.claimed(listing, 2)
    sign_in(client, "koulu")
    for page in ("/claims/1/loan", "/claims/1/return"):
        assert client.get(page).status_code == 200
        data = {"day": "25.11.2026", "returned_as": "good"}
        assert client.post(page, data=data).status_code in {409, 422}
