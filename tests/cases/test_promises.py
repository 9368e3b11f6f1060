"""K02, K03, K04 and K07: what is promised is promised once and comes back once."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.states import ClaimState
from kierto.models import Claim, Handover, LedgerEntry, Listing, OutboxMessage
from kierto.services import claims
from tests import city, importing, trading
from tests.browsing import sign_in
from tests.trading import balance, claimed, listed, reserved
from tests.views.posting import answers, refusals, value_of

pytestmark = pytest.mark.usefixtures("city_time")


def lapse(_client: FlaskClient, _claim: Claim) -> None:
    with transaction():
        claims.lapse_overdue(city.NOW + timedelta(days=90))


def end(word: str, login: str) -> Callable[[FlaskClient, Claim], None]:
    def press(client: FlaskClient, claim: Claim) -> None:
        sign_in(client, login)
        client.post(f"/claims/{claim.id}/{word}")

    return press


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        (end("cancel", "paivakoti"), ClaimState.CANCELLED),
        (end("decline", "koulu"), ClaimState.DECLINED),
        (lapse, ClaimState.LAPSED),
    ],
    ids=["cancelled", "declined", "lapsed"],
)
def test_k02_what_ends_returns_once_and_a_stale_yes_is_refused(
    client: FlaskClient, ending: Callable[[FlaskClient, Claim], None], state: ClaimState
) -> None:
    """Free is 10 again, never 14; the old "approve" gets 409 and the claim stays ended."""
    listing = listed(10)
    take = reserved if ending is lapse else claimed
    claim = take(listing, 4)
    assert balance(listing)["free"] == "6"
    for _ in range(2):
        ending(client, claim)
        assert balance(listing)["free"] == "10"
    sign_in(client, "koulu")
    for _ in range(2):
        assert client.post(f"/claims/{claim.id}/approve").status_code == 409
    session.refresh(claim)
    assert (claim.state, balance(listing)["free"]) == (state, "10")


def test_k03_no_more_and_no_less_than_promised_is_handed_over(client: FlaskClient) -> None:
    """Of 4 promised: 5, 0 and -1 are refused at the field, 3 pass, 3 more are refused."""
    listing = listed(10, kilograms_per_measure="12")
    claim = reserved(listing, 4)
    sign_in(client, "koulu")

    def hand_over(quantity: str) -> Any:
        data = {"quantity": quantity, "occurred_on": "24.11.2026", "rest": "stays"}
        return client.post(f"/claims/{claim.id}/handover", data=data)

    for quantity in ("5", "0", "-1"):
        refused = hand_over(quantity)
        assert (refused.status_code, len(refusals(refused))) == (422, 1)
    assert hand_over("3").status_code == 303
    again = hand_over("3")
    assert (again.status_code, len(refusals(again))) == (422, 1)
    session.refresh(claim)
    assert (str(claim.open_quantity), balance(listing)) == (
        "1",
        {"free": "6", "reserved": "1", "handed_over": "3", "ended": "0"},
    )
    entries = session.scalars(select(LedgerEntry)).all()
    assert [str(entry.mass.kilograms) for entry in entries if entry.mass] == ["36.000"]


@pytest.mark.parametrize(
    ("quantity", "status", "free"), [("5", 422, "3"), ("7", 303, "0"), ("12", 303, "5")]
)
def test_k04_an_edit_takes_nothing_promised_away(
    client: FlaskClient, quantity: str, status: int, free: str
) -> None:
    """With 7 of 10 claimed, 5 is refused and names 7; 7 and 12 leave 0 and 5 free."""
    listing = listed(10)
    claimed(listing, 7)
    sign_in(client, "koulu")
    page = client.get(f"/listings/{listing.id}/edit")
    data = answers(quantity=quantity, version=value_of(page, "version"), was=value_of(page, "was"))
    answer = client.post(f"/listings/{listing.id}/edit", data=data)
    assert (answer.status_code, balance(listing)["free"]) == (status, free)
    assert [bool(re.search(r"\b7\b", said)) for said in refusals(answer)] == [True] * (free == "3")


def test_k04_nor_does_an_import(app: Flask) -> None:
    """The same row with 5 is a row error; with 7 and 12 it is a change."""

    def imported(quantity: int) -> Any:
        table = f"viite;nimi;kategoria;määrä;kunto\nA1;Pulpetteja;pulpetti;{quantity};hyvä\n"
        return importing.run("listings", table, person=city.person("ymparisto"))

    assert importing.counts(imported(10)) == (1, 1, 0, 0, 0)
    listing = session.scalars(select(Listing)).one()
    with transaction():
        listing.partners_from = listing.companies_from = listing.public_from = city.NOW
    claimed(listing, 7)
    refused = imported(5)
    assert importing.counts(refused)[1:] == (0, 0, 0, 1)
    assert refused.errors[0].problem.data["reserved"] == "7"
    assert (importing.counts(imported(7))[2], balance(listing)["free"]) == (1, "0")
    assert (importing.counts(imported(12))[2], balance(listing)["free"]) == (1, "5")


def at_once(app: Flask, login: str, address: str, data: dict[str, str]) -> set[tuple[int, str]]:
    """Five browsers of one person send the same form at the same moment."""
    start = Barrier(5)

    def click(_number: int) -> tuple[int, str]:
        browser = FlaskClient(app, app.response_class)
        sign_in(browser, login)
        start.wait(timeout=20)
        answer = browser.post(address, data=data)
        return answer.status_code, str(answer.location)

    session.rollback()
    with ThreadPoolExecutor(5) as clicks:
        found = set(clicks.map(click, range(5)))
    session.rollback()
    return found


def number_of(model: Any) -> int | None:
    return session.scalar(select(func.count()).select_from(model))


def test_k07_five_clicks_at_once_claim_once_and_send_one_mail(app: Flask) -> None:
    """One claim, one result page, one mail to the giver."""
    listing_id = listed(10).id
    data = {"unit": "kivikko", "quantity": "2", "key": "klik"}
    found = at_once(app, "paivakoti", f"/listings/{listing_id}/claims", data)
    assert found == {(303, "/claims/1")}
    assert (number_of(Claim), number_of(OutboxMessage)) == (1, 1)


def test_k07_five_clicks_at_once_list_once(app: Flask) -> None:
    """One listing, one result page."""
    found = at_once(app, "koulu", "/listings/new", answers())
    assert found == {(303, "/listings/1")}
    assert number_of(Listing) == 1


def test_k07_five_clicks_at_once_hand_over_once(app: Flask) -> None:
    """One handover, its tonnes counted once."""
    claim = reserved(listed(10), 4)
    data = {"quantity": "4", "occurred_on": "24.11.2026", "rest": "stays", "key": "klik"}
    found = at_once(app, "koulu", f"/claims/{claim.id}/handover", data)
    assert found == {(303, "/handovers/1")}
    assert (number_of(Handover), number_of(LedgerEntry)) == (1, 1)
    assert trading.balance(listed(1))["free"] == "1"
