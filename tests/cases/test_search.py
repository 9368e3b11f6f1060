"""K34 and K35: letters of Finnish and Swedish, and signs that are plain letters, on the page."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.domain.text import sort_key
from tests import city

pytestmark = pytest.mark.usefixtures("city_time")

TABLES = ["Työpöytä", "Šakkipöytä", "PÖYTÄ", "Pöytä"]


def listed(*titles: str) -> None:
    with transaction():
        for title in titles:
            city.listed(title=title, category="whiteboard")


def found(client: FlaskClient, words: str) -> set[str]:
    answer = client.get("/listings", query_string={"q": words})
    assert answer.status_code == 200
    links = re.findall(r'<a class="card__link" href="/listings/\d+">(.*?)</a>', answer.text)
    return {unescape(title) for title in links}


@pytest.fixture
def lettered(app: Flask) -> None:
    listed(
        *("Äänieristyslevy", "PÖYTÄ", "Työpöytä", "Åbo-hylly", "Šakkipöytä", "Po\u0308yta\u0308"),
    )


def test_k34_capitals_and_composed_letters_make_no_difference(
    lettered: None, client: FlaskClient
) -> None:
    """Every pöytä is found, compounds and decomposed letters too; "poyta" may find them."""
    expected = {
        **{word: set(TABLES) for word in ("pöytä", "Pöytä", "PÖYTÄ", "po\u0308yta\u0308", "poyta")},
        "äänieristys": {"Äänieristyslevy"},
        "ÄÄNI": {"Äänieristyslevy"},
        "åbo": {"Åbo-hylly"},
        "šakki": {"Šakkipöytä"},
    }
    assert {words: found(client, words) for words in expected} == expected


def test_k34_letters_of_their_own_are_no_exact_hit(client: FlaskClient) -> None:
    """ "säkki" is no hit for "sakki": only where nothing is exact, and then the page says so."""
    listed("sakki", "säkki")
    assert found(client, "sakki") == {"sakki"}
    assert found(client, "säkki") == {"säkki"}


def test_k34_the_order_ends_with_swedish_and_finnish_letters() -> None:
    """…z, å, ä, ö: as Finnish and Swedish readers look names up."""
    names = ["öljy", "ålesund", "zeppelin", "ämpäri", "Aalto", "auto"]
    assert sorted(names, key=sort_key) == ["Aalto", "auto", "zeppelin", "ålesund", "ämpäri", "öljy"]


ODD = ("Alennus 50 %", "koodi A_1", "koodi AB1", "C:\\tarvike")


def test_k35_signs_are_plain_letters(client: FlaskClient) -> None:
    """% and _ find themselves, quotes break nothing, blanks filter nothing, no text is a 500."""
    listed(*ODD)
    every = set(ODD)
    expected: dict[str, set[str]] = {
        "%": {"Alennus 50 %"},
        "50 %": {"Alennus 50 %"},
        "\uff05": {"Alennus 50 %"},
        "_": {"koodi A_1"},
        "A_1": {"koodi A_1"},
        "\\": {"C:\\tarvike"},
        "'": set(),
        '"': set(),
        "x" * 10_000: set(),
        "   ": every,
        "": every,
    }
    assert {words: found(client, words) for words in expected} == expected
