"""A certificate says what there was when somebody looked before buying."""

from datetime import date, timedelta
from typing import Any

import pytest

from kierto.db import session, transaction
from kierto.domain.certificate import Finding
from kierto.domain.condition import Condition
from kierto.domain.errors import NotAllowed
from kierto.domain.visibility import Stage
from kierto.models import Certificate, Want
from kierto.services import certificates, listings
from kierto.services.certificates import WhyNotNeeded
from kierto.services.submissions import KeyReused
from kierto.services.wants import Need
from tests import city
from tests.trading import amount, claimed, listed

pytestmark = pytest.mark.usefixtures("app")


def need(**changes: Any) -> Need:
    values: dict[str, Any] = {
        "category": city.category("school-furniture"),
        "radius_m": 10_000,
        "quantity": amount(6),
        "condition": Condition.GOOD,
    }
    return Need(**(values | changes))


def issued(login: str = "paivakoti", unit: str = "kivikko", **values: Any) -> Certificate:
    asked = {name: values.pop(name) for name in list(values) if name in Need.__annotations__}
    with transaction():
        return certificates.issue(
            city.unit(unit), need(**asked), person=city.person(login), now=city.NOW, **values
        )


def test_nothing_there_is_recorded_with_what_was_searched() -> None:
    found = issued(purpose="  Kuusi pulpettia\n")
    assert (found.finding, found.looked_at, found.suitable, found.nearest) == (
        Finding.NOTHING,
        0,
        0,
        [],
    )
    assert (found.number, found.purpose, found.reason) == ("T2026-000001", "Kuusi pulpettia", "")
    assert (found.issued_on, found.valid_until) == (city.TODAY, date(2026, 12, 25))
    assert (found.unit.code, found.author and found.author.name) == ("kivikko", "Pia Päivä")
    assert len(found.code) >= 24
    assert session.query(Want).count() == 0


def test_what_was_nearest_is_kept_with_why_it_did_not_suit() -> None:
    listed(30, code="suensaari", login="naapuri", title="Kaukana")
    listed(30, condition=Condition.FAIR, title="Kulunut")
    found = issued(quantity=amount(40))
    assert (found.finding, found.looked_at, found.suitable) == (Finding.NOTHING, 2, 0)
    assert [(n["title"], n["free"], n["shortcomings"]) for n in found.nearest] == [
        ("Kulunut", 30_000, ["worse_condition", "too_few"]),
        ("Kaukana", 30_000, ["too_far", "too_few"]),
    ]
    assert [n["distance_m"] < 10_000 for n in found.nearest] == [True, False]


def test_it_stays_as_it_was_when_the_listing_changes() -> None:
    listing = listed(30, condition=Condition.FAIR)
    found = issued()
    before = list(found.nearest)
    with transaction():
        listings.withdraw(listing, person=city.person("koulu"), now=city.NOW)
    session.refresh(found)
    assert found.nearest == before
    assert found.looked_at == 1


def test_what_would_suit_needs_a_reason() -> None:
    listed(30)
    with pytest.raises(WhyNotNeeded):
        issued(reason="  ")
    assert session.query(Certificate).count() == 0
    found = issued(reason="Korkeus ei säädy")
    assert (found.finding, found.suitable, found.reason) == (
        Finding.UNSUITABLE,
        1,
        "Korkeus ei säädy",
    )
    assert found.nearest[0]["shortcomings"] == []


def test_what_is_all_promised_or_not_yet_open_to_the_unit_was_not_there() -> None:
    claimed(listed(5), 5, "kirjasto")
    listed(30, code="suensaari", login="naapuri", audience=Stage.OWN)
    found = issued(radius_m=1_500_000)
    assert (found.finding, found.looked_at) == (Finding.NOTHING, 0)


def test_one_key_makes_one_certificate_and_no_other() -> None:
    first, again = issued(key="k"), issued(key="k")
    assert first.id == again.id
    assert session.query(Certificate).count() == 1
    with pytest.raises(KeyReused):
        issued(key="k", quantity=amount(7))


def test_it_is_for_those_who_may_tell_the_needs_of_the_unit() -> None:
    for login in ("koulu", "auditoija", "puuseppa"):
        with pytest.raises(NotAllowed):
            issued(login)


def test_the_last_day_is_thirty_days_on() -> None:
    assert issued().valid_until - city.TODAY == timedelta(days=30)
