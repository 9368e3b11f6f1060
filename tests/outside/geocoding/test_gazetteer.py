"""Names are found exactly or not at all."""

from collections import Counter

import pytest

from kierto.domain.place import Place
from kierto.outside.geocoding.gazetteer import Gazetteer, standard_entries
from kierto.outside.geocoding.port import Found, Precision
from kierto.outside.geocoding.postcode_files import PostcodeRow

GAZETTEER = Gazetteer.standard()
KEMI = Place(65.74, 24.55)
KEMIJARVI = Place(66.70, 27.30)
IMPORTED = [
    PostcodeRow("00100", "Helsinki", "Helsinki", Place(60.1714, 24.9316)),
    PostcodeRow("00102", "EDUSKUNTA", "Helsinki", None),
    PostcodeRow("01120", "Västerskog", "Sipoo", Place(60.2461, 25.2713)),
    PostcodeRow("87100", "Kajaani", "Kajaani", Place(64.2176, 27.6967)),
    PostcodeRow("87101", "Kajaani", "Paltamo", Place(64.3592, 28.1485)),
    PostcodeRow("97110", "Rautiosaari", "Rovaniemi", Place(66.4175, 25.4972)),
    PostcodeRow("98765", "Ei missään", "Atlantis", None),
]
IMPORTING = Gazetteer.standard(IMPORTED)


def names(text: str, *, gazetteer: Gazetteer = GAZETTEER, language: str = "fi") -> list[str]:
    return [
        f"{found.name} ({found.municipality}, {found.precision})"
        for found in gazetteer.find(text, language=language)
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Kemi", ["Kemi (Kemi, municipality)"]),
        ("kemi", ["Kemi (Kemi, municipality)"]),
        ("  KEMI ", ["Kemi (Kemi, municipality)"]),
        ("Kemijärvi", ["Kemijärvi (Kemijärvi, municipality)"]),
        ("Kemijarvi", ["Kemijärvi (Kemijärvi, municipality)"]),
        ("Keminmaa", ["Keminmaa (Keminmaa, municipality)"]),
        ("Kemiönsaari", ["Kemiönsaari (Kemiönsaari, municipality)"]),
        ("Ii", ["Ii (Ii, municipality)"]),
        ("Iisalmi", ["Iisalmi (Iisalmi, municipality)"]),
        ("Iitti", ["Iitti (Iitti, municipality)"]),
        ("Eura", ["Eura (Eura, municipality)"]),
        ("Eurajoki", ["Eurajoki (Eurajoki, municipality)"]),
        ("Kuhmo", ["Kuhmo (Kuhmo, municipality)"]),
        ("Kuhmoinen", ["Kuhmoinen (Kuhmoinen, municipality)"]),
        ("Tervo", ["Tervo (Tervo, municipality)"]),
        ("Tervola", ["Tervola (Tervola, municipality)"]),
        ("Tikkala", ["Tikkala (Jyväskylä, locality)", "Tikkala (Tohmajärvi, locality)"]),
        ("Tikkala 82350", ["Tikkala (Tohmajärvi, locality)"]),
        ("82350 TIKKALA", ["Tikkala (Tohmajärvi, locality)"]),
        ("FI-41860 Tikkala", ["Tikkala (Jyväskylä, locality)"]),
        ("82350", ["Tikkala (Tohmajärvi, locality)"]),
        ("Tikkala, Tohmajärvi", ["Tikkala (Tohmajärvi, locality)"]),
        ("Jyväskylä, Tikkala", ["Tikkala (Jyväskylä, locality)"]),
        ("Tikkala Tohmajarvi", ["Tikkala (Tohmajärvi, locality)"]),
        ("Åbo", ["Turku (Turku, municipality)"]),
        ("Abo", ["Turku (Turku, municipality)"]),
        ("Mariehamn", ["Maarianhamina (Maarianhamina, municipality)"]),
        ("Maarianhamina - Mariehamn", ["Maarianhamina (Maarianhamina, municipality)"]),
        ("Espoo, Esbo", ["Espoo (Espoo, municipality)"]),
        ("Espoo Esbo", ["Espoo (Espoo, municipality)"]),
        ("Espoo/Esbo", ["Espoo (Espoo, municipality)"]),
        ("S:t Michel", ["Mikkeli (Mikkeli, municipality)"]),
        ("Sankt Michel", ["Mikkeli (Mikkeli, municipality)"]),
        ("Kemi, Finland", ["Kemi (Kemi, municipality)"]),
        ("Mariehamn, Åland", ["Maarianhamina (Maarianhamina, municipality)"]),
        ("Tammela", ["Tammela (Tammela, municipality)", "Tammela (Tampere, locality)"]),
        ("Tammela, Tampere", ["Tammela (Tampere, locality)"]),
        ("Kemi, Kemijärvi", ["Kemi (Kemi, municipality)", "Kemijärvi (Kemijärvi, municipality)"]),
        ("Sauvosaarenkatu 5, 94100 Kemi", ["Kemi (Kemi, municipality)"]),
    ],
)
def test_a_name_finds_its_bearers_and_nobody_else(text: str, right: list[str]) -> None:
    assert names(text) == right


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ",", "Kem", "Kemij", "I", "Freiberg", "Rudy", "Modena", "Kemi, Freiberg"),
        *("Uusi Kemi", "Kemi 5", "12345", "00102 EDUSKUNTA", "%", "'; --", "Kemi" * 100),
    ],
)
def test_what_nobody_bears_is_not_found(text: str) -> None:
    assert GAZETTEER.find(text, language="fi") == []


