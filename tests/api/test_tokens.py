"""Who may call."""

from datetime import UTC, datetime
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import session, transaction
from kierto.models import Token, User
from kierto.services import tokens
from tests import city
from tests.api.calling import PROBLEM, Caller, Calls, caller
from tests.browsing import sign_in


def test_a_token_acts_for_its_person(koulu: Caller) -> None:
    answer = koulu.get("/me")
    assert (answer.status_code, answer.json["email"]) == (200, "koulu@example.org")
    assert [unit["code"] for unit in answer.json["units"]] == ["syvakangas"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer nobody", "Basic a29cldTpzYWxhc2FuYQ==", "Bearer \udcff", "Token x"],
)
def test_without_a_good_token_there_is_no_answer(client: FlaskClient, header: str) -> None:
    answer = client.get(
        "/api/v1/listings",
        headers={"Authorization": header.encode("utf-8", "replace").decode("latin-1")},
    )
    assert answer.status_code == 401
    assert answer.mimetype == PROBLEM
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Kierto"'
    assert answer.get_json()["title"] == "Unauthorized"


def test_a_signed_in_browser_is_nobody_to_the_api(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    assert client.get("/api/v1/me").status_code == 401


def test_a_revoked_token_ends_at_once(koulu: Caller) -> None:
    with transaction():
        tokens.revoke_all(city.person("koulu"), now=datetime.now(UTC))
    assert koulu.get("/me").status_code == 401


def test_the_token_of_somebody_who_left_is_worth_nothing(koulu: Caller) -> None:
    with transaction():
        city.person("koulu").deactivated_at = datetime.now(UTC)
    assert koulu.get("/me").status_code == 401


def test_only_a_digest_of_the_token_is_kept(app: Flask) -> None:
    koulu = caller(app, "koulu")
    kept = session.query(Token).all()
    assert [token.digest for token in kept] == [tokens.digest(koulu.token)]
    assert koulu.token not in str([vars(token) for token in kept])


def test_calls_set_no_cookie(koulu: Caller) -> None:
    cookie = SimpleCookie(koulu.get("/me").headers.get("Set-Cookie", ""))
    assert "session" not in cookie


def test_errors_are_in_the_language_asked_for_else_in_the_accounts(koulu: Caller) -> None:
    koulu.in_language = "sv"
    assert koulu.get("/listings/99").json["detail"] == (
        "Det finns inget på den här adressen, eller så är det inte öppet för dig."
    )
    koulu.in_language = ""
    with transaction():
        session.query(User).filter_by(email="koulu@example.org").one().language = "fi"
    assert "osoitteessa" in koulu.get("/listings/99").json["detail"]


def test_a_role_without_the_permission_is_told_so(calls: Calls) -> None:
    answer = calls("katselija").post("/listings", {})
    assert (answer.status_code, answer.mimetype) == (403, PROBLEM)
