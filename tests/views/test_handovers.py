"""Recording, confirming and looking up handovers."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.period import local_day
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass
from kierto.models import Handover, LedgerEntry
from kierto.services.stock import lock
from tests import city, trading
from tests.browsing import sign_in
from tests.trading import handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("city_time")


def fields(**values: str) -> dict[str, str]:
    day = (city.TODAY - timedelta(days=1)).strftime("%d.%m.%Y")
    return {"quantity": "4", "mass_kg": "", "occurred_on": day, "rest": "stays"} | values


def test_the_form_knows_what_is_open_and_what_day_it_is(client: FlaskClient) -> None:
    claim = reserved(listed(10, kilograms_per_measure="12"), 4)
    sign_in(client, "koulu")
    page = client.get(f"/claims/{claim.id}/handover").text
    assert 'name="quantity"' in page and 'value="4"' in page
    assert "48\u00a0kg" in page


def test_a_weighed_handover_leads_to_its_receipt(client: FlaskClient) -> None:
    """K20 on the page: the comma is a comma."""
    claim = reserved(listed(4, kilograms_per_measure="25"), 4)
    sign_in(client, "koulu")
    answer = client.post(f"/claims/{claim.id}/handover", data=fields(mass_kg="93,5"))
    assert (answer.status_code, answer.location) == (303, "/handovers/1")
    entry = session.scalars(select(LedgerEntry)).one()
    assert entry.mass == Mass.from_kilograms("93.5")
    receipt = client.get("/handovers/1").text
    for text in ("93,5\u00a0kg", "100\u00a0kg", "Kivikon päiväkoti", "Kaisa Koulu", "Pulpetteja"):
        assert text in receipt


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"quantity": "5"}, 422),
        ({"quantity": "0"}, 422),
        ({"quantity": "-1"}, 422),
        ({"occurred_on": "1.1.2999"}, 422),
        ({"occurred_on": "eilen"}, 422),
        ({"mass_kg": "0"}, 422),
        ({"mass_kg": "kymmenen"}, 422),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    client: FlaskClient, values: dict[str, str], status: int
) -> None:
    """K03 on the page: everything typed stays."""
    claim = reserved(listed(10), 4)
    sign_in(client, "koulu")
    answer = client.post(f"/claims/{claim.id}/handover", data=fields(**values))
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text
    for value in values.values():
        assert f'value="{value}"' in answer.text
    assert session.scalar(select(func.count()).select_from(Handover)) == 0


def test_a_part_moves_and_the_rest_stays_or_returns(client: FlaskClient) -> None:
    listing = listed(10)
    claim = reserved(listing, 4)
    sign_in(client, "paivakoti")
    client.post(f"/claims/{claim.id}/handover", data=fields(quantity="2"))
    assert trading.balance(listing)["reserved"] == "2"
    client.post(f"/claims/{claim.id}/handover", data=fields(quantity="1", rest="returns"))
    assert trading.balance(listing) == {
        "free": "7",
        "reserved": "0",
        "handed_over": "3",
        "ended": "0",
    }
    session.refresh(claim)
    assert claim.state is ClaimState.HANDED_OVER


def test_a_form_left_open_while_the_claim_was_cancelled(client: FlaskClient) -> None:
    """K42: told how it stands, nothing recorded."""
    claim = reserved(listed(10), 4)
    sign_in(client, "koulu")
    trading.cancelled(claim)
    answer = client.post(f"/claims/{claim.id}/handover", data=fields())
    assert answer.status_code == 409
    assert session.scalar(select(func.count()).select_from(Handover)) == 0


def test_five_clicks_are_one_handover(client: FlaskClient) -> None:
    """K07."""
    claim = reserved(listed(10), 4)
    sign_in(client, "koulu")
    data = fields(key="avain")
    answers = [client.post(f"/claims/{claim.id}/handover", data=data) for _ in range(5)]
    assert {(a.status_code, a.location) for a in answers} == {(303, "/handovers/1")}
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_the_other_side_confirms_or_objects(client: FlaskClient) -> None:
    handover, _ = handed_over(reserved(listed(10), 4), 4)
    sign_in(client, "paivakoti")
    page = client.get("/handovers/1").text
    assert 'action="/handovers/1/confirm"' in page
    assert client.post("/handovers/1/objection", data={"objection": ""}).status_code == 422
    client.post("/handovers/1/objection", data={"objection": "Kaksi oli rikki"})
    page = client.get("/handovers/1").text
    assert "Kaksi oli rikki" in page
    client.post("/handovers/1/confirm")
    session.refresh(handover)
    assert handover.receiver_confirmed_at is not None
    assert "/handovers/1/confirm" not in client.get("/handovers/1").text


def test_handovers_of_others_are_nowhere(client: FlaskClient) -> None:
    handed_over(reserved(listed(10), 4), 4)
    sign_in(client, "naapuri")
    assert client.get("/handovers/1").status_code == 404
    assert client.post("/handovers/1/confirm").status_code == 404
    assert client.post("/handovers/1/objection", data={"objection": "x"}).status_code == 404
    assert "Pulpetteja" not in client.get("/handovers").text


def test_the_list_is_chosen_by_year_and_direction(client: FlaskClient) -> None:
    listing = listed(10)
    handed_over(reserved(listing, 1), 1)
    handed_over(reserved(listing, 1), 1, on=city.TODAY.replace(year=2025))
    sign_in(client, "paivakoti")
    assert client.get("/handovers").text.count('href="/handovers/1"') == 1
    assert 'href="/handovers/2"' in client.get("/handovers?year=2025").text
    assert 'href="/handovers/1"' not in client.get("/handovers?year=2025").text
    assert 'href="/handovers/1"' not in client.get("/handovers?direction=given").text
    assert 'href="/handovers/1"' in client.get("/handovers?direction=received").text
    assert client.get("/handovers?year=x&direction=y&before=z").status_code == 200


def test_only_the_coordinator_goes_on_to_the_ledger(client: FlaskClient) -> None:
    handed_over(reserved(listed(10), 4), 4)
    sign_in(client, "koulu")
    assert "/ledger/1" not in client.get("/handovers/1").text


def test_the_day_is_today_unless_told_otherwise(client: FlaskClient) -> None:
    claim = reserved(listed(10), 4)
    sign_in(client, "koulu")
    today = local_day(datetime.now(UTC)).isoformat()
    assert f'value="{today}"' in client.get(f"/claims/{claim.id}/handover").text
    assert lock(claim.listing_id).reserved == trading.amount(4)
