"""How often a password may be tried, and by whom."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.app import create_app
from kierto.config import Settings
from kierto.db import db, session
from tests import city
from tests.services import databases


def attempt(client: FlaskClient, login: str, password: str, **headers: str) -> int:
    data = {"email": f"{login}@example.org", "password": password}
    return client.post("/login", data=data, headers=headers).status_code


def test_forged_headers_do_not_help(app: Flask) -> None:
    client = app.test_client()
    forged = [{"X-Forwarded-For": f"10.0.0.{n}"} for n in range(20)]

    statuses = [attempt(client, "koulu", "väärä", **headers) for headers in forged]

    assert statuses == [401] * 10 + [429] * 10


def test_the_refusal_says_in_finnish_how_long_to_wait(client: FlaskClient) -> None:
    for _ in range(10):
        attempt(client, "koulu", "väärä")
    data = {"email": "koulu@example.org", "password": city.PASSWORD}

    answer = client.post("/login", data=data, headers={"Accept-Language": "fi"})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert "Liian monta yritystä" in answer.text
    assert 'value="koulu@example.org"' in answer.text


def test_a_whole_city_behind_one_address_signs_in_at_eight(app: Flask) -> None:
    logins = [login for login, *_ in city.PEOPLE]

    statuses = [attempt(app.test_client(), login, city.PASSWORD) for login in logins * 2]

    assert statuses == [302] * len(statuses)


def test_a_stranger_elsewhere_locks_nobody_out(app: Flask) -> None:
    stranger = app.test_client()
    for _ in range(15):
        stranger.post(
            "/login",
            data={"email": "koulu@example.org", "password": "väärä"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )

    assert attempt(app.test_client(), "koulu", city.PASSWORD) == 302


@pytest.fixture
def behind_proxy(database: str, tmp_path: Path) -> Flask:
    """The application behind one proxy, counting in the database."""
    plain = databases.settings(database, tmp_path)
    return create_app(
        Settings(
            home=plain.home,
            database_url=plain.database_url,
            secret_key=plain.secret_key,
            testing=True,
            proxies=1,
            rate_limits="database",
        )
    )


def test_behind_one_proxy_only_its_own_word_counts(behind_proxy: Flask) -> None:
    """The proxy adds the real address at the end; what stands before it is anybody's claim."""
    headers = [{"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.9"} for n in range(12)]

    statuses = [attempt(behind_proxy.test_client(), "koulu", "väärä", **h) for h in headers]
    elsewhere = attempt(
        behind_proxy.test_client(),
        "koulu",
        city.PASSWORD,
        **{"X-Forwarded-For": "10.0.0.1, 203.0.113.10"},
    )

    assert statuses == [401] * 10 + [429] * 2
    assert elsewhere == 302


def test_processes_share_the_count_in_the_database(behind_proxy: Flask) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    settings: Settings = behind_proxy.extensions["settings"]
    for _ in range(5):
        attempt(behind_proxy.test_client(), "koulu", "väärä", **headers)
    other = create_app(settings)

    statuses = [attempt(other.test_client(), "koulu", "väärä", **headers) for _ in range(6)]

    assert statuses == [401] * 5 + [429]
    with other.app_context():
        session.remove()
        db.engine.dispose()


def test_links_by_mail_are_limited_too(client: FlaskClient) -> None:
    data = {"email": "koulu@example.org"}

    statuses = [client.post("/password", data=data).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
