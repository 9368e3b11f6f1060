"""What became of the rest, on its page."""

import pytest
from flask.testing import FlaskClient

from tests import trading
from tests.browsing import sign_in
from tests.trading import handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("city_time")

FIELDS = {
    "quantity": "5",
    "kind": "disposed",
    "waste_code": "20 03 07",
    "mass_kg": "",
    "occurred_on": "24.11.2026",
    "key": "k",
}


def test_the_balance_closes(client: FlaskClient) -> None:
    listing = listed(40, kilograms_per_measure="4.5")
    handed_over(reserved(listing, 25), 25)
    handed_over(reserved(listing, 10, "puuseppa"), 10)
    sign_in(client, "koulu")
    page = client.get(f"/listings/{listing.id}/outcomes").text
    assert 'value="5"' in page
    assert 'value="20 03 07"' in page
    for _ in range(2):
        answer = client.post(f"/listings/{listing.id}/outcomes", data=FIELDS)
        assert answer.status_code == 303
    assert trading.balance(listing) == {
        "free": "0",
        "reserved": "0",
        "handed_over": "35",
        "ended": "5",
    }
    page = client.get(f"/listings/{listing.id}/outcomes").text
    for text in ("35\u00a0kpl", "5\u00a0kpl", "40\u00a0kpl", "158\u00a0kg", "22,5\u00a0kg"):
        assert text in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "41"},
        {"quantity": "0"},
        {"kind": ""},
        {"kind": "eaten"},
        {"waste_code": "20 03"},
        {"waste_code": "12 34 56"},
        {"occurred_on": "1.1.2999"},
        {"mass_kg": "0"},
    ],
)
def test_what_cannot_be_is_told_and_kept(client: FlaskClient, wrong: dict[str, str]) -> None:
    listing = listed(40)
    sign_in(client, "koulu")
    answer = client.post(f"/listings/{listing.id}/outcomes", data=FIELDS | wrong)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert trading.balance(listing)["ended"] == "0"


def test_only_the_giver_comes_here(client: FlaskClient) -> None:
    listing = listed(40)
    assert client.get(f"/listings/{listing.id}/outcomes").status_code == 302
    sign_in(client, "paivakoti")
    assert client.get(f"/listings/{listing.id}/outcomes").status_code == 403
    assert client.post(f"/listings/{listing.id}/outcomes", data=FIELDS).status_code == 403
    assert client.get("/listings/999/outcomes").status_code == 404
