"""Setting up, serving and checking an installation."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from flask import Flask
from sqlalchemy import text

from kierto.db import session, transaction
from kierto.models import User
from tests import city
from tests.cli.commands import document, kierto
from tests.services import databases
from tests.services.ports import free_port


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new installation: nothing is there yet."""
    for name in list(os.environ):
        if name.startswith("KIERTO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def city_home(app: Flask, database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the test city."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_SECRET_KEY", databases.SECRET)
    return home


def test_init_makes_the_database_and_may_be_repeated(home: Path) -> None:
    expected = {"database": f"sqlite:///{home / 'kierto.db'}", "revision": "0001", "demo": None}
    assert document(kierto("init", "--json")) == expected
    assert document(kierto("init", "--json")) == expected
    assert (home / "secret_key").stat().st_mode & 0o077 == 0


def test_a_wrong_setting_stops_every_command_with_its_name(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIERTO_PROXIES", "many")
    for command in ("init", "serve", "worker"):
        result = kierto(command)
        assert (result.exit_code, "KIERTO_PROXIES: “many”" in result.output) == (1, True)
    assert document(kierto("check", "--json"), code=1) == {
        "ok": False,
        "problems": [
            {
                "about": "KIERTO_PROXIES",
                "sentence": "“many” is not a whole number from 0 to 10",
            }
        ],
    }


def test_wrong_usage_is_told_apart_from_failure(home: Path) -> None:
    assert kierto("match").exit_code == 2
    assert kierto("init", "--demo", "oulu").exit_code == 2
    assert kierto("bench", "everything").exit_code == 2


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_before_init(home: Path, command: str) -> None:
    result = kierto(command)
    assert (result.exit_code, "Run `kierto init` first" in result.output) == (1, True)


def test_check_finds_missing_migrations(home: Path) -> None:
    found = document(kierto("check", "--json"), code=1)
    assert [problem["about"] for problem in found["problems"]] == ["database"]


def test_check_finds_a_counter_that_was_changed(city_home: Path) -> None:
    with transaction():
        listing = city.listed()
    assert document(kierto("check", "--json")) == {"ok": True, "problems": []}
    with transaction():
        session.execute(text("UPDATE listing SET reserved = 2000, ended = 1000"))
    found = document(kierto("check", "--json"), code=1)
    assert found["problems"] == [
        {
            "about": f"listing {listing.id}",
            "sentence": f"{counter} is kept as {kept} thousandths, its rows add up to 0",
        }
        for counter, kept in (("reserved", 2000), ("ended", 1000))
    ]


def test_check_finds_what_is_unsafe_in_production(
    city_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        session.get_one(User, 1).is_demo = True
    monkeypatch.setenv("KIERTO_ENV", "production")
    found = document(kierto("check", "--json"), code=1)
    assert {problem["about"] for problem in found["problems"]} == {
        "KIERTO_BASE_URL",
        "KIERTO_MAIL_URL",
        "accounts",
    }


def test_production_refuses_demo_accounts(city_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIERTO_ENV", "production")
    assert "known password" in kierto("init", "--demo", "kemi").output
    with transaction():
        session.get_one(User, 1).is_demo = True
    for command in ("serve", "worker"):
        result = kierto(command)
        assert (result.exit_code, "holds demo accounts" in result.output) == (1, True)


def test_the_demo_does_not_move_into_a_database_in_use(city_home: Path) -> None:
    result = kierto("init", "--demo", "kemi")
    assert (result.exit_code, "wants one of its own" in result.output) == (1, True)


def test_match_gives_both_directions_with_reasons(city_home: Path) -> None:
    from kierto.services import wants

    with transaction():
        listing = city.listed()
        need = wants.Need(category=city.category("school-furniture"), radius_m=20_000)
        want = wants.post(city.unit("kivikko"), need, person=city.person("paivakoti"), now=city.NOW)
    by_want = document(kierto("match", "--want", str(want.id), "--json"))
    assert by_want == document(kierto("match", "--listing", str(listing.id), "--json"))
    (match,) = by_want["matches"]
    assert (match["listing"], match["want"]) == (listing.id, want.id)
    assert 1.5 < match["distance_km"] < 2.5
    assert len(match["reasons"]) == 4
    assert kierto("match", "--want", "999").exit_code == 1


def started(port: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "kierto", "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def answers(port: int, *, within: float = 30) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/login", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.01)
    return False


def test_a_killed_server_leaves_its_port_to_the_next(city_home: Path) -> None:
    port = free_port()
    first = started(port)
    assert answers(port)
    result = kierto("serve", "--port", str(port))
    assert (result.exit_code, "Choose another port" in result.output) == (1, True)
    first.kill()
    first.wait()
    second = started(port)
    while answers(port, within=0.01):
        pass  # the killed server's child still answers, for half a second at most
    try:
        assert answers(port)
        assert second.poll() is None
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=20) == 0
