"""The pages of wants."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.place import Place
from kierto.domain.states import WantState
from kierto.domain.visibility import Stage
from kierto.models import Want
from tests import city
from tests.browsing import sign_in
from tests.trading import listed

pytestmark = pytest.mark.usefixtures("city_time")

FIELDS = {
    "key": "k",
    "category": "school-furniture",
    "quantity": "6",
    "radius_km": "25",
    "condition": "fair",
    "wanted_until": "31.12.2030",
    "note": "matalia",
    "place": "",
}


def test_a_saved_want_shows_at_once_what_there_is(client: FlaskClient) -> None:
    listed(30)
    listed(3, title="Salainen pulpetti", audience=Stage.OWN, code="suensaari", login="naapuri")
    sign_in(client, "paivakoti")
    for _ in range(2):
        answer = client.post("/wants/new", data=FIELDS)
        assert (answer.status_code, answer.location) == (303, "/wants/1")
    want = session.scalars(select(Want)).one()
    assert (want.category.code, str(want.quantity), want.radius_m, want.note) == (
        "school-furniture",
        "6",
        25_000,
        "matalia",
    )
    page = client.get("/wants/1").text
    assert "Pulpetteja" in page
    assert "1,9\u00a0km" in page
    assert "Salainen" not in page
    assert "1,9\u00a0km" in client.get("/wants").text


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    client.post("/wants/new", data=FIELDS)
    page = client.get("/wants/1")
    assert page.status_code == 200
    assert "/wants/1/edit" in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": ""},
        {"category": "unicorn"},
        {"quantity": "0"},
        {"quantity": "monta"},
        {"radius_km": "-5"},
        {"radius_km": "999999"},
        {"condition": "shiny"},
        {"wanted_until": "32.1.2026"},
        {"place": "Atlantis"},
    ],
)
def test_what_cannot_be_is_told_and_kept(client: FlaskClient, wrong: dict[str, str]) -> None:
    sign_in(client, "paivakoti")
    answer = client.post("/wants/new", data=FIELDS | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "matalia" in answer.text
    assert session.scalar(select(func.count()).select_from(Want)) == 0


def test_a_name_of_several_places_is_asked_about(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    answer = client.post("/wants/new", data=FIELDS | {"place": "Tornio"})
    want = session.scalars(select(Want)).one()
    assert (answer.status_code, want.place_name) == (303, "Tornio")
    assert want.place.distance_to(Place(65.848, 24.147)) < 5_000


def test_the_place_stays_when_something_else_changes(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    client.post("/wants/new", data=FIELDS)
    before = session.scalars(select(Want)).one().place
    page = client.get("/wants/1/edit").text
    assert "Kivikon päiväkoti" in page
    changed = FIELDS | {"radius_km": "100", "place": "Kivikon päiväkoti", "quantity": ""}
    assert client.post("/wants/1/edit", data=changed).status_code == 303
    want = session.scalars(select(Want)).one()
    assert (want.radius_m, want.quantity, want.place) == (100_000, None, before)


def test_a_want_is_ended_and_looked_for_again(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    client.post("/wants/new", data=FIELDS)
    for path, state in (
        ("met", WantState.MET),
        ("met", WantState.MET),
        ("close", WantState.MET),
        ("reopen", WantState.OPEN),
        ("close", WantState.CLOSED),
    ):
        assert client.post(f"/wants/1/{path}").status_code == 303
        session.expire_all()
        assert session.scalars(select(Want)).one().state is state
    assert client.get("/wants").text.count("/wants/1") == 0
    assert client.get("/wants?ended=1").text.count("/wants/1") == 1


def test_wants_of_others_are_nowhere(client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    client.post("/wants/new", data=FIELDS)
    client.post("/logout")
    sign_in(client, "naapuri")
    for method, path in (
        ("get", ""),
        ("get", "/edit"),
        ("post", "/edit"),
        ("post", "/met"),
        ("post", "/close"),
        ("post", "/reopen"),
    ):
        answer = getattr(client, method)(
            f"/wants/1{path}", **({"data": FIELDS} if method == "post" else {})
        )
        assert answer.status_code == 404, path
    assert "/wants/1" not in client.get("/wants").text


def test_who_may_not_want_is_told_so(client: FlaskClient) -> None:
    assert client.get("/wants").status_code == 302
    assert client.get("/wants/new").status_code == 302
    sign_in(client, "katselija")
    assert client.get("/wants").status_code == 200
    assert client.get("/wants/new").status_code == 403
    assert client.post("/wants/new", data=FIELDS).status_code == 403


def test_many_matches_come_in_pages_each_once(client: FlaskClient) -> None:
    with transaction():
        for number in range(30):
            city.listed(title=f"Pulpetti {number:02}")
    sign_in(client, "paivakoti")
    client.post("/wants/new", data=FIELDS)
    first = client.get("/wants/1").text
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(link).text
    seen = [f"Pulpetti {n:02}" for n in range(30)]
    assert all((title in first) != (title in second) for title in seen)
    assert client.get("/wants/1?after=nonsense").status_code == 200
