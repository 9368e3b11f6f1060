"""Where imported goods lie: zero is a value, nothing is guessed."""

import pytest
from sqlalchemy import select

from kierto.db import session
from kierto.models import Listing
from tests.importing import counts, errors, notes, run

pytestmark = pytest.mark.usefixtures("app")
HEAD = "nimi;luokka;kpl;paikka;kunta;postinumero;lat;lon\n"


def places() -> list[tuple]:
    listings = session.scalars(select(Listing).order_by(Listing.id))
    return [(each.place_name, each.latitude, each.longitude) for each in listings]


def row(
    place: str = "", municipality: str = "", code: str = "", lat: str = "", lon: str = ""
) -> str:
    return f"A;unsorted;1;{place};{municipality};{code};{lat};{lon}\n"


def test_k25_coordinates_with_comma_and_zero_are_taken_as_they_are() -> None:
    run(
        "listings",
        HEAD + row(lat="60,17", lon="24,93") + row(lat="0", lon="24,9") + row(lat="60", lon="0"),
    )
    assert places() == [(None, 60.17, 24.93), (None, 0.0, 24.9), (None, 60.0, 0.0)]


def test_no_place_at_all_is_the_units_own_site() -> None:
    run("listings", HEAD + row())
    assert places() == [("Syväkankaan koulu", 65.7455, 24.592)]


def test_k25_ninety_one_degrees_and_half_a_pair_are_errors() -> None:
    result = run("listings", HEAD + row(lat="91", lon="24") + row(lat="60"))
    assert errors(result) == [
        (2, "lat", "91", "InvalidCoordinates"),
        (3, "lon", "", "HalfOfCoordinates"),
    ]


def test_k25_a_swapped_pair_gives_a_warning() -> None:
    result = run("listings", HEAD + row(lat="24,93", lon="60,17"))
    assert counts(result) == (1, 1, 0, 0, 0)
    assert any("look swapped in row 2" in note for note in notes(result))


def test_k27_a_municipality_is_found_and_an_unknown_one_is_an_error() -> None:
    result = run("listings", HEAD + row(municipality="Tornio"))
    assert result.error_count == 0
    name, latitude, longitude = places()[0]
    assert (name, round(latitude), round(longitude)) == ("Tornio", 66, 24)
    wrong = run("listings", HEAD + row(municipality="Torino"))
    assert errors(wrong) == [(2, "kunta", "Torino", "UnknownMunicipality")]


def test_a_site_of_the_organisation_is_known_by_its_name() -> None:
    run("listings", HEAD + row(place="kivikon PÄIVÄKOTI"))
    assert places() == [("Kivikon päiväkoti", 65.729, 24.583)]


def test_a_room_is_shown_as_written_and_lies_at_the_units_site() -> None:
    result = run("listings", HEAD + row(place="Kellari, varasto 2"))
    assert places() == [("Kellari, varasto 2", 65.7455, 24.592)]
    assert any("row 2 is no municipality" in note for note in notes(result))


def test_k28_a_postcode_without_known_coordinates_is_at_no_distance() -> None:
    result = run("listings", HEAD + row(code="96100"))
    assert places() == [("96100", None, None)]
    assert any("postcode in row 2" in note for note in notes(result))
