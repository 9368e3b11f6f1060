"""What colleagues look for, and matches that do not interest."""

from flask import Flask
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.models import Want
from kierto.services import wants
from tests import city, trading
from tests.browsing import sign_in


def want(login: str = "paivakoti", **values: object) -> Want:
    need = wants.Need(
        category=city.category("school-desk"),
        radius_m=50_000,
        quantity=trading.amount(6),
        note=f"tarve {login}",
        is_shared=bool(values.get("is_shared", True)),
    )
    with transaction():
        unit = city.unit(trading.UNIT_OF[login])
        return wants.post(unit, need, person=city.person(login), now=city.NOW)


def test_colleagues_see_what_is_shared_and_others_nothing(app: Flask, client: FlaskClient) -> None:
    want()
    want("kirjasto", is_shared=False)
    want("puuseppa")
    sign_in(client, "koulu")
    page = client.get("/wishes").text

    assert "tarve paivakoti" in page
    assert "tarve kirjasto" not in page
    assert "tarve puuseppa" not in page
    assert "/listings/new?category=school-desk&amp;quantity=6" in page
    for login in ("naapuri", "puuseppa"):
        other = app.test_client()
        sign_in(other, login)
        assert "tarve paivakoti" not in other.get("/wishes").text


def test_i_have_this_fills_in_what_and_how_many(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    page = client.get("/listings/new?category=school-desk&quantity=6").text

    assert 'value="6"' in page
    assert client.get("/listings/new?quantity=1e99999999").status_code == 200


def test_a_match_that_does_not_interest_is_hidden_and_can_be_shown_again(
    app: Flask, client: FlaskClient
) -> None:
    path = f"/wants/{want().id}"
    listing = trading.listed(8, title="Nämä pulpetit")
    sign_in(client, "paivakoti")
    assert "Nämä pulpetit" in client.get(path).text
    asked = client.get(f"{path}/dismiss/{listing.id}")
    assert asked.status_code == 200
    assert "Nämä pulpetit" in client.get(path).text

    client.post(f"{path}/dismiss/{listing.id}")

    page = client.get("/wants/1").text.partition('id="main"')[2]
    assert f"/listings/{listing.id}" not in page
    client.post(f"{path}/show-again")
    assert f"/listings/{listing.id}" in client.get(path).text


def test_nobody_dismisses_for_another_unit(client: FlaskClient) -> None:
    path = f"/wants/{want().id}"
    listing = trading.listed(8)
    sign_in(client, "kirjasto")

    assert client.post(f"{path}/dismiss/{listing.id}").status_code == 404
