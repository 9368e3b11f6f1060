"""Forms whose token is missing, old or somebody else's: refused, and nothing typed is lost."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from kierto.db import session, transaction
from kierto.models import SignIn, Token
from tests import city
from tests.browsing import sign_in


@pytest.fixture
def guarded(app: Flask) -> FlaskClient:
    """A browser in which Kaisa is signed in, with tokens asked for."""
    client = app.test_client()
    sign_in(client, "koulu")
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def typed(client: FlaskClient, **more: str) -> dict[str, str]:
    return {"name": "Kaisa Uusi", "phone": "040 5551234", "language": "fi"} | more


def test_a_form_with_its_token_is_taken(guarded: FlaskClient) -> None:
    data = typed(guarded, csrf_token=token(guarded.get("/account").text))

    assert guarded.post("/account", data=data).status_code == 302
    assert city.person("koulu").name == "Kaisa Uusi"


def test_without_token_the_form_comes_again_with_what_was_typed(guarded: FlaskClient) -> None:
    answer = guarded.post("/account", data=typed(guarded))

    assert answer.status_code == 400
    assert 'value="Kaisa Uusi"' in answer.text and 'value="040 5551234"' in answer.text
    assert city.person("koulu").name == "Kaisa Koulu"


def test_the_form_that_came_again_can_be_sent(guarded: FlaskClient) -> None:
    answer = guarded.post("/account", data=typed(guarded))
    again = guarded.post("/account", data=typed(guarded, csrf_token=token(answer.text)))

    assert again.status_code == 302
    assert city.person("koulu").name == "Kaisa Uusi"


def test_somebody_elses_token_is_refused(app: Flask, guarded: FlaskClient) -> None:
    other = app.test_client()
    foreign = token(other.get("/login").text)

    answer = guarded.post("/account", data=typed(guarded, csrf_token=foreign))

    assert answer.status_code == 400
    assert city.person("koulu").name == "Kaisa Koulu"


def test_a_form_from_before_signing_in_again_comes_again(guarded: FlaskClient) -> None:
    old = token(guarded.get("/account").text)
    guarded.post("/logout", data={"csrf_token": old})
    page = guarded.get("/login").text
    guarded.post(
        "/login",
        data={
            "email": "koulu@example.org",
            "password": city.PASSWORD,
            "csrf_token": token(page),
        },
    )

    answer = guarded.post("/account", data=typed(guarded, csrf_token=old))

    assert answer.status_code == 400
    assert 'value="Kaisa Uusi"' in answer.text


def test_a_button_without_token_does_nothing_and_can_be_pressed_again(
    guarded: FlaskClient,
) -> None:
    answer = guarded.post("/account/tokens", data={"name": "Raportit"})

    assert answer.status_code == 400
    assert session.scalar(select(func.count()).select_from(Token)) == 0
    again = {"name": "Raportit", "csrf_token": token(answer.text.split("<main", 1)[1])}
    assert guarded.post("/account/tokens", data=again).status_code == 200
    assert session.scalar(select(func.count()).select_from(Token)) == 1


def test_passwords_are_never_shown_again(guarded: FlaskClient) -> None:
    data = {"old": city.PASSWORD, "password": "uusi-sana-tässä", "again": "uusi-sana-tässä"}
    answer = guarded.post("/account/password", data=data)

    assert answer.status_code == 400
    assert "uusi-sana" not in answer.text and city.PASSWORD not in answer.text


def test_what_another_site_sends_is_refused_without_offering_it_again(
    guarded: FlaskClient,
) -> None:
    answer = guarded.post("/account", data=typed(guarded), headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400
    assert "Kaisa Uusi" not in answer.text


def test_a_sign_in_that_ran_out_over_night_keeps_what_was_typed(
    app: Flask, guarded: FlaskClient
) -> None:
    data = typed(guarded, csrf_token=token(guarded.get("/account").text))
    with transaction():
        session.execute(update(SignIn).values(expires_at=SignIn.created_at))

    answer = guarded.post("/account", data=data)

    assert answer.status_code == 401
    assert "040 5551234" in answer.text
    assert city.person("koulu").name == "Kaisa Koulu"
    app.config["WTF_CSRF_ENABLED"] = False
    sign_in(guarded, "koulu")
    app.config["WTF_CSRF_ENABLED"] = True
    shown = guarded.post("/account", data=data)
    again = guarded.post("/account", data=typed(guarded, csrf_token=token(shown.text)))
    assert again.status_code == 302
    assert city.person("koulu").name == "Kaisa Uusi"


def test_signed_in_pages_are_not_kept_by_the_browser(guarded: FlaskClient) -> None:
    assert guarded.get("/account").headers["Cache-Control"] == "no-store"
