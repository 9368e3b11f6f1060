"""The pages of claims, as people use them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.states import ClaimState
from kierto.domain.visibility import Stage
from kierto.models import Claim
from tests import city, trading
from tests.browsing import sign_in
from tests.trading import approved, claimed, listed, reserved

pytestmark = pytest.mark.usefixtures("city_time")


def test_asking_leads_to_the_claim_and_says_what_happens_next(client: FlaskClient) -> None:
    listing_id = listed(10).id
    sign_in(client, "paivakoti")
    answer = client.post(
        f"/listings/{listing_id}/claims",
        data={"unit": "kivikko", "quantity": "4", "purpose": "Uusi ryhmä", "key": "a1"},
    )
    claim = session.scalars(select(Claim)).one()
    assert (answer.status_code, answer.location) == (303, f"/claims/{claim.id}")
    assert (str(claim.quantity), claim.purpose, claim.state) == (
        "4",
        "Uusi ryhmä",
        ClaimState.REQUESTED,
    )
    page = client.get(answer.location).text
    assert "Uusi ryhmä" in page
    assert "Syväkankaan koulu" in page


def test_the_same_form_five_times_is_one_claim(client: FlaskClient) -> None:
    """K07: repeats lead to the same page."""
    listing_id = listed(10).id
    sign_in(client, "paivakoti")
    data = {"unit": "kivikko", "quantity": "2", "key": "avain"}
    answers = [client.post(f"/listings/{listing_id}/claims", data=data) for _ in range(5)]
    assert {(a.status_code, a.location) for a in answers} == {(303, "/claims/1")}
    assert session.scalar(select(func.count()).select_from(Claim)) == 1


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"quantity": "11"}, 422, "10"),
        ({"quantity": "0"}, 422, ""),
        ({"quantity": "-1"}, 422, ""),
        ({"quantity": "neljä"}, 422, "neljä"),
        ({"quantity": ""}, 422, ""),
        ({"purpose": "x" * 301}, 422, ""),
        ({"quantity": "1.500"}, 422, "1,5"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    client: FlaskClient, fields: dict[str, str], status: int, said: str
) -> None:
    listing_id = listed(10).id
    sign_in(client, "paivakoti")
    data = {"unit": "kivikko", "quantity": "4", "purpose": "Eskari <3", "key": "k"} | fields
    answer = client.post(f"/listings/{listing_id}/claims", data=data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert f'value="{data["quantity"]}"' in answer.text
    assert said in answer.text
    if "purpose" not in fields:
        assert "Eskari &lt;3" in answer.text
    assert session.scalar(select(func.count()).select_from(Claim)) == 0


def test_too_much_is_told_with_what_is_free(client: FlaskClient) -> None:
    listing = listed(10)
    claimed(listing, 7, "kirjasto")
    sign_in(client, "paivakoti")
    answer = client.post(
        f"/listings/{listing.id}/claims", data={"unit": "kivikko", "quantity": "7"}
    )
    assert answer.status_code == 409
    assert re.search(r"\b3\b", answer.text)
    assert 'value="7"' in answer.text


def test_other_units_and_hidden_listings_are_out_of_reach(client: FlaskClient) -> None:
    listing = listed(10, audience=Stage.OWN)
    sign_in(client, "naapuri")
    data = {"unit": "suensaari", "quantity": "1"}
    assert client.post(f"/listings/{listing.id}/claims", data=data).status_code == 404
    assert client.post("/listings/999/claims", data=data).status_code == 404
    with transaction():
        listing.partners_from = city.NOW
    data["unit"] = "kivikko"
    answer = client.post(f"/listings/{listing.id}/claims", data=data)
    claim = session.scalars(select(Claim)).first()
    assert answer.status_code == 303
    # Another unit's code counts for nothing: the one unit that is theirs asks.
    assert claim is not None and claim.unit.code == "suensaari"


def test_who_may_not_claim_is_told_so(client: FlaskClient) -> None:
    listing_id = listed(10).id
    data = {"unit": "kivikko", "quantity": "1"}
    assert client.post(f"/listings/{listing_id}/claims", data=data).status_code == 302
    sign_in(client, "katselija")
    assert client.post(f"/listings/{listing_id}/claims", data=data).status_code == 403


def test_a_claim_of_others_is_nowhere(client: FlaskClient) -> None:
    """K36: its id in the address shows and changes nothing."""
    claim = claimed(listed(10), 4, purpose="Salaisuus")
    sign_in(client, "naapuri")
    for method, path in (
        ("get", ""),
        ("post", "/approve"),
        ("post", "/decline"),
        ("post", "/cancel"),
        ("get", "/handover"),
        ("post", "/handover"),
    ):
        answer = getattr(client, method)(f"/claims/{claim.id}{path}")
        assert answer.status_code == 404, path
        assert "Salaisuus" not in answer.text
        assert "Pulpetteja" not in answer.text
    assert "Pulpetteja" not in client.get("/claims").text
    session.refresh(claim)
    assert claim.state is ClaimState.REQUESTED


def test_contact_details_open_with_the_approval(client: FlaskClient) -> None:
    """K36: to the two parties, and not before."""
    with transaction():
        city.person("koulu").phone = "040 1234567"
        city.person("paivakoti").phone = "050 7654321"
    claim = claimed(listed(10), 4)
    sign_in(client, "paivakoti")
    before = client.get(f"/claims/{claim.id}").text
    assert "040 1234567" not in before
    assert "koulu@example.org" not in before
    approved(claim)
    after = client.get(f"/claims/{claim.id}").text
    assert "040 1234567" in after
    assert 'href="tel:0401234567"' in after
    assert "koulu@example.org" in after
    trading.cancelled(claim)
    assert "040 1234567" not in client.get(f"/claims/{claim.id}").text


def test_the_giver_answers_from_the_list_and_a_repeat_is_harmless(client: FlaskClient) -> None:
    claim = claimed(listed(10), 4, purpose="Eskari")
    sign_in(client, "koulu")
    listing_page = client.get("/claims").text
    assert "Kivikon päiväkoti" in listing_page
    assert f'action="/claims/{claim.id}/approve"' in listing_page
    for _ in range(2):
        answer = client.post(f"/claims/{claim.id}/approve")
        assert (answer.status_code, answer.location) == (303, f"/claims/{claim.id}")
    session.refresh(claim)
    assert claim.state is ClaimState.RESERVED
    assert f"/claims/{claim.id}/handover" in client.get("/claims").text


def test_a_stale_yes_is_answered_with_how_it_stands(client: FlaskClient) -> None:
    """K02: browser back, then the old button."""
    claim = claimed(listed(10), 4)
    trading.cancelled(claim, reason="Löytyi muualta")
    sign_in(client, "koulu")
    answer = client.post(f"/claims/{claim.id}/approve")
    assert answer.status_code == 409
    assert "Löytyi muualta" in answer.text
    assert 'role="alert"' in answer.text
    session.refresh(claim)
    assert claim.state is ClaimState.CANCELLED


def test_declining_and_cancelling_keep_the_reason(client: FlaskClient) -> None:
    listing = listed(10)
    first, second = claimed(listing, 4), reserved(listing, 2, "puuseppa")
    sign_in(client, "koulu")
    client.post(f"/claims/{first.id}/decline", data={"reason": "Tarvitaan itse"})
    client.post(f"/claims/{second.id}/cancel", data={"reason": "Vesivahinko"})
    assert "Tarvitaan itse" in client.get(f"/claims/{first.id}").text
    assert "Vesivahinko" in client.get(f"/claims/{second.id}").text
    assert trading.balance(listing)["free"] == "10"
    ended = client.get("/claims?ended=1").text
    assert ended.count("Pulpetteja") >= 2


def test_the_party_without_the_role_looks_and_does_not_act(client: FlaskClient) -> None:
    claim = claimed(listed(10), 4)
    sign_in(client, "katselija")
    page = client.get(f"/claims/{claim.id}")
    assert page.status_code == 200
    assert "/approve" not in page.text
    assert client.post(f"/claims/{claim.id}/approve").status_code == 403
    assert client.post(f"/claims/{claim.id}/cancel").status_code == 403


def test_visitors_are_asked_to_sign_in(client: FlaskClient) -> None:
    claim = claimed(listed(10), 4)
    for path in ("/claims", f"/claims/{claim.id}", f"/claims/{claim.id}/handover", "/handovers"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/login")


def test_who_needs_less_says_so_on_the_page_of_the_claim(client: FlaskClient) -> None:
    claim_id = reserved(listed(10), 8).id
    sign_in(client, "paivakoti")
    assert f"/claims/{claim_id}/lower" in client.get(f"/claims/{claim_id}").text
    for written in ("", "paljon", "8", "0"):
        assert (
            client.post(f"/claims/{claim_id}/lower", data={"quantity": written}).status_code == 422
        )
    done = client.post(f"/claims/{claim_id}/lower", data={"quantity": "3"})
    assert (done.status_code, done.location) == (303, f"/claims/{claim_id}")
    session.expire_all()
    assert session.get_one(Claim, claim_id).quantity == trading.amount(3)
    sign_in(client, "koulu")
    assert f"/claims/{claim_id}/lower" not in client.get(f"/claims/{claim_id}").text
    assert client.post(f"/claims/{claim_id}/lower", data={"quantity": "1"}).status_code == 403
