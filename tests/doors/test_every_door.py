"""What is open to the own organisation alone is shown to outsiders at no door at all."""

import pytest
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.domain.visibility import Stage
from kierto.models import Listing
from tests import city
from tests.browsing import sign_in

pytestmark = pytest.mark.usefixtures("city_time")

SECRET = "Kuiskauspöytä"
OUTSIDERS = (None, "naapuri", "yhdistys", "puuseppa", "rakentaja")
SETS = (
    "/",
    "/listings",
    f"/listings?q={SECRET}",
    f"/listings/suggestions?q={SECRET[:5]}",
    "/listings.atom",
    f"/listings.atom?q={SECRET}",
    "/claims",
    "/handovers",
    "/ledger",
    "/wants",
    "/results",
    "/results.json",
    "/reports",
    "/api/v1/listings",
    f"/api/v1/listings?q={SECRET}",
    "/api/v1/claims",
    "/api/v1/ledger",
)
ONES = (
    "/listings/{}",
    "/listings/{}/edit",
    "/listings/{}/outcomes",
    "/listings/{}/labels.pdf",
    "/api/v1/listings/{}",
    "/api/v1/listings/{}/matches",
)
ACTS = ("/listings/{}/claims", "/listings/{}/open", "/listings/{}/withdraw")


def _hidden() -> Listing:
    with transaction():
        return city.listed(audience=Stage.OWN, title=SECRET)


@pytest.mark.parametrize("login", OUTSIDERS)
def test_no_outsider_reads_it_anywhere(client: FlaskClient, login: str | None) -> None:
    listing = _hidden()
    if login is not None:
        sign_in(client, login)
    for address in SETS:
        answer = client.get(address)
        # What the visitor typed stands in the search field; the listing itself is nowhere.
        found = answer.text.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
        assert f"/listings/{listing.id}" not in found, address
        assert SECRET not in found or SECRET in address, address
    for address in ONES:
        answer = client.get(address.format(listing.id))
        nowhere = client.get(address.format(999_999))
        assert answer.status_code in {302, 401, 403, 404}, address
        # Nor can it be told from one that does not exist.
        assert answer.status_code == nowhere.status_code, address
    for address in ACTS:
        answer = client.post(address.format(listing.id), data={"quantity": "1"})
        assert answer.status_code in {302, 401, 403, 404}, address
        if answer.status_code == 302:
            assert "/login" in answer.location, address


@pytest.mark.parametrize("login", ["paivakoti", "auditoija", "koulu"])
def test_the_own_organisation_reads_it(client: FlaskClient, login: str) -> None:
    listing = _hidden()
    sign_in(client, login)
    assert SECRET in client.get(f"/listings/{listing.id}").text
    assert f"/listings/{listing.id}" in client.get(f"/listings?q={SECRET}").text
