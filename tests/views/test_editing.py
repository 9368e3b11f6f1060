"""Changing a listing: nothing promised is taken away, nothing typed lost, nobody overwritten."""

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import session, transaction
from kierto.domain.place import Place
from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.models import Listing
from kierto.services import claims, listings
from tests import city
from tests.browsing import sign_in
from tests.outside.pictures_of_phones import encoded, marked
from tests.views.posting import answers, refusals, value_of


@pytest.fixture
def number(app: Flask) -> int:
    with transaction():
        listing = city.listed(
            now=datetime.now(UTC), quantity=Quantity.from_decimal(10), description="Vanha kuvaus"
        )
    return listing.id


@pytest.fixture
def koulu(client: FlaskClient) -> FlaskClient:
    sign_in(client, "koulu")
    return client


def stored(number: int) -> Listing:
    return session.get_one(Listing, number)


def opened(client: FlaskClient, number: int, **changes: str | None) -> dict[str, str]:
    """The form as the page gives it, with what a person changes in it."""
    page = client.get(f"/listings/{number}/edit")
    given = {
        "version": value_of(page, "version"),
        "was": value_of(page, "was"),
        "quantity": value_of(page, "quantity"),
        "description": stored(number).description,
    }
    return answers(**(given | changes))


def claim_seven(number: int) -> None:
    with transaction():
        claims.request(
            number,
            city.unit("kivikko"),
            Quantity.from_decimal(7),
            person=city.person("paivakoti"),
            now=datetime.now(UTC),
        )


def test_a_change_is_saved_and_shown(koulu: FlaskClient, number: int) -> None:
    data = opened(koulu, number, title="Pulpetteja, tammea", quantity="12", kilograms="11,5")
    answer = koulu.post(f"/listings/{number}/edit", data=data)
    listing = stored(number)
    assert (answer.status_code, answer.location) == (303, f"/listings/{number}")
    assert (listing.title, listing.quantity, listing.mass, listing.mass_basis) == (
        "Pulpetteja, tammea",
        Quantity.from_decimal(12),
        Mass(138_000),
        MassBasis.DECLARED,
    )


@pytest.mark.parametrize(("typed", "free"), [("7", 0), ("12", 5)])
def test_what_is_promised_can_be_kept_exactly_or_with_more(
    koulu: FlaskClient, number: int, typed: str, free: int
) -> None:
    claim_seven(number)
    data = opened(koulu, number, quantity=typed)
    assert koulu.post(f"/listings/{number}/edit", data=data).status_code == 303
    assert stored(number).free == Quantity.from_decimal(free)


def test_less_than_promised_is_refused_with_the_amount_named(
    koulu: FlaskClient, number: int
) -> None:
    claim_seven(number)
    data = opened(koulu, number, quantity="5", description="Uusi kuvaus")
    answer = koulu.post(f"/listings/{number}/edit", data=data)
    (said,) = refusals(answer)
    assert (answer.status_code, "7" in said) == (422, True)
    assert (value_of(answer, "quantity"), "Uusi kuvaus" in answer.text) == ("5", True)
    assert stored(number).quantity == Quantity.from_decimal(10)


def change_behind(number: int, **changes: object) -> None:
    """Somebody else saves meanwhile."""
    with transaction():
        listing = stored(number)
        listings.change(
            listing,
            city.offer(**({"quantity": listing.quantity, "description": "Vanha kuvaus"} | changes)),
            version=listing.version,
            person=city.person("koulu"),
            now=datetime.now(UTC),
        )


def test_a_later_save_does_not_overwrite_what_it_never_saw(koulu: FlaskClient, number: int) -> None:
    mine = opened(koulu, number, description="Minun pitkä kuvaukseni")
    change_behind(number, quantity=Quantity.from_decimal(8))
    answer = koulu.post(f"/listings/{number}/edit", data=mine)
    assert answer.status_code == 409
    assert "muuttunut sillä välin" in answer.text
    assert "Minun pitkä kuvaukseni" in answer.text
    assert value_of(answer, "quantity") == "8"
    assert stored(number).quantity == Quantity.from_decimal(8)
    again = mine | {
        "version": value_of(answer, "version"),
        "was": value_of(answer, "was"),
        "quantity": value_of(answer, "quantity"),
    }
    assert koulu.post(f"/listings/{number}/edit", data=again).status_code == 303
    assert (stored(number).description, stored(number).quantity) == (
        "Minun pitkä kuvaukseni",
        Quantity.from_decimal(8),
    )


