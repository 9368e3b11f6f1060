"""Signing in and out, from the first page to a copied cookie."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.models import SignIn
from tests import city
from tests.browsing import sign_in

FORGED = [
    "https://evil.example",
    "//evil.example",
    "////evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\r\n/evil",
    "/%0d%0a/evil",
    "javascript:alert(1)",
    "https:evil.example",
    "http://localhost@evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    " /evil",
    "",
]
KEPT = "/listings?x=1#y"


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


@pytest.mark.parametrize("address", FORGED)
def test_next_never_leads_to_another_site(client: FlaskClient, address: str) -> None:
    credentials = {"email": "koulu@example.org", "password": city.PASSWORD}
    answers = [
        client.get("/lang/sv", query_string={"next": address}),
        client.post("/login", query_string={"next": address}, data=credentials),
        client.post("/logout", data={"next": address}),
    ]

    assert [(a.status_code, a.location) for a in answers] == [(302, "/")] * 3


def test_next_keeps_a_path_on_this_site_as_given(client: FlaskClient) -> None:
    credentials = {"email": "koulu@example.org", "password": city.PASSWORD}
    answers = [
        client.get("/lang/sv", query_string={"next": KEPT}),
        client.post("/login", query_string={"next": KEPT}, data=credentials),
        client.post("/logout", data={"next": KEPT}),
    ]

    assert [(a.status_code, a.location) for a in answers] == [(302, KEPT)] * 3


def test_a_page_for_people_leads_through_sign_in_and_back(client: FlaskClient) -> None:
    asked = client.get("/account?tab=1")
    assert (asked.status_code, asked.location) == (302, "/login?next=/account?tab%3D1")

    credentials = {"email": "koulu@example.org", "password": city.PASSWORD}
    answer = client.post(asked.location, data=credentials)

    assert (answer.status_code, answer.location) == (302, "/account?tab=1")


def test_wrong_password_and_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    wrong = client.post("/login", data={"email": "koulu@example.org", "password": "väärä"})
    unknown = client.post("/login", data={"email": "kuka@example.org", "password": "väärä"})

    assert wrong.status_code == unknown.status_code == 401
    token = re.compile(r'name="csrf_token" value="[^"]+"')
    assert token.sub("", wrong.text).replace("koulu@", "kuka@") == token.sub("", unknown.text)


def test_an_address_in_capitals_with_blanks_signs_in(client: FlaskClient) -> None:
    data = {"email": " Koulu@Example.org ", "password": city.PASSWORD}

    assert client.post("/login", data=data).status_code == 302


def test_signing_in_begins_a_new_session_and_ends_the_old_one(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    first = cookie(client)
    sign_in(client, "koulu")

    assert cookie(client) != first
    copy = client.application.test_client()
    copy.set_cookie("session", first)
    assert copy.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_a_copied_cookie_is_worth_nothing_after_sign_out(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "koulu")
    copy = app.test_client()
    copy.set_cookie("session", cookie(client))
    assert copy.get("/account").status_code == 200

    client.post("/logout")

    assert copy.get("/account").status_code == 302
    assert client.get("/account").status_code == 302


def test_sign_out_is_only_by_post(client: FlaskClient) -> None:
    sign_in(client, "koulu")

    assert client.get("/logout").status_code == 405
    assert client.get("/account").status_code == 200


def test_remember_me_keeps_the_cookie_for_thirty_days_else_until_the_browser_closes(
    app: Flask,
) -> None:
    credentials = {"email": "koulu@example.org", "password": city.PASSWORD}
    short = app.test_client().post("/login", data=credentials)
    long = app.test_client().post("/login", data=credentials | {"remember": "y"})

    assert "Expires" not in short.headers["Set-Cookie"]
    assert "Expires" in long.headers["Set-Cookie"]
    rows = session.scalars(select(SignIn).order_by(SignIn.id)).all()
    assert [(r.expires_at - r.created_at).days for r in rows] == [0, 30]


def test_a_deactivated_person_loses_access_at_once(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    with transaction():
        city.person("koulu").deactivated_at = city.NOW

    assert client.get("/account").status_code == 302
    data = {"email": "koulu@example.org", "password": city.PASSWORD}
    assert client.post("/login", data=data).status_code == 401


def test_the_language_goes_to_the_account_or_else_to_a_cookie(client: FlaskClient) -> None:
    client.get("/lang/sv")
    assert 'lang="sv"' in client.get("/login").text

    sign_in(client, "koulu")
    assert 'lang="fi"' in client.get("/account").text
    client.get("/lang/en")
    assert city.person("koulu").language == "en"
    assert 'lang="en"' in client.get("/account").text


def test_an_unknown_language_is_not_found(client: FlaskClient) -> None:
    assert client.get("/lang/xx").status_code == 404


def test_own_details_are_saved(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    client.post("/account", data={"name": "Kaisa K", "phone": "040 123", "language": "sv"})

    user = city.person("koulu")
    assert (user.name, user.phone, user.language) == ("Kaisa K", "040 123", "sv")


def test_a_name_cannot_be_empty_and_what_was_typed_stays(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    answer = client.post("/account", data={"name": " ", "phone": "040 999", "language": "fi"})

    assert answer.status_code == 422
    assert 'value="040 999"' in answer.text
    assert city.person("koulu").name == "Kaisa Koulu"


def test_one_ends_other_sign_ins_but_never_somebody_elses(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "koulu")
    other, stranger = app.test_client(), app.test_client()
    sign_in(other, "koulu")
    sign_in(stranger, "naapuri")
    rows = session.scalars(select(SignIn).order_by(SignIn.id)).all()

    client.post(f"/account/sign-ins/{rows[1].id}/end")
    client.post(f"/account/sign-ins/{rows[2].id}/end")

    assert other.get("/account").status_code == 302
    assert stranger.get("/account").status_code == 200
    sign_in(other, "koulu")
    client.post("/account/sign-ins/end")
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
