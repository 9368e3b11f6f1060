"""What every answer tells the browser."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kierto.app import create_app
from kierto.config import Environment, Settings
from kierto.views.headers import content_policy
from tests.browsing import sign_in
from tests.services import databases


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/healthz", "/static/css/kierto.css"])
def test_every_answer_has_the_safe_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_transport_security_is_asked_for_in_production(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'kierto.db'}",
        secret_key=databases.SECRET,
        environment=Environment.PRODUCTION,
        base_url="https://kierto.example.org",
    )
    answer = create_app(settings).test_client().get("/healthz")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_pictures_may_come_from_the_tile_server_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        database_url="sqlite://",
        secret_key=databases.SECRET,
        tiles_url="https://{s}.tiles.example.org/{z}/{x}/{y}.png",
    )

    assert "img-src 'self' data: blob: https://*.tiles.example.org;" in content_policy(settings)


def test_pages_name_their_language_and_what_they_depend_on(client: FlaskClient) -> None:
    headers = client.get("/login", headers={"Accept-Language": "sv"}).headers

    assert headers["Content-Language"] == "sv"
    assert {"Accept-Language", "Cookie"} <= {v.strip() for v in headers["Vary"].split(",")}


def test_only_pages_of_people_are_never_kept(client: FlaskClient) -> None:
    assert client.get("/login").headers["Cache-Control"] == "private, no-cache"
    sign_in(client, "koulu")
    assert client.get("/").headers["Cache-Control"] == "no-store"
