"""Traps 1 to 10 of counting reuse: rounding, units, parts and goods that pass more than once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import NotEnoughFree
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.units import Mass, Quantity
from kierto.models import LedgerEntry, Listing
from kierto.services import outcomes
from tests import bookkeeping, city, importing
from tests.browsing import sign_in
from tests.trading import (
    amount,
    approved,
    balance,
    cancelled,
    claimed,
    handed_over,
    listed,
    reserved,
)
from tests.views.posting import answers, refusals

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")
YEAR = "from=2026-01-01&to=2026-12-31"


@pytest.fixture
def coordinator(client: FlaskClient) -> FlaskClient:
    sign_in(client, "ymparisto")
    return client


def report(client: FlaskClient, query: str = YEAR) -> Any:
    return client.get(f"/reports/reuse.json?{query}").json


def correct(client: FlaskClient, entry: int, **data: str) -> None:
    answer = client.post(f"/ledger/{entry}/correct", data=data)
    assert answer.status_code == 302, answer.text


def test_trap_1_many_small_rows_are_summed_before_they_are_rounded(
    coordinator: FlaskClient,
) -> None:
    """1,499 rows of 340 g are 509.660 kg and 0.510 t, not 0.000 t."""
    rows = "".join(f"2026-03-01;{number};0,340\n" for number in range(1499))
    importing.run("handovers", f"date;item;kg\n{rows}")
    assert report(coordinator)["total_kg"] == "509.660"
    assert "0,510" in coordinator.get(f"/reports?{YEAR}").text


def test_trap_2_a_total_is_the_rounded_sum_and_says_so(coordinator: FlaskClient) -> None:
    """Three lines of 0.4 kg show 0.000 t each, the total 0.001 t, with a note."""
    for category in ("school-desk", "office-desk", "office-chair"):
        bookkeeping.write(category=category, grams=400)
    page = coordinator.get(f"/reports?{YEAR}&by=category").text
    table = page[page.index('id="groups"') : page.index('id="steps"')]
    assert (table.count("0,000\u00a0t"), table.count("0,001\u00a0t")) == (3, 1)
    assert report(coordinator, f"{YEAR}&by=category")["adds_up"] is False
    assert "pyöristet" in table


def test_trap_3_halves_are_rounded_exactly_and_once() -> None:
    """No binary floats: 0.0125 kg are 13 g, half up; 2.675 stays 2.675."""
    assert Mass.from_kilograms(Decimal("0.0125")) == Mass(13)
    assert Mass.from_kilograms("2.675").kilograms == Decimal("2.675")
    assert Mass.from_kilograms("0.0005") == Mass(1)


def test_trap_4_a_comma_is_a_comma_and_a_point_before_three_digits_is_asked(
    client: FlaskClient,
) -> None:
    """1,5 t are 1,500,000 g, shown as 1 500 kg before saving; 1.500 is refused."""
    sign_in(client, "koulu")
    timber = {"category": "unsorted", "measure": "t"}
    refused = client.post("/listings/new", data=answers(quantity="1.500", **timber))
    assert (refused.status_code, len(refusals(refused))) == (422, 1)
    echo = client.get("/listings/weights?quantity=1,5&measure=t&category=unsorted").text
    assert "1\u00a0500\u00a0kg" in echo
    assert client.post("/listings/new", data=answers(quantity="1,5", **timber)).status_code == 303
    assert session.scalars(select(Listing)).one().mass == Mass(1_500_000)


@pytest.mark.parametrize(("typed", "warned"), [("501", True), ("0,009", True), ("500", False)])
def test_trap_4_a_weight_that_no_furniture_has_is_questioned(
    client: FlaskClient, typed: str, warned: bool
) -> None:
    """More than 500 kg or less than 10 g for one desk warns, on the page and in an import."""
    sign_in(client, "koulu")
    client.post("/listings/new", data=answers(kilograms=typed))
    assert ("Tarkista paino" in client.get("/listings/1").text) is warned
    result = importing.run("listings", f"nimi;luokka;kpl;paino\nTuoli;office-chair;2;{typed}\n")
    assert any("Look at the weight" in note for note in importing.notes(result)) is warned


@pytest.mark.parametrize("text", ["5 lb", "2 tons", "3 short ton", "7 oz"])
def test_trap_5_pounds_and_short_tons_are_refused(client: FlaskClient, text: str) -> None:
    """Nothing is converted in silence: row, column and value are named."""
    table = f"nimi;luokka;määrä;paino\nErä;unsorted;{text};\nErä;office-chair;2;{text}\n"
    found = importing.errors(importing.run("listings", table))
    assert [error[:3] for error in found] == [(2, "määrä", text), (3, "paino", text)]
    sign_in(client, "koulu")
    answer = client.post("/listings/new", data=answers(kilograms=text))
    assert (answer.status_code, len(refusals(answer))) == (422, 1)


def test_trap_6_what_is_listed_ends_as_reuse_waste_or_rest(coordinator: FlaskClient) -> None:
    """Of 40 chairs 25 and 10 are reused, 5 go to 20 03 07, none is left and no more can leave."""
    chairs = listed(40, kilograms_per_measure="4.5", category="office-chair")
    handed_over(reserved(chairs, 25), 25)
    handed_over(reserved(chairs, 10, "naapuri"), 10)

    def discard(number: int) -> None:
        with transaction():
            outcomes.end(
                chairs.id,
                amount(number),
                OutcomeKind.DISPOSED,
                occurred_on=city.TODAY,
                waste_code="20 03 07",
                person=city.person("koulu"),
                now=city.NOW,
            )

    with pytest.raises(NotEnoughFree):
        discard(6)
    discard(5)
    found = report(coordinator)
    assert (found["total_kg"], found["quantities"]) == ("157.500", {"pcs": "35"})
    assert found["by_step"]["disposed"] == {
        "mass_kg": "22.500",
        "entries": 1,
        "quantities": {"pcs": "5"},
    }
    assert balance(chairs) == {"free": "0", "reserved": "0", "handed_over": "35", "ended": "5"}


def test_trap_7_parts_of_a_lot_add_up_to_the_lot(coordinator: FlaskClient) -> None:
    """40 chairs of 180 kg: 25 are 112.5 kg; taken 13 + 13 + 14 they are 180,000 g again."""
    table = "nimi;luokka;kpl;kokonaispaino\nTuolit;office-chair;40;180\nTuolit;office-chair;3;100\n"
    importing.run("listings", table)
    chairs, odd = session.scalars(select(Listing).order_by(Listing.id))
    for listing, parts in ((chairs, (25, 15)), (odd, (1, 1, 1))):
        for part in parts:
            handed_over(reserved(listing, part), part)
    masses = [entry.mass.grams for entry in session.scalars(select(LedgerEntry)) if entry.mass]
    assert masses == [112_500, 67_500, 33_333, 33_334, 33_333]
    assert report(coordinator)["total_kg"] == "280.000"


def desk(giver: str, login: str, taker: str, *, on: date, origin: int | None = None) -> int:
    """A desk of 26 kg goes from one unit to another; the number of the handover."""
    with transaction():
        listing = city.listed(
            giver,
            login,
            quantity=Quantity.from_decimal(1),
            kilograms_per_measure="26",
            category="office-desk",
            origin_handover_id=origin,
        )
    claim = approved(claimed(listing, 1, taker), login)
    handover, _ = handed_over(claim, 1, login, on=on)
    return handover.id


def test_trap_8_the_way_through_a_store_counts_once(coordinator: FlaskClient) -> None:
    """School to store to library: one 26 kg, at the library; the store's leg is "moved"."""
    first = desk("syvakangas", "koulu", "varasto", on=city.TODAY)
    desk("materiaalikeskus", "varasto", "kirjasto", on=city.TODAY, origin=first)
    found = report(coordinator, f"{YEAR}&by=receiver")
    assert [(g["key"]["receiver"], g["mass_kg"]) for g in found["groups"]] == [
        ("kirjasto", "26.000")
    ]
    assert (found["total_kg"], found["by_step"]["moved"]["mass_kg"]) == ("26.000", "26.000")


def test_trap_10_what_comes_back_and_what_is_cancelled_count_nothing(
    coordinator: FlaskClient,
) -> None:
    """The reversal stands in the same year and category; a cancelled claim leaves no entry."""
    listing = listed(2, kilograms_per_measure="26")
    handed_over(reserved(listing, 1), 1, on=city.TODAY - timedelta(days=5))
    cancelled(reserved(listing, 1))
    correct(coordinator, 1, reason="Ei sopinut", takes_away="y", basis="weighed")
    found = report(coordinator, f"{YEAR}&by=category")
    assert (found["total_kg"], found["entries"], found["groups"]) == ("0.000", 0, [])
    entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    assert [(e.mass and e.mass.grams, e.occurred_on, e.category_code) for e in entries] == [
        (sign * 26_000, city.TODAY - timedelta(days=5), "school-desk") for sign in (1, -1)
    ]
    assert balance(listing)["free"] == "2"