def test_where_both_changed_the_same_both_are_shown(koulu: FlaskClient, number: int) -> None:
    mine = opened(koulu, number, quantity="9")
    change_behind(number, quantity=Quantity.from_decimal(8))
    answer = koulu.post(f"/listings/{number}/edit", data=mine)
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", unescape(answer.text))
    assert cells[-3:] == ["Montako?", "8", "9"]
    assert value_of(answer, "quantity") == "9"


@pytest.mark.parametrize("was", ["", "x", "[]", "{", '{"title": 3}'])
def test_a_form_without_its_memory_is_still_refused_and_kept(
    koulu: FlaskClient, number: int, was: str
) -> None:
    mine = opened(koulu, number, was=was, title="Minun otsikkoni")
    change_behind(number, quantity=Quantity.from_decimal(8))
    answer = koulu.post(f"/listings/{number}/edit", data=mine)
    assert (answer.status_code, value_of(answer, "title")) == (409, "Minun otsikkoni")


@pytest.mark.parametrize("version", ["", "x", "99", None])
def test_a_form_of_no_version_changes_nothing(
    koulu: FlaskClient, number: int, version: str | None
) -> None:
    data = opened(koulu, number, version=version, title="Toinen")
    assert koulu.post(f"/listings/{number}/edit", data=data).status_code == 409
    assert stored(number).title == "Pulpetteja"


def test_the_place_stays_unless_it_is_changed(koulu: FlaskClient, number: int) -> None:
    own = stored(number).place
    koulu.post(
        f"/listings/{number}/edit",
        data=opened(koulu, number, latitude="65,80", longitude="24,60", place="Lautiosaari"),
    )
    assert stored(number).place == Place(65.8, 24.6)
    koulu.post(f"/listings/{number}/edit", data=opened(koulu, number, title="Toinen"))
    assert (stored(number).place, stored(number).place_name) == (Place(65.8, 24.6), "Lautiosaari")
    koulu.post(f"/listings/{number}/edit", data=opened(koulu, number, own_place="y"))
    assert (stored(number).place, stored(number).place_name) == (own, "Syväkankaan koulu")


def test_the_page_gives_every_answer_back(koulu: FlaskClient, number: int) -> None:
    change_behind(
        number,
        quantity=Quantity.from_decimal("1.5"),
        category="sawn-timber",
        kilograms_per_measure="450.25",
        available_until=date(2027, 1, 31),
        reference="A 12",
    )
    page = koulu.get(f"/listings/{number}/edit")
    assert [value_of(page, name) for name in ("quantity", "kilograms", "available_until")] == [
        "1,5",
        "450,25",
        "2027-01-31",
    ]
    assert value_of(page, "reference") == "A 12"


def test_photos_are_added_described_ordered_and_removed(koulu: FlaskClient, number: int) -> None:
    address = f"/listings/{number}/photos"
    sent = [(BytesIO(encoded(marked())), f"{n}.jpg") for n in range(3)]
    answer = koulu.post(address, data={"photos": sent})
    assert (answer.status_code, answer.location) == (303, f"/listings/{number}/edit#photos")
    first, second, third = [photo.name for photo in stored(number).photos]
    koulu.post(
        address,
        data={
            f"place-{third}": "1",
            f"description-{third}": "Edestä",
            f"place-{first}": "1",
            f"place-{second}": "2",
            f"remove-{second}": "yes",
        },
    )
    assert [(p.name, p.description) for p in stored(number).photos] == [
        (third, "Edestä"),
        (first, ""),
    ]
    assert koulu.get(f"/photos/{second}/card").status_code == 404


def test_a_broken_photo_is_told_and_the_others_are_kept(koulu: FlaskClient, number: int) -> None:
    sent = [(BytesIO(encoded(marked())), "hyvä.jpg"), (BytesIO(b"x"), "huono.jpg")]
    koulu.post(f"/listings/{number}/photos", data={"photos": sent})
    assert "huono.jpg" in koulu.get(f"/listings/{number}/edit").text
    assert len(stored(number).photos) == 1
