"""Posting: three answers are enough, nothing typed is lost, twice is once."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.place import Place
from kierto.domain.units import Mass, MassBasis, Measure, Money, Quantity
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Listing, Photo
from tests.browsing import sign_in
from tests.outside.pictures_of_phones import encoded, marked
from tests.views.posting import answers, refusals, value_of


@pytest.fixture
def koulu(client: FlaskClient) -> FlaskClient:
    sign_in(client, "koulu")
    return client


def only() -> Listing:
    return session.scalars(select(Listing)).one()


def test_three_answers_make_a_listing(koulu: FlaskClient) -> None:
    answer = koulu.post("/listings/new", data=answers())
    listing = only()
    assert (answer.status_code, answer.location) == (303, f"/listings/{listing.id}")
    assert (listing.title, listing.quantity, listing.measure, listing.condition) == (
        "Pulpetteja",
        Quantity.from_decimal(30),
        Measure.PIECES,
        Condition.GOOD,
    )
    assert (listing.mass, listing.mass_basis) == (
        Mass.from_kilograms(30 * (listing.kilograms_per_measure or 0)),
        MassBasis.AVERAGE,
    )
    assert (listing.unit.code, listing.site_id) == ("syvakangas", listing.unit.site_id)
    assert current_stage(listing, listing.created_at) is Stage.OWN


def test_every_answer_arrives(koulu: FlaskClient) -> None:
    koulu.post(
        "/listings/new",
        data=answers(
            category="sawn-timber",
            measure="m3",
            quantity="1,5",
            kilograms="1 234,5",
            weighed="y",
            description="Kuivaa\r\nlautaa",
            latitude="65,75",
            longitude="24,6",
            place="Ajos, laituri 2",
            is_lot="y",
            available_from="1.12.2026",
            available_until="2026-12-24",
            audience="companies",
            price="12,50",
            vat_percent="25,5",
            legal_status="waste",
            waste_code="17 02 01",
            recovery="recycling",
            reference="A 12",
        ),
    )
    listing = only()
    assert (listing.mass, listing.mass_basis) == (Mass(1_851_750), MassBasis.WEIGHED)
    assert (listing.place, listing.place_name) == (Place(65.75, 24.6), "Ajos, laituri 2")
    assert (listing.description, listing.is_lot) == ("Kuivaa\nlautaa", True)
    assert [str(listing.available_from), str(listing.available_until)] == [
        "2026-12-01",
        "2026-12-24",
    ]
    assert (listing.price, listing.vat_percent) == (Money(1250), Decimal("25.5"))
    assert (listing.legal_status, listing.waste_code) == (LegalStatus.WASTE, "17 02 01")
    assert (listing.reference, current_stage(listing, listing.created_at)) == (
        "A 12",
        Stage.COMPANIES,
    )


def test_missing_answers_are_named_and_the_others_kept(koulu: FlaskClient) -> None:
    answer = koulu.post(
        "/listings/new", data=answers(quantity="", condition=None, description="Tammea")
    )
    assert answer.status_code == 422
    assert refusals(answer) == ["Kirjoita, montako niitä on.", "Valitse kunto."]
    assert value_of(answer, "title") == "Pulpetteja"
    assert "Tammea" in answer.text
    assert session.scalars(select(Listing)).all() == []


def test_without_a_category_the_page_offers_some_and_keeps_the_rest(koulu: FlaskClient) -> None:
    answer = koulu.post("/listings/new", data=answers(category=None))
    assert (answer.status_code, refusals(answer)) == (
        422,
        ["Valitse luokka, joka sopii parhaiten."],
    )
    assert 'type="radio" value="school-desk"' in answer.text
    assert value_of(answer, "quantity") == "30"
    assert koulu.post("/listings/new", data=answers()).status_code == 303


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("4,20", 4_200),
        ("0,75", 750),
        ("1 234,56", 1_234_560),
        ("1\u00a0234,56", 1_234_560),
        ("1\u202f234,56", 1_234_560),
        ("1.234,56", 1_234_560),
        ("12.5", 12_500),
        ("1,800", 1_800),
    ],
)
def test_weights_are_read_as_they_are_written(koulu: FlaskClient, typed: str, grams: int) -> None:
    koulu.post("/listings/new", data=answers(quantity="1", kilograms=typed))
    assert only().mass == Mass(grams)


@pytest.mark.parametrize("typed", ["1,2,3", "12 kg", "-1", "0", "1e3", "paljon", "9" * 40])
def test_what_cannot_be_read_is_said_at_the_field_and_kept(koulu: FlaskClient, typed: str) -> None:
    answer = koulu.post("/listings/new", data=answers(kilograms=typed))
    assert (answer.status_code, len(refusals(answer))) == (422, 1)
    assert value_of(answer, "kilograms") == typed


def test_an_empty_weight_is_unknown_and_not_zero(koulu: FlaskClient) -> None:
    koulu.post("/listings/new", data=answers(category="unsorted", kilograms=" "))
    listing = only()
    if listing.kilograms_per_measure is None:
        assert (listing.mass, listing.mass_basis) == (None, MassBasis.MISSING)
    else:
        assert listing.mass_basis is MassBasis.AVERAGE


def test_the_same_form_sent_five_times_is_one_listing(koulu: FlaskClient) -> None:
    photos = [(BytesIO(encoded(marked())), "kuva.jpg")]
    places = set()
    for _time in range(5):
        sent = answers(photos=[(BytesIO(file.getvalue()), name) for file, name in photos])
        answer = koulu.post("/listings/new", data=sent)
        places.add((answer.status_code, answer.location))
    assert places == {(303, f"/listings/{only().id}")}
    assert len(session.scalars(select(Photo)).all()) == 1


def test_the_same_key_with_other_words_asks_again_with_a_new_key(koulu: FlaskClient) -> None:
    koulu.post("/listings/new", data=answers())
    answer = koulu.post("/listings/new", data=answers(title="Tuoleja"))
    assert answer.status_code == 409
    assert "Tämä lomake on jo julkaistu." in answer.text
    again = koulu.post("/listings/new", data=answers(title="Tuoleja", key=value_of(answer, "key")))
    assert again.status_code == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"category": "asbestos"}, "vaarallis"),
        ({"legal_status": "waste", "waste_code": "17 06 05*"}, "vaarallis"),
        ({"legal_status": "waste", "waste_code": "99 99 99"}, "99 99 99"),
        ({"legal_status": "waste"}, "jätekoodi"),
        ({"category": "laptop"}, "tiedot"),
        ({"quantity": "1,5"}, "kokonaislukuina"),
        ({"available_from": "2.1.2027", "available_until": "1.1.2027"}, "Viimeinen päivä"),
        ({"available_until": "31.2.2027"}, "12.3.2026"),
        ({"place": "Tikkala"}, "usealla paikalla"),
        ({"place": "Olematon"}, "ei löytynyt"),
        ({"latitude": "91", "longitude": "24"}, "kartalla"),
    ],
)
def test_what_may_not_be_listed_is_refused_at_its_field(
    koulu: FlaskClient, changes: dict[str, Any], words: str
) -> None:
    answer = koulu.post("/listings/new", data=answers(**changes))
    assert answer.status_code == 422
    assert any(words.casefold() in text.casefold() for text in refusals(answer)), refusals(answer)
    assert value_of(answer, "title") == "Pulpetteja"


def test_a_place_of_two_meanings_is_chosen_from_those_offered(koulu: FlaskClient) -> None:
    asked = koulu.post("/listings/new", data=answers(place="Tikkala"))
    values = re.findall(r'name="place_choice"[^>]* value="([^"]+)"', asked.text)
    assert len(values) == 2
    koulu.post("/listings/new", data=answers(place="Tikkala", place_choice=values[1]))
    latitude, longitude = values[1].split(",")
    assert only().place == Place(float(latitude), float(longitude))


def test_swapped_coordinates_are_questioned(koulu: FlaskClient) -> None:
    data = answers(latitude="24,93", longitude="60,17")
    there = koulu.post("/listings/new", data=data).location
    assert "oikein päin" in koulu.get(there).text
    assert only().place == Place(24.93, 60.17)


def test_a_broken_photo_keeps_the_rest_of_the_form_and_the_other_photos(koulu: FlaskClient) -> None:
    whole = encoded(marked(), quality=95)
    sent = answers(
        photos=[
            (BytesIO(whole), "kuva ääkköset (1).JPG"),
            (BytesIO(whole[: len(whole) // 2]), "katkennut.jpg"),
            (BytesIO(b""), "tyhjä.jpg"),
            (BytesIO(b"<svg onload=alert(1)></svg>"), "kuva.png"),
        ]
    )
    answer = koulu.post("/listings/new", data=sent)
    (said,) = refusals(answer)
    assert answer.status_code == 422
    assert all(name in said for name in ("katkennut.jpg", "tyhjä.jpg", "kuva.png"))
    held = value_of(answer, "held")
    assert held and value_of(answer, "title") == "Pulpetteja"
    koulu.post("/listings/new", data=answers(held=held))
    assert [photo.name for photo in only().photos] == [held]


def test_a_held_photo_of_somebody_else_is_not_taken(app: Flask, koulu: FlaskClient) -> None:
    sent = answers(title="", photos=[(BytesIO(encoded(marked())), "kuva.jpg")])
    held = value_of(koulu.post("/listings/new", data=sent), "held")
    other = app.test_client()
    sign_in(other, "paivakoti")
    other.post("/listings/new", data=answers(unit="kivikko", held=held))
    assert only().photos == []


def test_a_person_posts_for_their_own_units_only(koulu: FlaskClient) -> None:
    koulu.post("/listings/new", data=answers(unit="kirjasto"))
    assert only().unit.code == "syvakangas"


@pytest.mark.parametrize(("login", "status"), [("auditoija", 403), ("katselija", 403), (None, 302)])
def test_posting_needs_a_role(client: FlaskClient, login: str | None, status: int) -> None:
    if login:
        sign_in(client, login)
    for method in (client.get, client.post):
        assert method("/listings/new").status_code == status
    assert client.get("/listings/suggestions?title=tuoli").status_code == status


def test_a_link_fills_in_title_and_category(koulu: FlaskClient) -> None:
    answer = koulu.get("/listings/new?title=Hienoja+tuoleja&category=office-chair")
    assert value_of(answer, "title") == "Hienoja tuoleja"
    assert 'checked class="choice__input" id="category-0" name="category"' in answer.text


def test_suggestions_come_with_the_measure_and_what_the_category_asks(koulu: FlaskClient) -> None:
    answer = koulu.get("/listings/suggestions?title=kannettavia+tietokoneita")
    assert 'value="laptop"' in answer.text
    assert 'name="data_wiped"' in answer.text
    assert koulu.get("/listings/suggestions?title=").status_code == 200
    assert koulu.get("/listings/suggestions?title=" + "x" * 4000).status_code == 200


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("quantity=1500&measure=kg&category=sawn-timber", "= 1\u00a0500\u00a0kg"),
        ("quantity=4&measure=pcs&kilograms=25", "4\u00a0kpl = 100\u00a0kg"),
        ("quantity=x", ""),
        ("quantity=", ""),
    ],
)
def test_amounts_are_repeated_as_they_were_read(koulu: FlaskClient, query: str, echo: str) -> None:
    assert koulu.get(f"/listings/weights?{query}").text.strip() == echo
