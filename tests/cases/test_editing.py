"""K42: two people on one form, and forms of things that have ended meanwhile."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.models import Handover, Listing
from kierto.services import listings
from tests import city
from tests.browsing import sign_in
from tests.trading import cancelled, claimed, listed, reserved
from tests.views.posting import answers, value_of

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")


def opened(client: FlaskClient, number: int, **changes: str) -> dict[str, Any]:
    """The form as the page gives it, with what a person changes in it."""
    page = client.get(f"/listings/{number}/edit")
    given = {name: value_of(page, name) for name in ("version", "was", "quantity")}
    return answers(**(given | changes))


@pytest.fixture
def pair(app: Flask) -> tuple[FlaskClient, FlaskClient]:
    """Two browsers in which somebody of the school is signed in."""
    first, second = app.test_client(), app.test_client()
    sign_in(first, "koulu")
    sign_in(second, "koulu")
    return first, second


def test_k42_the_second_save_overwrites_nothing_unseen(
    pair: tuple[FlaskClient, FlaskClient],
) -> None:
    """A saves 8; B's text gets 409 with both versions, is kept, and saved again leaves the 8."""
    first, second = pair
    number = listed(10).id
    of_first = opened(first, number, quantity="8")
    of_second = opened(second, number, description="Pitkä uusi kuvaus")
    assert first.post(f"/listings/{number}/edit", data=of_first).status_code == 303
    answer = second.post(f"/listings/{number}/edit", data=of_second)
    assert (answer.status_code, "muuttunut sillä välin" in answer.text) == (409, True)
    assert "Pitkä uusi kuvaus" in answer.text
    again = of_second | {name: value_of(answer, name) for name in ("version", "was", "quantity")}
    assert second.post(f"/listings/{number}/edit", data=again).status_code == 303
    listing = session.get_one(Listing, number)
    assert (str(listing.quantity), listing.description) == ("8", "Pitkä uusi kuvaus")


def test_k42_a_claim_meanwhile_is_not_edited_away(client: FlaskClient) -> None:
    """Claimed while B edits: B's form is refused with its text and the promise stands."""
    sign_in(client, "koulu")
    listing = listed(10)
    data = opened(client, listing.id, quantity="5", description="Pitkä uusi kuvaus")
    claimed(listing, 7)
    answer = client.post(f"/listings/{listing.id}/edit", data=data)
    assert (answer.status_code, "Pitkä uusi kuvaus" in answer.text) == (409, True)
    session.refresh(listing)
    assert (str(listing.quantity), str(listing.reserved)) == ("10", "7")


def test_k42_what_was_taken_back_is_not_brought_back_by_an_old_form(client: FlaskClient) -> None:
    """Withdrawn while B edits: a page that says so, the listing stays withdrawn."""
    sign_in(client, "koulu")
    listing = listed(10)
    data = opened(client, listing.id, title="Uusi otsikko")
    with transaction():
        listings.withdraw(listing, person=city.person("koulu"), now=city.NOW)
    answer = client.post(f"/listings/{listing.id}/edit", data=data)
    assert (answer.status_code, "Uusi otsikko" in answer.text) == (409, True)
    session.refresh(listing)
    assert (listing.title, str(listing.state)) == ("Pulpetteja", "withdrawn")
    assert client.post("/listings/999/edit", data=data).status_code == 404
    assert session.scalar(select(func.count()).select_from(Listing)) == 1


def test_k42_a_handover_of_a_cancelled_claim_is_refused(client: FlaskClient) -> None:
    """The open form gets 409 with how it stands, and nothing is recorded."""
    sign_in(client, "koulu")
    claim = reserved(listed(10), 4)
    assert client.get(f"/claims/{claim.id}/handover").status_code == 200
    cancelled(claim)
    data = {"quantity": "4", "occurred_on": "24.11.2026", "rest": "stays"}
    assert client.post(f"/claims/{claim.id}/handover", data=data).status_code == 409
    assert session.scalar(select(func.count()).select_from(Handover)) == 0
