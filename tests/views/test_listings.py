"""Finding and looking at listings, as different people see them."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import session, transaction
from kierto.domain.place import Place
from kierto.domain.states import ListingState
from kierto.domain.units import Money, Quantity
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Listing
from kierto.services import claims, listings, wants
from tests import city
from tests.browsing import sign_in


def now() -> datetime:
    return datetime.now(UTC)


def listed(*args: Any, **changes: Any) -> int:
    with transaction():
        return city.listed(*args, now=now(), **changes).id


def cards(client: FlaskClient, query: str = "") -> list[str]:
    """The titles on the find page, in order."""
    answer = client.get(f"/listings{query}")
    assert answer.status_code == 200
    found = re.findall(r'<a class="card__link" href="/listings/\d+">(.*?)</a>', answer.text)
    return [unescape(title) for title in found]


@pytest.fixture
def three(app: Flask) -> None:
    listed(title="Kemissä", place=Place(65.7364, 24.5637))
    listed(title="Torniossa", place=Place(65.8481, 24.1466))
    listed(title="Rovaniemellä", place=Place(66.5, 25.73))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Rovaniemellä", "Torniossa", "Kemissä"]),
        ("?near=Tornio", ["Torniossa", "Kemissä"]),
        ("?near=Tornio&radius_km=", ["Torniossa", "Kemissä", "Rovaniemellä"]),
        ("?near=65.8481,24.1466&radius_km=5", ["Torniossa"]),
        ("?near=65,8481;+24,1466&radius_km=5", ["Torniossa"]),
        ("?near=Tornio&order=newest", ["Rovaniemellä", "Torniossa", "Kemissä"]),
        ("?q=kemi", ["Kemissä"]),
        ("?near=Olematon", ["Rovaniemellä", "Torniossa", "Kemissä"]),
        ("?near=99,99", ["Rovaniemellä", "Torniossa", "Kemissä"]),
        ("?category=furniture&condition=good&unit=syvakangas", ["Rovaniemellä", "Torniossa",
                                                                 "Kemissä"]),
        ("?category=timber", []),
        ("?category=nonsense&condition=x&unit=x&radius_km=x&order=x&cursor=x",
         ["Rovaniemellä", "Torniossa", "Kemissä"]),
    ],
)  # fmt: skip
def test_a_visitor_finds_by_place_and_words(
    client: FlaskClient, three: None, query: str, found: list[str]
) -> None:
    assert cards(client, query) == found


def test_a_person_finds_from_their_own_unit(client: FlaskClient, three: None) -> None:
    sign_in(client, "naapuri")
    assert cards(client) == ["Torniossa", "Kemissä"]
    assert "Lähimmät ensin: Suensaaren koulu" in client.get("/listings").text


def test_an_ambiguous_place_is_asked(client: FlaskClient, three: None) -> None:
    text = client.get("/listings?near=Tikkala&q=kemi").text
    assert text.count('href="/listings?near=') >= 2 or text.count("near=6") >= 2
    assert "Nimi ”Tikkala” on usealla paikalla." in unescape(text)


def test_the_next_page_is_a_link_that_can_be_shared(client: FlaskClient) -> None:
    for index in range(30):
        listed(title=f"Tuoli {index}", place=Place(65.7 + index / 1000, 24.6))
    first = client.get("/listings?near=65.7,24.6&q=tuoli").text
    (link,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert cards(client, "?near=65.7,24.6&q=tuoli") == [f"Tuoli {n}" for n in range(24)]
    assert cards(client, unescape(link).removeprefix("/listings")) == [
        f"Tuoli {n}" for n in range(24, 30)
    ]
    assert "30 ilmoitusta" in first


def test_nothing_found_says_what_to_do(client: FlaskClient, three: None) -> None:
    text = client.get("/listings?q=olematon&near=Tornio").text
    assert "Täällä ei ole vielä mitään" in text
    assert "Hae koko maasta" in text and "Tyhjennä haku" in text


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Stage.OWN, {"koulu", "paivakoti", "auditoija"}),
        (Stage.PARTNERS, {"koulu", "paivakoti", "auditoija", "naapuri"}),
        (Stage.COMPANIES, {"koulu", "paivakoti", "auditoija", "naapuri", "puuseppa"}),
        (Stage.PUBLIC, {"koulu", "paivakoti", "auditoija", "naapuri", "puuseppa", None}),
    ],
)
def test_a_listing_opens_to_those_whose_stage_has_come(
    app: Flask, audience: Stage, seen_by: set[str | None]
) -> None:
    number = listed(title="Salainen lipasto", audience=audience)
    seen = set()
    for login in (None, "koulu", "paivakoti", "auditoija", "naapuri", "puuseppa"):
        client = app.test_client()
        if login:
            sign_in(client, login)
        answer = client.get(f"/listings/{number}")
        assert answer.status_code in {200, 404}
        assert ("Salainen lipasto" in answer.text) == (answer.status_code == 200)
        assert ("Salainen lipasto" in cards(client)) == (answer.status_code == 200)
        if answer.status_code == 200:
            seen.add(login)
    assert seen == seen_by


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30, "-1", "x", "1.5"])
def test_an_address_of_no_listing_is_a_plain_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/listings/{number}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("get", "/edit"), ("post", "/edit"), ("post", "/withdraw"),
        ("post", "/reopen"), ("post", "/open"), ("post", "/photos"),
    ],
)  # fmt: skip
def test_what_is_not_open_to_somebody_tells_and_does_nothing(
    client: FlaskClient, method: str, path: str
) -> None:
    number = listed(title="Salainen lipasto", audience=Stage.OWN)
    sign_in(client, "puuseppa")
    answer = getattr(client, method)(f"/listings/{number}{path}")
    assert (answer.status_code, "Salainen" in answer.text) == (404, False)


@pytest.mark.parametrize("path", ["/edit", "/withdraw", "/reopen", "/open", "/photos"])
def test_another_unit_may_look_and_not_change(client: FlaskClient, path: str) -> None:
    number = listed()
    version = session.get_one(Listing, number).version
    sign_in(client, "kirjasto")
    assert client.get(f"/listings/{number}").status_code == 200
    answer = client.post(f"/listings/{number}{path}", data={"stage": "public", "title": "Minun"})
    assert answer.status_code == 403
    listing = session.get_one(Listing, number)
    assert (listing.title, listing.version, listing.state, listing.photos) == (
        "Pulpetteja", version, ListingState.OPEN, []
    )  # fmt: skip


def test_the_page_tells_what_there_is(client: FlaskClient) -> None:
    number = listed(price=Money.from_euros(5), description="Korkeus 76 cm\nKansi tammea")
    sign_in(client, "paivakoti")
    with transaction():
        claims.request(
            number,
            city.unit("kirjasto"),
            Quantity.from_decimal(12),
            person=city.person("kirjasto"),
            now=now(),
            purpose="Salainen tarkoitus",
        )
    text = unescape(client.get(f"/listings/{number}").text).replace("\u00a0", " ")
    for words in (
        "18 / 30 kpl", "Korkeus 76 cm", "n. 360 kg", "5 €", "Syväkankaan koulu", "Kemin kaupunki",
        "Kemin kirjasto varasi 12 kpl", 'action="/listings/', 'name="purpose"', 'name="key"',
    ):  # fmt: skip
        assert words in text
    assert "Salainen tarkoitus" not in text


def test_outsiders_do_not_read_who_claimed(client: FlaskClient) -> None:
    number = listed()
    with transaction():
        kirjasto, kalle = city.unit("kirjasto"), city.person("kirjasto")
        claims.request(number, kirjasto, Quantity.from_decimal(12), person=kalle, now=now())
    text = unescape(client.get(f"/listings/{number}").text)
    assert "toinen yksikkö varasi 12" in text
    assert "Kemin kirjasto" not in text and "Kalle" not in text and "Kaisa" not in text
    assert "Kirjaudu sisään" in text


def test_the_giver_sees_claims_and_who_needs_it(client: FlaskClient) -> None:
    number = listed()
    with transaction():
        kivikko, pia = city.unit("kivikko"), city.person("paivakoti")
        claims.request(
            number, kivikko, Quantity.from_decimal(12), person=pia, now=now(), purpose="Ryhmälle"
        )
        need = wants.Need(category=city.category("school-desk"), radius_m=10_000)
        wants.post(city.unit("kirjasto"), need, person=city.person("kirjasto"), now=now())
    sign_in(client, "koulu")
    text = unescape(client.get(f"/listings/{number}").text)
    assert "Ryhmälle" in text and "Kuka tarvitsee tätä" in text and "Kemin kirjasto" in text
    assert 'name="purpose"' not in text


def test_a_listing_is_withdrawn_and_opened_again(client: FlaskClient) -> None:
    number = listed()
    sign_in(client, "koulu")
    for path, state in (
        ("withdraw", ListingState.WITHDRAWN),
        ("withdraw", ListingState.WITHDRAWN),
        ("reopen", ListingState.OPEN),
    ):
        answer = client.post(f"/listings/{number}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/listings/{number}")
        assert session.get_one(Listing, number).state is state


def test_a_stage_is_opened_early_and_never_closed(client: FlaskClient) -> None:
    number = listed(audience=Stage.OWN)
    sign_in(client, "koulu")
    for stage, reached in (("companies", Stage.COMPANIES), ("partners", Stage.COMPANIES)):
        client.post(f"/listings/{number}/open", data={"stage": stage})
        assert current_stage(session.get_one(Listing, number), now()) is reached
    assert client.post(f"/listings/{number}/open", data={"stage": "own"}).status_code == 404


HOSTILE = '<img src=x onerror=alert(1)>"><script>{{7*7}}${7*7}</script>\u202etxt'


def test_hostile_names_are_text(client: FlaskClient) -> None:
    with transaction():
        unit = city.unit("syvakangas")
        unit.name = HOSTILE
        unit.organisation.name = HOSTILE
    number = listed(title=HOSTILE, description=HOSTILE, place=Place(65.7, 24.6), place_name=HOSTILE)
    sign_in(client, "koulu")
    for path in ("/listings", f"/listings/{number}", f"/listings/{number}/edit", "/listings/new"):
        text = client.get(path).text
        assert "<img src=x" not in text and "<script>{{" not in text and "49" not in text
    assert "\u202e" not in session.get_one(Listing, number).title
    with transaction():
        claimed = session.get_one(Listing, number)
        listings.withdraw(claimed, person=city.person("koulu"), now=now())
    assert client.get(f"/listings/{number}").status_code == 200
