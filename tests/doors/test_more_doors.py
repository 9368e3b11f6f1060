"""Programs, counts, drop-downs, matches, papers, exports tell outsiders no more than pages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.visibility import Stage
from kierto.models import Alert, Listing, OutboxMessage
from kierto.services import alerts, listings, wants
from tests import city, trading
from tests.api.calling import caller
from tests.browsing import sign_in

BOTH_DATABASES = False
"""The two forms of the rule of visibility are held together on both elsewhere."""

SECRET = "Kuiskauspöytä"
OUTSIDERS = ("naapuri", "yhdistys", "puuseppa", "rakentaja")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def an_hour_later() -> Iterator[None]:
    with time_machine.travel(city.NOW + HOUR, tick=False):
        yield


def hidden(*, draft: bool = False, **changes: object) -> Listing:
    offer = city.offer(title=SECRET, audience=Stage.OWN, **changes)
    with transaction():
        return listings.post(
            city.unit("syvakangas"), offer, person=city.person("koulu"), now=city.NOW, draft=draft
        )


def wanted(login: str) -> int:
    """A want of the outsider that the hidden listing would meet."""
    need = wants.Need(category=city.category("school-desk"), radius_m=100_000)
    unit = city.unit(trading.UNIT_OF[login])
    with transaction():
        want = wants.post(unit, need, person=city.person(login), now=city.NOW)
    return want.id


@pytest.mark.parametrize("login", OUTSIDERS)
def test_a_program_of_an_outsider_finds_nothing(app: Flask, login: str) -> None:
    number = hidden().id
    stranger = caller(app, login)
    for path in ("/listings", f"/listings?q={SECRET}", "/claims", "/ledger", "/wants"):
        answer = stranger.get(path)
        assert (answer.status_code, SECRET in answer.text) == (200, False), path
        assert answer.json["items"] == [], path
    unit = trading.UNIT_OF[login]
    for path in (f"/listings/{number}", f"/listings/{number}/matches"):
        nowhere = path.replace(str(number), "999999")
        assert stranger.get(path).status_code == stranger.get(nowhere).status_code == 404, path
    asked = stranger.post(f"/listings/{number}/claims", {"unit": unit, "quantity": 1})
    assert (asked.status_code, SECRET in asked.text) == (404, False)
    for path in (f"/listings/{number}", "/listings/999999"):
        changed = stranger.patch(path, {"quantity": 1}, headers={"If-Match": '"1"'})
        assert changed.status_code == 404


@pytest.mark.parametrize("login", OUTSIDERS)
def test_an_outsider_has_no_match_no_alert_and_no_mail(client: FlaskClient, login: str) -> None:
    hidden()
    want_id = wanted(login)
    with transaction():
        assert alerts.find(city.NOW + HOUR) == 0
    assert session.scalar(select(func.count()).select_from(Alert)) == 0
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    sign_in(client, login)
    for address in ("/", "/wants", f"/wants/{want_id}"):
        answer = client.get(address)
        assert (answer.status_code, SECRET in answer.text) == (200, False), address
    found = caller(client.application, login).get(f"/wants/{want_id}/matches")
    assert (found.status_code, found.json["items"]) == (200, [])


@pytest.mark.parametrize("login", [None, *OUTSIDERS])
def test_counts_and_drop_downs_are_the_same_as_without_it(
    client: FlaskClient, login: str | None
) -> None:
    if login is not None:
        sign_in(client, login)
    addresses = ("/listings", f"/listings?q={SECRET}", "/listings?category=furniture", "/results")
    before = [client.get(address).text for address in addresses]
    hidden(category="other", place_name="Salainen varasto")
    assert [_plain(client.get(address).text) for address in addresses] == [
        _plain(text) for text in before
    ]


@pytest.mark.parametrize("login", [None, *OUTSIDERS])
def test_papers_and_exports_of_what_others_did_stay_closed(
    client: FlaskClient, login: str | None
) -> None:
    claim = trading.reserved(hidden(quantity=trading.amount(10)), 4)
    handover, entry = trading.handed_over(claim, 4)
    handover_id, entry_id, claim_id = handover.id, entry.id, claim.id
    if login is not None:
        sign_in(client, login)
    for address in (
        f"/handovers/{handover_id}",
        f"/handovers/{handover_id}/receipt.pdf",
        f"/claims/{claim_id}",
        f"/claims/{claim_id}/pickup.ics",
        f"/ledger/{entry_id}",
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 303, 403, 404}, address
        assert SECRET not in answer.text, address
    for kind in ("csv", "json"):
        answer = client.get(f"/reports/reuse.{kind}?from=2026-01-01&to=2026-12-31")
        assert "Syväkankaan" not in answer.text and SECRET not in answer.text, kind


@pytest.mark.parametrize(
    ("days", "see"),
    [
        (13, set()),
        (15, {"naapuri", "yhdistys", "puuseppa", "rakentaja"}),
        (29, {None, "naapuri", "yhdistys", "puuseppa", "rakentaja"}),
    ],
)
def test_every_door_opens_on_the_day_of_the_stage(
    client: FlaskClient, days: int, see: set[str | None]
) -> None:
    number = hidden().id
    with time_machine.travel(city.NOW + timedelta(days=days), tick=False):
        for login in (None, *OUTSIDERS):
            visitor = client.application.test_client()
            if login is not None:
                sign_in(visitor, login)
            doors = {
                "page": visitor.get(f"/listings/{number}").status_code == 200,
                "search": f"/listings/{number}" in visitor.get(f"/listings?q={SECRET}").text,
            }
            if login is not None:
                program = caller(client.application, login)
                doors["program"] = program.get(f"/listings/{number}").status_code == 200
                doors["list"] = len(program.get("/listings").json["items"]) == 1
            assert set(doors.values()) == {login in see}, (login, doors)
        # A feed reader is nobody in particular.
        feed = client.application.test_client().get("/listings.atom")
        assert (SECRET in feed.text) == (None in see)


@pytest.mark.parametrize("login", [None, "paivakoti", "auditoija", *OUTSIDERS])
def test_a_draft_is_for_the_giving_unit_alone(client: FlaskClient, login: str | None) -> None:
    number = hidden(draft=True).id
    if login is not None:
        sign_in(client, login)
        program = caller(client.application, login)
        if login != "auditoija":
            assert program.get(f"/listings/{number}").status_code == 404
            assert program.get("/listings").json["items"] == []
    for address in ("/", "/listings", f"/listings?q={SECRET}", "/listings.atom"):
        assert f"/listings/{number}" not in client.get(address).text, address


def _plain(text: str) -> str:
    """The page without what differs between any two visits."""
    return "\n".join(
        line for line in text.splitlines() if "nonce" not in line and "key" not in line
    )
