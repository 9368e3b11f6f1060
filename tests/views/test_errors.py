"""Error pages: plain words, the right status, never a bare fault."""

import logging
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.views.guards import public
from tests.browsing import sign_in


def test_an_unknown_address_has_a_page_of_its_own(client: FlaskClient) -> None:
    answer = client.get("/jotain/muuta", headers={"Accept-Language": "fi"})

    assert answer.status_code == 404
    assert "Täällä ei ole mitään" in answer.text
    assert 'href="/listings"' in answer.text


def test_a_wrong_method_says_what_to_do_and_keeps_allow(client: FlaskClient) -> None:
    answer = client.get("/logout")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert "<main" in answer.text


def test_a_request_that_is_too_large_names_the_limit(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    answer = client.post(
        "/login", data={"email": "a", "password": (BytesIO(b"x" * 2_000_000), "x.bin")}
    )

    assert answer.status_code == 413
    assert "1 Mt" in answer.text


def test_a_fault_of_ours_shows_a_number_that_the_log_knows(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    sign_in(client, "koulu")

    @public
    def broken() -> str:
        raise ZeroDivisionError

    app.view_functions["front.start"] = broken
    with caplog.at_level(logging.ERROR):
        answer = client.get("/", headers={"Accept-Language": "fi"})

    assert answer.status_code == 500
    number = re.search(r'<strong class="number">([0-9A-F]{8})</strong>', answer.text)
    assert number is not None
    assert f"Reference {number.group(1)}" in caplog.text and "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_broken_database_still_gives_a_page(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = app.test_client()
    sign_in(client, "koulu")
    from kierto.db import db

    with db.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_in RENAME TO gone")
        connection.commit()

    answer = client.get("/account")

    assert answer.status_code == 500
    assert "<h1>" in answer.text
