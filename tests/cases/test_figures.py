"""K08, K20 and K22: weights and days are what people mean, on every way in."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.units import Mass, MassBasis
from kierto.models import Factor, Handover, Listing
from tests import city, importing
from tests.browsing import sign_in
from tests.trading import handed_over, listed, reserved
from tests.views.posting import answers, refusals, value_of

BOTH_DATABASES = False

WEIGHTS = (
    ("4,20", "4.20"),
    ("0,75", "0.75"),
    ("1 234,56", "1234.56"),
    ("1\u00a0234,56", "1234.56"),
    ("1\u202f234,56", "1234.56"),
    ("1.234,56", "1234.56"),
    ("12.5", "12.5"),
    ("1,800", "1.8"),
    ("1,2,3", None),
    ("12 kg", None),
    ("1.500", None),
)


@pytest.mark.parametrize(("text", "kilograms"), WEIGHTS)
def test_k08_form_and_import_read_a_weight_alike(
    client: FlaskClient, text: str, kilograms: str | None
) -> None:
    """4,20 is 4.20 and 1 234,56 is 1234.56; 1,2,3 and 12 kg are refused where they stand."""
    sign_in(client, "koulu")
    answer = client.post("/listings/new", data=answers(kilograms=text))
    table = f"nimi;luokka;kpl;paino\nTuoli;office-chair;2;{text}\n"
    result = importing.run("listings", table)
    stored = [each.kilograms_per_measure for each in session.scalars(select(Listing))]
    if kilograms is None:
        assert (answer.status_code, len(refusals(answer)), stored) == (422, 1, [])
        (error,) = importing.errors(result)
        assert error[:3] == (2, "paino", text)
    else:
        assert (answer.status_code, importing.errors(result)) == (303, [])
        assert stored == [Decimal(kilograms)] * 2


def test_k08_an_empty_weight_is_unknown_on_both(client: FlaskClient) -> None:
    """Not 0: nothing tells the mass of unsorted things, so it is missing."""
    sign_in(client, "koulu")
    client.post("/listings/new", data=answers(kilograms="", category="unsorted"))
    importing.run("listings", "nimi;luokka;kpl;paino\nErä;unsorted;2;\n")
    stored = session.scalars(select(Listing)).all()
    assert [(each.mass, each.mass_basis) for each in stored] == [(None, MassBasis.MISSING)] * 2


def report(client: FlaskClient, first: str, last: str) -> Any:
    return client.get(f"/reports/reuse.json?from={first}&to={last}").json


def test_k20_a_scale_beats_the_estimate_and_units_are_one_mass(client: FlaskClient) -> None:
    """4 of 25 kg: estimated 100, counted 93.5; 0.25 t = 250 kg = 250 000 g; unknown is apart."""
    handed_over(reserved(listed(4, kilograms_per_measure="25"), 4), 4, weighed="93.5")
    handover = session.scalars(select(Handover)).one()
    assert (handover.estimated_mass, handover.weighed_mass) == (Mass(100_000), Mass(93_500))
    table = (
        "date;item;category;t;kg\n2026-03-01;a;unsorted;0,25;\n"
        "2026-03-01;b;unsorted;;250\n2026-03-01;c;unsorted;;250 000 g\n"
    )
    assert importing.errors(importing.run("handovers", table)) == []
    handed_over(reserved(listed(3, category="unsorted"), 3), 3)
    with time_machine.travel(city.NOW):
        sign_in(client, "ymparisto")
        found = report(client, "2026-01-01", "2026-12-31")
    assert (found["total_kg"], found["by_basis"]["weighed"]) == ("843.500", "93.500")
    assert found["without_mass"] == {"entries": 1, "quantities": {"pcs": "3"}}


def test_k20_a_new_unit_weight_leaves_past_reports_alone(client: FlaskClient) -> None:
    """The average of 3 desks stays what it was when they moved."""
    handed_over(reserved(listed(3), 3), 3)
    with time_machine.travel(city.NOW):
        sign_in(client, "ymparisto")
        before = report(client, "2026-01-01", "2026-12-31")
        with transaction():
            for factor in session.scalars(select(Factor).where(Factor.key.like("w_%"))):
                factor.value = Decimal(999)
        assert report(client, "2026-01-01", "2026-12-31")["total_kg"] == before["total_kg"]
    assert Decimal(before["total_kg"]) > 0


INSTANTS = (
    ("2026-12-31T21:59:59+00:00", 1),
    ("2026-12-31T22:00:00+00:00", 20),
    ("2026-12-31T22:30:00+00:00", 300),
    ("2026-12-31T23:59:59.900000+00:00", 4_000),
)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_k22_new_year_begins_at_midnight_in_finland(
    app: Flask, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """2026 and December hold the first handover only, 2027 and January the other three."""
    claims = [reserved(listed(10), 4) for _ in INSTANTS]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for claim, (text, kilograms) in zip(claims, INSTANTS, strict=True):
            with time_machine.travel(datetime.fromisoformat(text), tick=False):
                client = app.test_client()
                sign_in(client, "koulu")
                address = f"/claims/{claim.id}/handover"
                day = value_of(client.get(address), "occurred_on")
                data = {"quantity": "4", "mass_kg": str(kilograms), "occurred_on": day}
                assert client.post(address, data=data | {"rest": "stays"}).status_code == 303
        with time_machine.travel(datetime(2027, 2, 1, tzinfo=UTC) + timedelta(hours=9)):
            client = app.test_client()
            sign_in(client, "ymparisto")
            found = {
                period: report(client, *period)["total_kg"]
                for period in (
                    ("2026-01-01", "2026-12-31"),
                    ("2026-12-01", "2026-12-31"),
                    ("2027-01-01", "2027-12-31"),
                    ("2027-01-01", "2027-01-31"),
                    ("2000-01-01", "2026-12-31"),
                    ("2026-01-01", "2027-12-31"),
                )
            }
    finally:
        monkeypatch.undo()
        time.tzset()
    assert list(found.values()) == ["1.000", "1.000", "4320.000", "4320.000", "1.000", "4321.000"]