def test_kemi_and_kemijarvi_lie_where_they_lie() -> None:
    [kemi] = GAZETTEER.find("Kemi", language="fi")
    [kemijarvi] = GAZETTEER.find("Kemijarvi", language="fi")
    assert kemi.place.distance_to(KEMI) < 2000
    assert kemijarvi.place.distance_to(KEMIJARVI) < 7000
    assert 160_000 < kemi.place.distance_to(kemijarvi.place) < 170_000


def test_the_names_are_given_in_the_language_asked() -> None:
    assert names("Leppävaara", language="sv") == ["Alberga (Esbo, locality)"]
    assert names("alberga", language="fi") == ["Leppävaara (Espoo, locality)"]
    assert names("Klaukkala", language="sv") == ["Klaukkala (Nurmijärvi, locality)"]
    assert names("Turku", language="en") == ["Turku (Turku, municipality)"]


def test_an_imported_postcode_gives_its_own_place() -> None:
    right = [
        Found(
            "00100 Helsinki", Place(60.1714, 24.9316), Precision.POSTCODE, "Helsinki", "postcodes"
        )
    ]
    for text in ("00100", "00100 Helsinki", "Mannerheimintie 5, 00100 HELSINKI", "FI-00100"):
        assert IMPORTING.find(text, language="fi") == right


def test_a_corporate_postcode_without_an_area_gives_its_municipality() -> None:
    assert names("00102 EDUSKUNTA", gazetteer=IMPORTING) == ["Helsinki (Helsinki, municipality)"]
    assert names("00102", gazetteer=IMPORTING) == ["Helsinki (Helsinki, municipality)"]
    assert names("98765", gazetteer=IMPORTING) == []


def test_a_postcode_that_contradicts_the_name_is_a_question() -> None:
    assert names("Kajaani 87101", gazetteer=IMPORTING) == [
        "Kajaani (Kajaani, municipality)",
        "87101 Kajaani (Paltamo, postcode)",
    ]
    assert names("Kajaani 87100", gazetteer=IMPORTING) == ["87100 Kajaani (Kajaani, postcode)"]


def test_imported_post_offices_are_found_by_name_too() -> None:
    assert names("Rautiosaari", gazetteer=IMPORTING) == ["Rautiosaari (Rovaniemi, locality)"]
    assert names("Rautiosaari") == []
    assert names("Kajaani", gazetteer=IMPORTING) == ["Kajaani (Kajaani, municipality)"]


def test_the_list_has_every_municipality_once_and_no_doubles() -> None:
    entries = standard_entries()
    codes = [entry.municipality_code for entry in entries if entry.is_municipality]
    assert len(codes) == len(set(codes)) == 308
    assert all(len(code) == 3 and code.isdigit() for code in codes)
    assert {entry.municipality_code for entry in entries} == set(codes)
    assert all(entry.name_fi.strip() and entry.name_sv.strip() for entry in entries)
    places = Counter((entry.name_fi, entry.municipality_code) for entry in entries)
    assert [place for place, count in places.items() if count > 1] == []


def test_every_place_of_the_list_is_in_finland_and_no_two_municipalities_at_one_spot() -> None:
    entries = standard_entries()
    assert [entry.name_fi for entry in entries if not entry.place.in_finland()] == []
    seats = Counter(entry.place for entry in entries if entry.is_municipality)
    assert [place for place, count in seats.items() if count > 1] == []


def test_every_locality_lies_near_its_municipality_but_for_the_northwestern_arm() -> None:
    seats = {e.municipality_code: e.place for e in standard_entries() if e.is_municipality}
    far = {
        entry.name_fi: round(entry.place.distance_to(seats[entry.municipality_code]) / 1000)
        for entry in standard_entries()
        if entry.place.distance_to(seats[entry.municipality_code]) > 75_000
    }
    assert far == {"Kilpisjärvi": 136}
