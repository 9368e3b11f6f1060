"""Standing needs."""

from datetime import timedelta
from typing import Any

import pytest

from kierto.db import transaction
from kierto.domain.condition import Condition
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.place import Place
from kierto.domain.states import WantState
from kierto.models import Want
from kierto.services import wants
from tests import city, trading

pytestmark = pytest.mark.usefixtures("app")


def need(**values: Any) -> wants.Need:
    usual: dict[str, Any] = {"category": city.category("school-desk"), "radius_m": 20_000}
    return wants.Need(**(usual | values))


def wanted(code: str = "kivikko", login: str = "paivakoti", **values: Any) -> Want:
    key = values.pop("key", None)
    with transaction():
        return wants.post(
            city.unit(code), need(**values), person=city.person(login), now=city.NOW, key=key
        )


def test_a_want_is_searched_around_the_units_own_site() -> None:
    want = wanted(quantity=trading.amount(6), note=" matalia ")
    assert (
        want.state,
        want.place,
        want.place_name,
        want.radius_m,
        want.radius_class,
        want.condition,
        want.condition_rank,
        want.note,
        want.last_category,
    ) == (
        WantState.OPEN,
        Place(65.7290, 24.5830),
        "Kivikon päiväkoti",
        20_000,
        1,
        Condition.REPAIRABLE,
        3,
        "matalia",
        city.category("school-desk").last,
    )


def test_another_place_may_be_told() -> None:
    want = wanted(place=Place(65.85, 24.15), place_name="Tornio")
    assert (want.place, want.place_name) == (Place(65.85, 24.15), "Tornio")


@pytest.mark.parametrize("radius_m", [0, 25_000_000])
def test_the_smallest_and_the_largest_distance_are_taken(radius_m: int) -> None:
    assert wanted(radius_m=radius_m).radius_m == radius_m


def test_what_makes_no_sense_is_refused() -> None:
    for radius_m in (-1, 25_000_001):
        with pytest.raises(wants.RadiusOutOfRange):
            wanted(radius_m=radius_m)
    for number in (0, -1):
        with pytest.raises(wants.NothingWanted):
            wanted(quantity=trading.amount(number))
    with pytest.raises(wants.DatesReversed):
        wanted(wanted_from=city.TODAY, wanted_until=city.TODAY - timedelta(days=1))


def test_a_unit_without_a_place_says_so() -> None:
    with transaction():
        city.unit("kivikko").site = None
    with pytest.raises(wants.PlaceUnknown):
        wanted()


def test_nobody_wants_for_a_unit_that_is_not_theirs() -> None:
    for login in ("koulu", "naapuri", "auditoija", "katselija", "kuljetus"):
        with pytest.raises(NotAllowed):
            wanted(login=login)


def test_a_want_is_changed_ended_and_looked_for_again() -> None:
    want = wanted()
    person, later = city.person("paivakoti"), city.NOW + timedelta(days=1)
    with transaction():
        wants.change(
            want,
            need(radius_m=200_000, condition=Condition.GOOD, quantity=trading.amount(2)),
            person=person,
            now=later,
        )
    assert (want.radius_class, want.condition_rank, str(want.quantity), want.changed_at) == (
        3,
        1,
        "2",
        later,
    )
    for _ in range(2):
        with transaction():
            wants.close(want, met=True, person=person, now=later)
    assert want.state is WantState.MET
    with pytest.raises(ForbiddenChange), transaction():
        wants.close(want, met=False, person=person, now=later)
    with transaction():
        wants.reopen(want, person=person, now=later)
    assert want.state is WantState.OPEN
    with pytest.raises(NotAllowed), transaction():
        wants.close(want, met=True, person=city.person("koulu"), now=later)


def test_repeating_a_want_with_its_key_is_one_want() -> None:
    assert len({wanted(key="napsautus").id for _ in range(3)}) == 1
