"""Agreeing on a time, ordering transport and telling hours, without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import icalendar
import pytest
import time_machine
from flask.testing import FlaskClient

from kierto.models import Claim
from tests import city, trading
from tests.browsing import sign_in

HOURS = {"friday": "8–10", "has_lift": "y", "door_cm": "90", "access": "Ovi B", "contact": "040 1"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(city.NOW + timedelta(hours=1)):
        yield


@pytest.fixture
def claim(client: FlaskClient) -> Claim:
    return trading.reserved(trading.listed(30), 12)


def be(client: FlaskClient, login: str) -> None:
    client.post("/logout")
    sign_in(client, login)


def hours_of(code: str) -> str:
    return f"/units/{city.unit(code).id}/fetching"


def test_the_unit_tells_its_hours_and_the_receiver_chooses(
    client: FlaskClient, claim: Claim
) -> None:
    be(client, "koulu")
    address = client.get("/units/fetching").location
    assert address == hours_of("syvakangas")
    assert client.post(address, data=HOURS | {"monday": "aamulla"}).status_code == 422
    assert client.post(address, data=HOURS).status_code == 303
    page = client.get(address).text
    assert 'value="8–10"' in page
    assert 'value="Ovi B"' in page
    be(client, "paivakoti")
    page = client.get(f"/claims/{claim.id}/pickup").text
    assert "klo 8.00–9.00" in page
    assert "hissi, kapein ovi 90 cm" in page
    client.post(f"/claims/{claim.id}/pickup/pick", data={"slot": "2026-11-27T06:00:00+00:00"})
    page = client.get(f"/claims/{claim.id}").text
    assert "Noudetaan pe 27.11.2026 klo 8.00–9.00." in page
    made = client.get(f"/claims/{claim.id}/pickup.ics").data
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert event["DTSTART"].to_ical() == b"20261127T060000Z"
    assert event["SUMMARY"] == "Nouto: Pulpetteja"
    assert event["SEQUENCE"] == 1


def test_a_time_of_ones_own_is_accepted_by_the_other(client: FlaskClient, claim: Claim) -> None:
    be(client, "koulu")
    address = f"/claims/{claim.id}/pickup"
    data = {"day": "30.11.2026", "start": "12", "until": "12.30"}
    assert client.post(f"{address}/propose", data=data | {"until": "11"}).status_code == 422
    assert client.post(f"{address}/propose", data=data).status_code == 303
    assert f"{address}/accept" not in client.get(f"/claims/{claim.id}").text
    be(client, "paivakoti")
    assert f"{address}/accept" in client.get(f"/claims/{claim.id}").text
    client.post(f"{address}/accept", data={"revision": "1"})
    assert "Molemmat ovat sopineet" in client.get(f"/claims/{claim.id}").text
    client.post(f"{address}/cancel")
    assert "Aikaa ei ole vielä sovittu" in client.get(f"/claims/{claim.id}").text
    be(client, "kirjasto")
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/propose", data=data).status_code == 404


@pytest.mark.parametrize("slot", ["", "huomenna", "2026-11-27T06:00", "2026-11-27T06:00:00+00:00"])
def test_a_time_that_is_not_offered_leads_back_to_the_times(
    client: FlaskClient, claim: Claim, slot: str
) -> None:
    be(client, "paivakoti")
    answer = client.post(f"/claims/{claim.id}/pickup/pick", data={"slot": slot})
    assert (answer.status_code, answer.location) == (303, f"/claims/{claim.id}/pickup")


def test_hours_are_told_by_the_own_unit(client: FlaskClient) -> None:
    be(client, "koulu")
    assert client.get(hours_of("kivikko")).status_code == 404
    assert client.post(hours_of("kivikko"), data=HOURS).status_code == 404


def test_closed_days_come_and_go(client: FlaskClient) -> None:
    be(client, "koulu")
    address = hours_of("syvakangas")
    data = {"first": "21.12.2026", "last": "20.12.2026"}
    assert client.post(f"{address}/closed", data=data).status_code == 422
    client.post(f"{address}/closed", data={"first": "21.12.2026", "reason": "Loma"})
    assert "21.12.2026, Loma" in client.get(address).text
    client.post(f"{address}/closed/1/delete")
    assert "21.12.2026, Loma" not in client.get(address).text


def test_transport_is_ordered_and_driven(client: FlaskClient, claim: Claim) -> None:
    be(client, "admin")
    organisation = city.unit("kaupunki").organisation_id
    client.post(
        f"/administration/organisations/{organisation}/policy",
        data={"pickup_days": "14", "approves_claims": "y", "drives": "y", "drive_price": "40"},
    )
    be(client, "paivakoti")
    address = f"/claims/{claim.id}/transport"
    assert "Kemin kaupunki: tilattu kuljetus, 40\u00a0€ ilman" in client.get(address).text
    assert client.post(address, data={"kind": "city", "note": "Hissi rikki"}).status_code == 303
    assert "tilattu kuljetus, Kemin kaupunki" in client.get(f"/claims/{claim.id}").text
    be(client, "kuljetus")
    page = client.get("/transports").text
    for part in ("Pulpetteja", "12\u00a0kpl", "144\u00a0kg", "Hissi rikki", "40\u00a0€"):
        assert part in page
    client.post("/transports/1/driven")
    assert "Pulpetteja" not in client.get("/transports").text
    assert "Pulpetteja" in client.get("/transports?driven=1").text
