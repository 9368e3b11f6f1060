"""K24, K25, K27 and K28: distances, missing places, names of places, and services that fail."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select, update
from werkzeug import Response

from kierto.app import create_app
from kierto.config import Settings
from kierto.db import db, session
from kierto.domain.place import Place
from kierto.models import Listing
from kierto.outside.geocoding.chosen import chosen_geocoder
from kierto.outside.geocoding.online import Limits
from tests import importing
from tests.api.calling import Caller, caller, desks
from tests.browsing import sign_in
from tests.services import databases
from tests.views.posting import answers, refusals

BOTH_DATABASES = False


@pytest.fixture
def koulu(app: Flask) -> Caller:
    return caller(app, "koulu")


def at(koulu: Caller, latitude: float, longitude: float, **more: Any) -> Any:
    return koulu.post("/listings", desks(location={"lat": latitude, "lon": longitude}, **more))


def near(koulu: Caller, place: str, radius_km: str = "") -> list[tuple[str, float | None]]:
    query = f"near={place}" + (f"&radius_km={radius_km}" if radius_km else "")
    found = koulu.get(f"/listings?{query}").json or {}
    return [(item["title"], item["distance_km"]) for item in found["items"]]


@pytest.mark.parametrize("point", [(60.5544, 24.9), (60.1714, 24.9316)])
@pytest.mark.parametrize("radius", ["0", "1", "5"])
def test_k24_the_same_point_is_at_distance_zero(
    koulu: Caller, point: tuple[float, float], radius: str
) -> None:
    """First and inside radius 0, 1 and 5 km, also at 60.5544° where a cosine leaves its range."""
    at(koulu, *point, title="sama")
    at(koulu, point[0] + 0.000009, point[1], title="metri")
    found = near(koulu, f"{point[0]},{point[1]}", radius)
    assert found[0] == ("sama", 0.0)
    assert [title for title, _ in found] == (["sama"] if radius == "0" else ["sama", "metri"])
    page = koulu.client.get(f"/listings?near={point[0]},{point[1]}")
    assert "alle 1\u00a0km" in page.text or "alle 1 km" in page.text
    assert "NaN" not in page.text and "None" not in page.text


def test_k25_zero_is_a_coordinate_and_no_place_is_no_distance(koulu: Caller) -> None:
    """(0, 24.9) and (60, 0) are measured; what has no place comes last, as "sijainti puuttuu"."""
    at(koulu, 0.0, 24.9, title="päiväntasaaja")
    at(koulu, 60.0, 0.0, title="nollameridiaani")
    koulu.post("/listings", desks(title="paikaton"))
    session.execute(
        update(Listing)
        .where(Listing.title == "paikaton")
        .values(latitude=None, longitude=None, site_id=None, place_name=None)
    )
    session.commit()
    apart = Place(60.0, 0.0).distance_to(Place(0.0, 24.9)) / 1000
    found = near(koulu, "60.0,0.0")
    assert [title for title, _ in found] == ["nollameridiaani", "päiväntasaaja", "paikaton"]
    assert found[0][1] == 0.0
    assert found[1][1] == pytest.approx(apart, abs=0.001)
    assert found[2][1] is None
    page = koulu.client.get("/listings?near=60.0,0.0&radius_km=").text
    assert page.index("päiväntasaaja") < page.index("Sijainti puuttuu") < page.index("paikaton")


@pytest.mark.parametrize(
    ("latitude", "longitude", "status", "words"),
    [
        ("0", "24,9", 303, ""),
        ("60,17", "24,93", 303, ""),
        ("24,93", "60,17", 303, "Suomen ulkopuolella"),
        ("91", "24,9", 422, ""),
    ],
)
def test_k25_commas_are_read_and_impossible_places_refused(
    client: FlaskClient, latitude: str, longitude: str, status: int, words: str
) -> None:
    """60,17 is 60.17; 91 degrees are refused; a swapped pair is stored with a warning."""
    sign_in(client, "koulu")
    answer = client.post("/listings/new", data=answers(latitude=latitude, longitude=longitude))
    table = f"nimi;luokka;kpl;leveysaste;pituusaste\nTuoli;office-chair;2;{latitude};{longitude}\n"
    errors = importing.errors(importing.run("listings", table))
    assert (answer.status_code, bool(errors)) == (status, status == 422)
    if status == 303:
        expected = Place(float(latitude.replace(",", ".")), float(longitude.replace(",", ".")))
        assert [each.place for each in session.scalars(select(Listing))] == [expected] * 2
        assert words in client.get(answer.location).text


def test_k27_a_name_means_its_own_place_only(client: FlaskClient) -> None:
    """Kemi is never Kemijärvi; Swedish names and names without marks are understood."""
    expected = {
        "Kemi": "Kemi",
        "kemi": "Kemi",
        "Kemijärvi": "Kemijärvi",
        "Kemijarvi": "Kemijärvi",
        "Ii": "Ii",
        "Kuhmo": "Kuhmo",
        "Tikkala 82350": "Tikkala, Tohmajärvi",
        "Åbo": "Turku",
        "Mariehamn": "Maarianhamina",
        "Espoo, Esbo": "Espoo",
    }
    found = {}
    for text in expected:
        page = unescape(client.get("/listings", query_string={"near": text}).text)
        (found[text],) = re.findall(r"Lähimmät ensin: ([^<]*?)\s*<", page)
    assert found == expected


def test_k27_two_of_a_name_are_asked_and_none_is_said(client: FlaskClient) -> None:
    """Tikkala is asked about (Jyväskylä or Tohmajärvi); an unknown name gets a message."""
    asked = client.get("/listings?near=Tikkala").text
    assert "Tikkala, Jyväskylä" in asked and "Tikkala, Tohmajärvi" in asked
    for unknown in ("Freiberg", "Kem", "Rudy"):
        assert "ei löytynyt" in client.get(f"/listings?near={unknown}").text


@pytest.fixture
def addresses(database: str, tmp_path: Path, httpserver: HTTPServer) -> Iterator[Flask]:
    """An installation that asks an address service, which has half a second."""
    plain = databases.settings(database, tmp_path)
    app = create_app(
        Settings(
            home=plain.home,
            database_url=plain.database_url,
            secret_key=plain.secret_key,
            testing=True,
        )
    )
    app.extensions["geocoder"] = chosen_geocoder(
        "nominatim",
        address=httpserver.url_for("").rstrip("/"),
        user_agent="Kierto tests (test@example.org)",
        limits=Limits(patience_s=1.0, timeout_s=0.5, tries=2, pause_s=0.0, rest_s=60.0),
    )
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


ROW = '[{"lat": null, "lon": "24.9", "display_name": "x", "class": "place", "type": "house"}]'


@pytest.mark.parametrize(
    "answer",
    [
        Response("slow down", 429),
        Response("broken", 500),
        Response("<html>ei nyt</html>", content_type="text/html"),
        Response(ROW, content_type="application/json"),
    ],
    ids=["429", "500", "html", "null"],
)
def test_k28_a_failing_address_service_holds_up_nothing(
    addresses: Flask, httpserver: HTTPServer, answer: Response
) -> None:
    """The listing is saved without a place, never at 0,0, with a message; a search says so too."""
    httpserver.expect_request("/search").respond_with_response(answer)
    client = addresses.test_client()
    sign_in(client, "koulu")
    posted = client.post("/listings/new", data=answers(place="Mannerheimintie 5 b"))
    assert posted.status_code == 303, refusals(posted)
    session.rollback()
    listing = session.scalars(select(Listing)).one()
    assert (listing.place, listing.place_name) == (None, "Mannerheimintie 5 b")
    page = client.get(posted.location).text
    assert "Osoitepalvelu ei vastaa" in page and "Mannerheimintie 5 b" in page
    known = client.post("/listings/new", data=answers(place="Sauvosaarenkatu 5, Kemi", key="2"))
    session.rollback()
    kemi = session.scalars(select(Listing).order_by(Listing.id.desc())).first()
    assert known.status_code == 303
    assert kemi is not None and kemi.place is not None
    assert kemi.place.distance_to(Place(65.74, 24.55)) < 3_000
    assert client.get("/listings?near=Mannerheimintie+5+b").status_code == 200


def test_k28_an_unknown_address_of_a_living_service_is_asked_again(
    addresses: Flask, httpserver: HTTPServer
) -> None:
    """Nothing found is a question at the field, and the rest of the form stays."""
    httpserver.expect_request("/search").respond_with_json([])
    client = addresses.test_client()
    sign_in(client, "koulu")
    answer = client.post("/listings/new", data=answers(place="Olematon katu 5 b"))
    assert (answer.status_code, len(refusals(answer))) == (422, 1)
    assert "Pulpetteja" in answer.text
