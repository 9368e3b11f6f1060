"""Finding listings: by words, by place, a page at a time, and only what the viewer may see."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask

from kierto.db import session, transaction
from kierto.domain.condition import Condition
from kierto.domain.place import Place
from kierto.domain.units import Money, Quantity
from kierto.domain.visibility import Stage, Viewer
from kierto.models import Listing
from kierto.queries.access import viewer_of
from kierto.queries.listings import Search, find
from kierto.services import claims, listings
from tests import city
from tests.city import NOW

VISITOR = Viewer()


def titles(search: Search, viewer: Viewer = VISITOR, **options: Any) -> list[str]:
    return [hit.listing.title for hit in find(search, viewer, now=NOW, **options).hits]


def listed(title: str, category: str = "whiteboard", **changes: Any) -> None:
    with transaction():
        city.listed(title=title, category=category, **changes)


@pytest.fixture
def lettered(app: Flask) -> None:
    for title in (
        "Äänieristyslevy",
        "PÖYTÄ",
        "Työpöytä",
        "Åbo-hylly",
        "Šakkipo\u0308yta\u0308",
        "Po\u0308yta\u0308, tammea",
    ):
        listed(title)


@pytest.mark.parametrize("words", ["pöytä", "Pöytä", "PÖYTÄ", "po\u0308yta\u0308", "  pöytä  "])
def test_capitals_and_composed_letters_do_not_matter(lettered: None, words: str) -> None:
    assert titles(Search(words=words)) == ["Pöytä, tammea", "Šakkipöytä", "Työpöytä", "PÖYTÄ"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("äänieristys", ["Äänieristyslevy"]),
        ("ÄÄNI", ["Äänieristyslevy"]),
        ("åbo", ["Åbo-hylly"]),
        ("šakki", ["Šakkipöytä"]),
        ("pöytä tammea", ["Pöytä, tammea"]),
        ("tammea pöytä", ["Pöytä, tammea"]),
        ("pöytä kuusta", []),
    ],
)
def test_every_word_must_be_there(lettered: None, words: str, found: list[str]) -> None:
    assert titles(Search(words=words)) == found


def test_letters_without_marks_are_a_second_attempt_and_said_to_be_one(lettered: None) -> None:
    exact = find(Search(words="pöytä"), VISITOR, now=NOW)
    second = find(Search(words="poyta"), VISITOR, now=NOW)
    assert (exact.plain, second.plain) == (False, True)
    assert [h.listing.id for h in second.hits] == [h.listing.id for h in exact.hits]


def test_other_letters_are_never_an_exact_hit(lettered: None) -> None:
    listed("sakki")
    assert titles(Search(words="sakki")) == ["sakki"]
    assert find(Search(words="säkki"), VISITOR, now=NOW).plain is True


@pytest.fixture
def odd(app: Flask) -> None:
    for title in ("Alennus 50 %", "koodi A_1", "koodi AB1", "C:\\tarvike", "Mikan 'vanha' tuoli"):
        listed(title)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("%", ["Alennus 50 %"]),
        ("50 %", ["Alennus 50 %"]),
        ("％", ["Alennus 50 %"]),
        ("_", ["koodi A_1"]),
        ("A_1", ["koodi A_1"]),
        ("\\", ["C:\\tarvike"]),
        ("'", ["Mikan 'vanha' tuoli"]),
        ('"', []),
        ("/", []),
        ("x" * 10_000, []),
        ("💺", []),
        ("\x00", ["Mikan 'vanha' tuoli", "C:\\tarvike", "koodi AB1", "koodi A_1", "Alennus 50 %"]),
        (" \t\u00a0 ", ["Mikan 'vanha' tuoli", "C:\\tarvike", "koodi AB1", "koodi A_1",
                        "Alennus 50 %"]),
    ],
)  # fmt: skip
def test_signs_are_plain_letters_and_blanks_filter_nothing(
    odd: None, words: str, found: list[str]
) -> None:
    assert titles(Search(words=words)) == found


def test_a_category_is_found_by_its_name_in_three_languages(app: Flask) -> None:
    listed("Yläkoulun luokasta", "school-desk")
    for words in ("pulpetti", "pulpet", "school desk"):
        assert titles(Search(words=words)) == ["Yläkoulun luokasta"]


def scattered(number: int) -> None:
    """Listings around Kemi, some at one and the same point, some without a place."""
    dice = Random(4)
    for index in range(number):
        place = Place(65.7 + dice.random() / 3, 24.4 + dice.random() / 2)
        listed(f"{index}", place=Place(65.75, 24.6) if index % 5 == 0 else place)
    with transaction():
        for listing in session.query(Listing).filter(Listing.title.in_(["3", "7"])):
            listing.place = None


def test_pages_by_distance_are_the_exact_order_without_gap_or_repeat(app: Flask) -> None:
    scattered(30)
    centre = Place(65.7455, 24.5920)
    search = Search(near=centre, radius_m=20_000)
    seen, cursor = [], None
    while True:
        page = find(search, VISITOR, now=NOW, limit=4, cursor=cursor)
        seen += [(hit.distance_m, hit.listing.id) for hit in page.hits]
        cursor = page.after
        if cursor is None:
            break
    near, unplaced = [], []
    for listing in session.query(Listing):
        if listing.place is None:
            unplaced.append((None, listing.id))
        elif (metres := listing.place.distance_to(centre)) <= 20_000:
            near.append((metres, listing.id))
    assert seen == sorted(near) + sorted(unplaced, key=lambda pair: pair[1])
    assert (page.total, page.unplaced) == (len(near) + 2, 2)


def test_pages_of_the_newest_are_whole_when_many_came_at_once(app: Flask) -> None:
    for index in range(9):
        listed(f"{index}", now=NOW - timedelta(hours=index // 4))
    seen, cursor = [], None
    while True:
        page = find(Search(), VISITOR, now=NOW, limit=2, cursor=cursor)
        seen += [hit.listing.title for hit in page.hits]
        cursor = page.after
        if cursor is None:
            break
    assert seen == ["3", "2", "1", "0", "7", "6", "5", "4", "8"]


@pytest.mark.parametrize("radius_km", [0, 1, 5])
def test_the_same_point_is_at_distance_zero_and_inside_every_radius(
    app: Flask, radius_km: int
) -> None:
    for place in (Place(60.5544, 24.9), Place(60.1714, 24.9316)):
        listed(f"{place.latitude}", place=place)
        page = find(Search(near=place, radius_m=radius_km * 1000.0), VISITOR, now=NOW)
        assert [(hit.listing.title, hit.distance_m) for hit in page.hits] == [
            (f"{place.latitude}", 0.0)
        ]
        assert page.total == 1


def test_zero_is_a_coordinate_like_any_other(app: Flask) -> None:
    listed("päiväntasaaja", place=Place(0.0, 24.9))
    listed("nollameridiaani", place=Place(60.0, 0.0))
    page = find(Search(near=Place(60.0, 0.0)), VISITOR, now=NOW)
    expected = Place(60.0, 0.0).distance_to(Place(0.0, 24.9))
    assert [(hit.listing.title, hit.distance_m) for hit in page.hits] == [
        ("nollameridiaani", 0.0),
        ("päiväntasaaja", expected),
    ]


def test_each_filter_narrows(app: Flask) -> None:
    with transaction():
        city.listed(title="hyvä", condition=Condition.GOOD)
        city.listed(title="kulunut", condition=Condition.FAIR)
        city.listed("kirjasto", "kirjasto", title="maksaa", price=Money.from_euros(5))
        taken = city.listed(title="varattu", quantity=Quantity.from_decimal(2))
        city.listed(title="ovi", category="interior-door", condition=Condition.UNUSED)
    with transaction():
        kivikko, pia = city.unit("kivikko"), city.person("paivakoti")
        claims.request(taken.id, kivikko, Quantity.from_decimal(2), person=pia, now=NOW)
    every = ["ovi", "varattu", "maksaa", "kulunut", "hyvä"]
    assert titles(Search()) == every
    assert titles(Search(condition=Condition.GOOD)) == ["ovi", "varattu", "maksaa", "hyvä"]
    assert titles(Search(category=city.category("building-parts"))) == ["ovi"]
    assert titles(Search(category=city.category("furniture"))) == every[1:]
    assert titles(Search(unit_id=city.unit("kirjasto").id)) == ["maksaa"]
    assert titles(Search(only_gratis=True)) == ["ovi", "varattu", "kulunut", "hyvä"]
    assert titles(Search(only_available=True)) == ["ovi", "maksaa", "kulunut", "hyvä"]


def test_what_is_over_or_taken_back_is_not_found(app: Flask) -> None:
    with transaction():
        city.listed(title="ohi", available_until=city.TODAY - timedelta(days=1))
        city.listed(title="tänään", available_until=city.TODAY)
        gone = city.listed(title="pois")
    with transaction():
        listings.withdraw(gone, person=city.person("koulu"), now=NOW)
    assert titles(Search()) == ["tänään"]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        (None, ["kaikki"]),
        ("puuseppa", ["kaikki", "yritykset"]),
        ("naapuri", ["kaikki", "yritykset", "kumppanit"]),
        ("paivakoti", ["kaikki", "yritykset", "kumppanit", "oma"]),
    ],
)
def test_a_stage_that_has_not_opened_is_neither_shown_nor_counted(
    app: Flask, login: str | None, seen: list[str]
) -> None:
    with transaction():
        for title, audience in (
            ("oma", Stage.OWN),
            ("kumppanit", Stage.PARTNERS),
            ("yritykset", Stage.COMPANIES),
            ("kaikki", Stage.PUBLIC),
        ):
            city.listed(title=title, audience=audience)
    viewer = viewer_of(city.person(login) if login else None)
    page = find(Search(), viewer, now=NOW)
    assert [hit.listing.title for hit in page.hits] == seen
    assert page.total == len(seen)


@pytest.mark.parametrize("cursor", ["", "x", "placed:nan:1", "newest:-1:2", "placed:1e400:1", "::"])
def test_a_broken_cursor_begins_at_the_first_page(app: Flask, cursor: str) -> None:
    listed("yksi")
    assert titles(Search(), cursor=cursor) == ["yksi"]
    assert titles(Search(near=Place(65.7, 24.6)), cursor=cursor) == ["yksi"]
