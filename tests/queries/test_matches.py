"""The fast searches in both directions equal the rule, whatever the data."""

import random
from datetime import timedelta
from typing import Any

import pytest

from kierto.db import session, transaction
from kierto.domain.condition import Condition
from kierto.domain.matching import Reason, meets
from kierto.domain.period import local_day
from kierto.domain.place import Place
from kierto.domain.states import ListingState, WantState
from kierto.domain.visibility import Stage
from kierto.models import Listing, Want
from kierto.queries import matches
from kierto.queries.access import viewer_of_unit
from kierto.queries.nearest import Cursor
from kierto.services import listings, wants
from tests import city, trading

pytestmark = pytest.mark.usefixtures("app")

CATEGORIES = ("school-desk", "office-chair", "school-furniture", "furniture")
GIVERS = (("syvakangas", "koulu"), ("suensaari", "naapuri"), ("puuseppa", "puuseppa"))
SEEKERS = (("kivikko", "paivakoti"), ("yhdistys", "yhdistys"), ("rakentaja", "rakentaja"))
RADII = (0, 900, 5_000, 40_000, 900_000, 25_000_000)


def wanted(**values: Any) -> Want:
    code, login = values.pop("by", SEEKERS[0])
    category = city.category(values.pop("category", "school-desk"))
    need = wants.Need(category=category, **({"radius_m": 20_000} | values))
    with transaction():
        return wants.post(city.unit(code), need, person=city.person(login), now=city.NOW)


def _somewhere(chance: random.Random) -> Place:
    """In Kemi, in Tornio, anywhere on Earth, or exactly where others are."""
    return chance.choice(
        (
            Place(65.7455, 24.5920),
            Place(65.7 + chance.random() / 10, 24.5 + chance.random() / 10),
            Place(65.8 + chance.random() / 10, 24.1 + chance.random() / 10),
            Place(chance.uniform(-90, 90), chance.uniform(-180, 180)),
            Place(90.0, 0.0),
            Place(-17.0, 179.99),
            Place(-17.0, -179.99),
        )
    )


def _day(chance: random.Random) -> Any:
    return chance.choice((None, None, city.TODAY + timedelta(days=chance.randint(-5, 9))))


def _window(chance: random.Random) -> tuple[Any, Any]:
    first, last = _day(chance), _day(chance)
    return (last, first) if first and last and last < first else (first, last)


def _random_city(chance: random.Random) -> None:
    with transaction():
        for code, login in chance.choices(GIVERS, k=40):
            first, last = _window(chance)
            listing = city.listed(
                code,
                login,
                category=chance.choice(CATEGORIES[:2]),
                place=_somewhere(chance),
                condition=chance.choice(list(Condition)),
                quantity=trading.amount(chance.randint(1, 5)),
                audience=chance.choice(list(Stage)),
                available_from=first,
                available_until=last,
            )
            if chance.random() < 0.2:
                listing.state = chance.choice(list(ListingState))
            if chance.random() < 0.2:
                listing.reserved = listing.quantity
        for code, login in chance.choices(SEEKERS + GIVERS, k=25):
            first, last = _window(chance)
            want = wants.post(
                city.unit(code),
                wants.Need(
                    category=city.category(chance.choice(CATEGORIES)),
                    radius_m=chance.choice(RADII),
                    place=_somewhere(chance),
                    condition=chance.choice(list(Condition)),
                    quantity=chance.choice((None, trading.amount(chance.randint(1, 5)))),
                    wanted_from=first,
                    wanted_until=last,
                ),
                person=city.person(login),
                now=city.NOW,
            )
            if chance.random() < 0.1:
                want.state = WantState.CLOSED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_searches_equal_the_rule(seed: int) -> None:
    _random_city(random.Random(seed))
    now = city.NOW + timedelta(days=(0, 14, 28)[seed - 1])
    every_listing, every_want = session.query(Listing).all(), session.query(Want).all()
    viewers = {want.id: viewer_of_unit(want.unit) for want in every_want}
    right = {
        (listing.id, want.id)
        for listing in every_listing
        for want in every_want
        if meets(listing, want, viewers[want.id], now, local_day(now))
    }
    assert right
    forth = {
        (match.listing.id, match.want.id)
        for want in every_want
        for match in matches.listings_for(want, now=now, limit=200)
    }
    back = {
        (match.listing.id, match.want.id)
        for listing in every_listing
        for match in matches.wants_for(listing, now=now, limit=200)
    }
    assert (forth, back) == (right, right)
    for want in every_want:
        whole = matches.listings_for(want, now=now, limit=200)
        assert whole == _in_pages(want, now, size=6)
        assert [m.distance_m for m in whole] == sorted(m.distance_m for m in whole)
    for listing in every_listing:
        found = matches.wants_for(listing, now=now, limit=200)
        assert found[:4] == matches.wants_for(listing, now=now, limit=4)


def _in_pages(want: Want, now: Any, *, size: int) -> list[matches.Match]:
    pages: list[matches.Match] = []
    after = None
    while page := matches.listings_for(want, now=now, limit=size, after=after):
        pages += page
        after = Cursor(page[-1].distance_m, page[-1].listing.id)
    return pages


def test_at_the_same_place_enough_comes_before_a_part_also_over_pages() -> None:
    with transaction():
        for number in (1, 9, 2, 8, 3, 7, 6):
            city.listed(quantity=trading.amount(number))
    want = wanted(quantity=trading.amount(5))
    pages = _in_pages(want, city.NOW, size=2)
    assert [str(match.listing.free) for match in pages] == ["9", "8", "7", "6", "1", "2", "3"]
    assert pages[0].reasons == (
        Reason.CATEGORY,
        Reason.DISTANCE,
        Reason.AMOUNT_ENOUGH,
        Reason.CONDITION,
    )
    assert Reason.AMOUNT_PART in pages[-1].reasons


def test_the_rim_belongs_to_the_circle() -> None:
    here = Place(65.7290, 24.5830)
    listing = trading.listed(1, place=Place(65.7455, 24.5920))
    metres = here.distance_to(Place(65.7455, 24.5920))
    inside, outside = int(metres) + 1, int(metres)
    assert matches.listings_for(wanted(radius_m=inside), now=city.NOW)
    assert not matches.listings_for(wanted(radius_m=outside), now=city.NOW)
    same = wanted(radius_m=0, place=Place(65.7455, 24.5920))
    assert [m.distance_m for m in matches.listings_for(same, now=city.NOW)] == [0.0]
    assert [m.want.id for m in matches.wants_for(listing, now=city.NOW)] == [same.id, 1]


def test_a_want_is_met_when_a_wider_stage_opens() -> None:
    listing = trading.listed(4, audience=Stage.OWN)
    want = wanted(by=SEEKERS[2], radius_m=200_000)
    assert matches.listings_for(want, now=city.NOW) == []
    later = city.NOW + timedelta(days=14)
    assert [m.listing for m in matches.listings_for(want, now=later)] == [listing]
    with transaction():
        listings.open_to(listing, Stage.COMPANIES, person=city.person("koulu"), now=city.NOW)
    assert [m.want for m in matches.wants_for(listing, now=city.NOW)] == [want]


def test_a_want_whose_last_day_has_passed_is_over() -> None:
    listing = trading.listed(4)
    want = wanted(wanted_until=city.TODAY)
    tomorrow = city.NOW + timedelta(days=1)
    assert matches.listings_for(want, now=city.NOW)
    assert matches.listings_for(want, now=tomorrow) == []
    assert matches.wants_for(listing, now=tomorrow) == []
