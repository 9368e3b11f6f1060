"""Traps 11 to 21 of counting reuse: corrections, factors, whose reuse it is, what is not known."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update

from kierto.db import session, transaction
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.models import Factor, FactorSet, Handover, LedgerEntry, Unit, WastePermit
from tests import bookkeeping, city
from tests.browsing import sign_in
from tests.trading import handed_over, listed, reserved
from tests.views.posting import answers, refusals, value_of

BOTH_DATABASES = False
YEAR = "from=2026-01-01&to=2026-12-31"


@pytest.fixture
def coordinator(client: FlaskClient, city_time: None) -> FlaskClient:
    sign_in(client, "ymparisto")
    return client


def report(client: FlaskClient, query: str = YEAR) -> Any:
    return client.get(f"/reports/reuse.json?{query}").json


def test_trap_11_a_closed_year_and_its_correction_both_stay_readable(client: FlaskClient) -> None:
    """12.340 t as of 31 January, 12.232 t with the reason in March; never both in one sum."""
    bookkeeping.write(grams=12_220_000, now=datetime(2027, 1, 10, tzinfo=UTC))
    wrong = bookkeeping.write(grams=120_000, now=datetime(2027, 1, 11, tzinfo=UTC))
    with time_machine.travel(datetime(2027, 3, 5, 10, tzinfo=UTC)):
        sign_in(client, "ymparisto")
        data = {"mass": "12", "basis": "weighed", "reason": "Pilkku väärässä"}
        client.post(f"/ledger/{wrong.id}/correct", data=data)
        assert report(client)["total_kg"] == "12232.000"
        assert report(client, f"{YEAR}&as_of=2027-01-31")["total_kg"] == "12340.000"
        assert report(client, "from=2027-01-01&to=2027-12-31")["total_kg"] == "0.000"
        assert "Pilkku väärässä" in client.get(f"/ledger/{wrong.id}").text


def test_trap_12_a_new_factor_set_leaves_what_was_recorded(coordinator: FlaskClient) -> None:
    """The figure stays as it was; only what is recorded later takes the new factors."""
    bookkeeping.write()
    before = report(coordinator)["co2e"]
    with transaction():
        newer = FactorSet(name="2027", valid_from=date(2026, 1, 1), created_at=city.NOW)
        session.add(newer)
        session.flush()
        columns = [c.key for c in Factor.__table__.columns if c.key not in {"id", "factor_set_id"}]
        for old in session.scalars(select(Factor).where(Factor.factor_set_id != newer.id)).all():
            values = {name: getattr(old, name) for name in columns}
            value = None if old.value is None else old.value * 2
            session.add(Factor(**(values | {"factor_set_id": newer.id, "value": value})))
    assert report(coordinator)["co2e"] == before
    bookkeeping.write()
    assert float(report(coordinator)["co2e"]["gross_kg"]) == 3 * float(before["gross_kg"])


def test_trap_13_within_the_city_is_internal_reuse(coordinator: FlaskClient) -> None:
    """School to day-care counts as reuse and stands under internal alone."""
    handed_over(reserved(listed(1, kilograms_per_measure="26"), 1), 1)
    found = report(coordinator)
    assert found["total_kg"] == "26.000"
    assert {key: sums["mass_kg"] for key, sums in found["by_direction"].items()} == {
        "internal": "26.000"
    }


def test_trap_14_a_merger_does_not_rewrite_whom_it_went_to(coordinator: FlaskClient) -> None:
    """To a company is external, also after the company has become a part of the city."""
    handed_over(reserved(listed(1, kilograms_per_measure="26"), 1, "puuseppa"), 1)
    with transaction():
        kemi = city.unit("kaupunki").organisation_id
        session.execute(update(Unit).where(Unit.code == "puuseppa").values(organisation_id=kemi))
    found = report(coordinator, f"{YEAR}&by=receiver")
    assert {key: sums["mass_kg"] for key, sums in found["by_direction"].items()} == {
        "external": "26.000"
    }
    entry = session.scalars(select(LedgerEntry)).one()
    assert entry.receiver_organisation == "Perämeren puuseppä Oy"


def test_trap_15_what_a_dealer_keeps_for_sale_is_not_reused_yet(coordinator: FlaskClient) -> None:
    """A unit that only keeps and passes on gets "moved"; reuse is counted at the next owner."""
    with transaction():
        city.unit("rakentaja").is_store = True
    handed_over(reserved(listed(1, kilograms_per_measure="26"), 1, "rakentaja"), 1)
    found = report(coordinator)
    assert found["total_kg"] == "0.000"
    assert found["by_step"]["moved"]["mass_kg"] == "26.000"


def test_trap_16_what_is_taken_for_scrap_is_recycling(coordinator: FlaskClient) -> None:
    """Only to somebody with a permit for the code, and never in the sum of reuse."""
    scrap = {
        "category": "steel-cupboard",
        "legal_status": LegalStatus.WASTE,
        "recovery": Recovery.RECYCLING,
        "waste_code": "20 01 40",
        "kilograms_per_measure": "45",
    }
    with transaction():
        permit = WastePermit(
            organisation_id=city.unit("rakentaja").organisation_id,
            waste_code="20 01 40",
            reference="LAP-1",
            valid_from=city.TODAY - timedelta(days=1),
        )
        session.add(permit)
    handed_over(reserved(listed(2, **scrap), 2, "rakentaja"), 2)
    found = report(coordinator)
    assert (found["total_kg"], found["by_step"]["recycling"]["mass_kg"]) == ("0.000", "90.000")


def test_trap_17_the_year_is_that_of_the_local_day(client: FlaskClient) -> None:
    """Recorded 2026-12-31T22:30:00Z without another day, it belongs to 2027."""
    claim = reserved(listed(1, kilograms_per_measure="26"), 1)
    with time_machine.travel(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)):
        sign_in(client, "koulu")
        address = f"/claims/{claim.id}/handover"
        day = value_of(client.get(address), "occurred_on")
        client.post(address, data={"quantity": "1", "occurred_on": day, "rest": "stays"})
        sign_in(client, "ymparisto")
        assert report(client)["total_kg"] == "0.000"
        assert report(client, "from=2027-01-01&to=2027-12-31")["total_kg"] == "26.000"


def test_trap_18_a_late_confirmation_leaves_the_day_where_it_was(client: FlaskClient) -> None:
    """Handed over on 30 December, confirmed on 8 January: it is of 2026."""
    claim = reserved(listed(1, kilograms_per_measure="26"), 1)
    moved = datetime(2026, 12, 30, 12, tzinfo=UTC)
    handed_over(claim, 1, on=moved.date(), now=moved)
    with time_machine.travel(datetime(2027, 1, 8, 12, tzinfo=UTC)):
        sign_in(client, "paivakoti")
        client.post("/handovers/1/confirm")
        sign_in(client, "ymparisto")
        assert report(client)["total_kg"] == "26.000"
    handover = session.scalars(select(Handover)).one()
    assert handover.receiver_confirmed_at is not None
    assert handover.receiver_confirmed_at.date() == date(2027, 1, 8)


def test_trap_19_a_volume_without_density_asks_for_a_weight(client: FlaskClient) -> None:
    """3 m³ of metal could be 189 or 23,550 kg: it is refused until somebody weighs it."""
    sign_in(client, "koulu")
    metal = answers(title="Metalliromua", category="sheet-metal", measure="m3", quantity="3")
    answer = client.post("/listings/new", data=metal)
    assert (answer.status_code, len(refusals(answer))) == (422, 1)
    assert client.post("/listings/new", data=metal | {"kilograms": "593"}).status_code == 303


def test_trap_20_an_unknown_weight_is_counted_in_pieces(coordinator: FlaskClient) -> None:
    """Neither zero nor an average in silence: "n pieces without mass" on page and in data."""
    handed_over(reserved(listed(7, category="unsorted"), 7), 7)
    found = report(coordinator, f"{YEAR}&by=category")
    assert (found["total_kg"], found["without_mass"]) == (
        "0.000",
        {"entries": 1, "quantities": {"pcs": "7"}},
    )
    assert [group["mass_kg"] for group in found["groups"]] == [None]
    assert "paino puuttuu" in coordinator.get(f"/reports?{YEAR}").text


def test_trap_21_an_empty_factor_lowers_the_coverage(coordinator: FlaskClient) -> None:
    """The mass is counted, the category is named as missing, and nothing becomes zero."""
    bookkeeping.write(grams=3_000)
    bookkeeping.write(grams=1_000, category="unsorted", factor_key=None)
    found = report(coordinator)
    assert (found["total_kg"], found["co2e"]["coverage"]) == ("4.000", "0.7500")
    assert [(one["category"], one["mass_kg"]) for one in found["missing_factors"]] == [
        ("unsorted", "1.000")
    ]
    without = report(coordinator, "from=2025-01-01&to=2025-12-31")
    assert without["co2e"]["gross_kg"] is None
