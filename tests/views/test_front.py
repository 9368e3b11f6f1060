"""The first page, for visitors and for those who have signed in."""

import pytest
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.domain.visibility import Stage
from kierto.services import wants
from tests import city
from tests.browsing import sign_in
from tests.trading import approved, claimed, handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("city_time")


def test_a_visitor_sees_the_number_and_the_public_listings(client: FlaskClient) -> None:
    listing = listed(10, kilograms_per_measure="12")
    handed_over(reserved(listing, 4), 4)
    listed(3, title="Vain omille", audience=Stage.OWN)
    page = client.get("/").text
    assert '48 <span class="figure__unit">kg</span>' in page
    assert "Pulpetteja" in page
    assert "Vain omille" not in page


def test_an_empty_city_is_not_an_empty_page(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "/login" in page.text


def test_what_waits_comes_first(client: FlaskClient) -> None:
    listing = listed(10)
    claim = claimed(listing, 4, purpose="Eskari")
    sign_in(client, "koulu")
    page = client.get("/").text
    assert f'href="/claims/{claim.id}"' in page
    assert "Kivikon päiväkoti" in page
    client.post("/logout")
    approved(claim)
    sign_in(client, "paivakoti")
    page = client.get("/").text
    assert f'href="/claims/{claim.id}"' in page
    handed_over(claim, 4)
    assert 'href="/handovers/1"' in client.get("/").text
    client.post("/handovers/1/confirm")
    assert 'href="/handovers/1"' not in client.get("/").text


def test_matches_show_distance_and_reason(client: FlaskClient) -> None:
    listed(30)
    with transaction():
        wants.post(
            city.unit("kivikko"),
            wants.Need(category=city.category("school-desk"), radius_m=20_000),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    sign_in(client, "paivakoti")
    page = client.get("/").text
    assert "Pulpetteja" in page
    assert "1,9\u00a0km" in page


def test_the_own_year_is_counted_from_the_ledger(client: FlaskClient) -> None:
    listing = listed(10, kilograms_per_measure="12")
    handed_over(reserved(listing, 4), 4)
    sign_in(client, "paivakoti")
    assert '48 <span class="figure__unit">kg</span>' in client.get("/").text


def test_who_has_nothing_to_do_is_told_what_to_do_next(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    page = client.get("/").text
    assert 'href="/listings/new"' in page
    assert 'href="/wants/new"' in page
    client.post("/logout")
    sign_in(client, "operaattori")
    assert client.get("/").status_code == 200
