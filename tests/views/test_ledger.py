"""Entries and corrections as pages."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.models import LedgerEntry
from tests import bookkeeping, city
from tests.bookkeeping import report, write
from tests.browsing import sign_in


def entries() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("ymparisto", 200),
        ("auditoija", 200),
        ("koulu", 200),
        ("paivakoti", 200),
        ("kirjasto", 404),
        ("naapuri", 404),
        ("admin", 200),
    ],
)
def test_an_entry_opens_to_auditors_and_to_its_own_units(
    client: FlaskClient, login: str, status: int
) -> None:
    entry = write(giver="syvakangas", receiver="kivikko")
    number = entry.id
    sign_in(client, login)
    assert client.get(f"/ledger/{number}").status_code == status
    assert (f"/ledger/{number}" in client.get("/ledger").text) is (status == 200)


def test_an_entry_shows_all_that_stands_behind_it(client: FlaskClient) -> None:
    with transaction():
        desks = city.listed(quantity=Quantity.from_decimal(30), kilograms_per_measure="12")
        _handover, entry = bookkeeping.hand_over(
            desks, "paivakoti", "kivikko", "12", weighed=Mass(141_525)
        )
        number, own, before = entry.id, entry.hash, entry.previous_hash
    sign_in(client, "auditoija")
    page = client.get(f"/ledger/{number}").text
    for text in (
        *("141,525", "144", own, before, "Kaisa Koulu", "Syväkankaan koulu", "Kivikon päiväkoti"),
        *("Kierron lähtösarja 2026", "ef_mix_desk_board_steel", "25.11.2026"),
    ):
        assert text in page, text


def test_a_member_is_told_that_the_figure_counts_more(client: FlaskClient) -> None:
    write(giver="syvakangas", receiver="kivikko", grams=1_000)
    write(giver="kirjasto", receiver="suensaari", grams=2_000)
    sign_in(client, "koulu")
    page = client.get("/ledger").text
    assert "0,001" in page
    assert "0,003\u00a0t" in page


def test_a_correction_reverses_and_replaces(client: FlaskClient) -> None:
    number = write(grams=120_000).id
    sign_in(client, "ymparisto")
    answer = client.post(
        f"/ledger/{number}/correct",
        data={"mass": "12,5", "basis": "weighed", "reason": "Pilkku väärässä"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/ledger/{number + 2}")
    assert report().total.by_basis == {MassBasis.WEIGHED: Mass(12_500)}
    page = client.get(f"/ledger/{number}").text
    for text in ("120", "-120", "12,5", "Pilkku väärässä", f"/ledger/{number + 1}"):
        assert text in page


def test_a_correction_may_take_the_whole_entry_away(client: FlaskClient) -> None:
    number = write().id
    sign_in(client, "ymparisto")
    data = {"takes_away": "y", "basis": "weighed", "reason": "Ei noudettu"}
    assert client.post(f"/ledger/{number}/correct", data=data).status_code == 302
    assert report().total.entries == 0
    assert client.post(f"/ledger/{number}/correct", data=data).status_code == 422
    assert entries() == 2


@pytest.mark.parametrize(
    "data",
    [
        {"mass": "12", "basis": "weighed", "reason": " "},
        {"mass": "1.500", "basis": "weighed", "reason": "syy"},
        {"mass": "-1", "basis": "weighed", "reason": "syy"},
        {"mass": "paljon", "basis": "weighed", "reason": "syy"},
        {"mass": "1", "basis": "xx", "reason": "syy"},
        {"occurred_on": "2999-01-01", "basis": "weighed", "reason": "syy"},
        {"occurred_on": "eilen", "basis": "weighed", "reason": "syy"},
    ],
)
def test_a_refused_correction_keeps_what_was_typed(
    client: FlaskClient, data: dict[str, str]
) -> None:
    number = write().id
    sign_in(client, "ymparisto")
    answer = client.post(f"/ledger/{number}/correct", data=data)
    assert answer.status_code == 422
    for value in (data.get("mass", ""), data["reason"], data.get("occurred_on", "")):
        assert value.strip() in answer.text
    assert entries() == 1


@pytest.mark.parametrize("login", ["koulu", "auditoija", "admin"])
def test_only_coordinators_correct(client: FlaskClient, login: str) -> None:
    number = write().id
    sign_in(client, login)
    data = {"mass": "1", "basis": "weighed", "reason": "syy"}
    assert client.post(f"/ledger/{number}/correct", data=data).status_code == 403
    assert "/correct" not in client.get(f"/ledger/{number}").text
    assert entries() == 1


def test_the_list_is_walked_by_pages_and_narrowed_by_filters(client: FlaskClient) -> None:
    for _ in range(53):
        write(grams=1_000)
    write(grams=2_000, receiver=None)
    sign_in(client, "ymparisto")
    first = client.get("/ledger")
    assert "before=5" in first.text
    assert '/ledger/4"' in client.get("/ledger?before=5").text
    for query, tonnes in (
        ("receiver=none", "0,002"),
        ("giver=syvakangas", "0,055"),
        ("category=furniture", "0,055"),
        ("category=textiles-and-clothing", None),
        ("basis=average", "0,000"),
        ("from=2027-01-01", "0,000"),
        ("step=nothing", None),
        ("giver=nowhere", None),
    ):
        answer = client.get(f"/ledger?{query}")
        assert (answer.status_code == 422) is (tonnes is None), query
        assert tonnes is None or tonnes in answer.text
