"""Of what the services answer, only what bears the name that was asked for is kept."""

from types import SimpleNamespace

import pytest

from kierto.domain.text import fold
from kierto.outside.geocoding.port import Found, Precision
from kierto.outside.geocoding.service_answers import read_nominatim, read_pelias

STREET = "Mannerheimintie 5, Helsinki"
HOUSE: dict[str, object] = {
    "lat": "60.1699",
    "lon": "24.9384",
    "class": "place",
    "addresstype": "place",
    "name": "",
    "display_name": "5, Mannerheimintie, Helsinki, Suomi",
    "address": {"house_number": "5", "road": "Mannerheimintie", "city": "Helsinki"},
}


def town(name: str, **changes: object) -> dict[str, object]:
    return {
        **HOUSE,
        "class": "boundary",
        "addresstype": "city",
        "name": name,
        "display_name": f"{name}, Suomi",
        "address": {"city": name, "country": "Suomi"},
        **changes,
    }


def asked(rows: list[dict[str, object]], text: str) -> list[Found]:
    locations = [SimpleNamespace(raw=row) for row in rows]
    return read_nominatim(locations, fold(text), "nominatim")


def asked_pelias(properties: dict[str, object], text: str) -> list[Found]:
    raw = {"geometry": {"coordinates": [24.9384, 60.1699]}, "properties": properties}
    return read_pelias([SimpleNamespace(raw=raw)], fold(text), "pelias")


@pytest.mark.parametrize(
    ("text", "offered", "kept"),
    [
        ("Freiberg", ["Freiburg im Breisgau"], []),
        ("Rudy", ["Ruda Śląska"], []),
        ("Modena", ["Novi di Modena"], []),
        ("Kemi", ["Kemijärvi", "Keminmaa", "Kemi"], ["Kemi"]),
        ("kemijarvi", ["Kemijärvi"], ["Kemijärvi"]),
        ("Kemi, Finland", ["Kemi"], ["Kemi"]),
    ],
)
def test_a_similar_name_elsewhere_is_no_answer(
    text: str, offered: list[str], kept: list[str]
) -> None:
    found = asked([town(name) for name in offered], text)
    assert [(place.name, place.precision) for place in found] == [
        (name, Precision.MUNICIPALITY) for name in kept
    ]


def test_the_street_of_another_town_is_no_answer() -> None:
    assert asked([HOUSE], "Mannerheimintie 5, 94100 Kemi") == []


def test_a_name_in_the_other_language_is_the_same_place() -> None:
    row = town("Turku", namedetails={"name": "Turku", "name:sv": "Åbo"})
    assert [found.municipality for found in asked([row], "Åbo")] == ["Turku"]


def test_two_places_of_one_name_are_both_given() -> None:
    rows = [
        town("Tikkala", addresstype="village", address={"municipality": municipality})
        for municipality in ("Jyväskylä", "Tohmajärvi")
    ]
    found = asked(rows, "Tikkala")
    assert [(place.precision, place.municipality) for place in found] == [
        (Precision.LOCALITY, "Jyväskylä"),
        (Precision.LOCALITY, "Tohmajärvi"),
    ]


@pytest.mark.parametrize(
    ("row", "text", "precision"),
    [
        ({"layer": "street", "name": "Mannerheimintie"}, STREET, Precision.STREET),
        ({"layer": "venue", "name": "Oodi"}, "Oodi", Precision.EXACT),
        ({"layer": "postalcode", "name": "00100"}, "00100", Precision.POSTCODE),
        ({"layer": "localadmin", "name": "Helsinki"}, "helsinki", Precision.MUNICIPALITY),
        ({"layer": "locality", "name": "Helsinki"}, "Helsinki", Precision.MUNICIPALITY),
        ({"layer": "neighbourhood", "name": "Kallio"}, "Kallio, Helsinki", Precision.LOCALITY),
    ],
)
def test_pelias_layers_become_precisions(
    row: dict[str, object], text: str, precision: Precision
) -> None:
    [found] = asked_pelias({"localadmin": "Helsinki"} | row, text)
    assert found.precision == precision


def test_a_street_a_postcode_and_a_building_are_told_apart() -> None:
    rows: list[tuple[dict[str, object], str]] = [
        (
            {"class": "highway", "addresstype": "road", "name": "Mannerheimintie"},
            "Mannerheimintie, Helsinki",
        ),
        (
            {"addresstype": "postcode", "name": "00100", "address": {"postcode": "00100"}},
            "00100",
        ),
        ({"class": "amenity", "addresstype": "amenity", "name": "Oodi"}, "Oodi, Helsinki"),
    ]
    bare = {**HOUSE, "address": {"city": "Helsinki"}}
    found = [asked([{**bare, **row}], text)[0].precision for row, text in rows]
    assert found == [Precision.STREET, Precision.POSTCODE, Precision.EXACT]
