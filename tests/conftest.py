"""What many tests need: real files, a PostgreSQL database, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from kierto.app import create_app
from kierto.db import db, session
from tests import city
from tests.services import chromium as chromium_service
from tests.services import databases, postgresql, real_files

chromium_service.drive_with_our_own_node()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server: KIERTO_TEST_POSTGRESQL_URL, or one of this session's own.

    Each worker of a parallel run is a session and has its own.
    """
    given = os.environ.get("KIERTO_TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    with postgresql.server() as address:
        yield address


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """An empty database that lasts as long as the session and is nobody else's."""
    with postgresql.database(postgresql_server) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's executable."""
    return chromium_service.executable()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium: Path
) -> dict[str, Any]:
    """Lets the fixtures of pytest-playwright (page, context, browser) use the system's Chromium."""
    return browser_type_launch_args | {
        "executable_path": str(chromium),
        "args": list(chromium_service.ARGUMENTS),
    }


@pytest.fixture(scope="session")
def real_file() -> Callable[[str], Path]:
    """Finds a file that a real organisation published, by its name under the folder ``real``."""

    def find(name: str) -> Path:
        folder = real_files.folder()
        assert folder is not None
        path = folder / name
        assert path.is_file(), f"{name} is not among the real files in {folder}"
        return path

    return find


LACKING = pytest.StashKey[int]()
LONG = ("properties", "journeys", "races", "cli", "contract")
"""Folders whose files take long: they begin first, so that no worker is left alone at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files first; tests on files that this machine does not have are left out, and told."""
    tests = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(tests).parts[0] not in LONG)
    if real_files.folder() is None:
        lacking = [item for item in items if "real_file" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=lacking)
        items[:] = [item for item in items if item not in lacking]
        config.stash[LACKING] = len(lacking)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests want the real files."""
    if count := config.stash.get(LACKING, 0):
        terminalreporter.write_line(
            f"{count} tests on real files left out: set KIERTO_SHARED to their folder."
        )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that use ``database`` run on both; pages, API and commands on SQLite alone.

    A module that wants it otherwise says so with ``BOTH_DATABASES``.
    """
    if "database" in metafunc.fixturenames:
        one = any(part in metafunc.module.__name__.split(".") for part in ("views", "api", "cli"))
        both = getattr(metafunc.module, "BOTH_DATABASES", not one)
        names = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database", names, indirect=True)


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the test city, copied for every test."""
    home = tmp_path_factory.mktemp("city")
    databases.found_city(f"sqlite:///{home / 'city.db'}", home)
    return home / "city.db"


@pytest.fixture(scope="session")
def city_template(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a migrated PostgreSQL database with the test city, copied for every test."""
    with postgresql.database(postgresql_server) as address:
        databases.found_city(databases.with_driver(address), tmp_path_factory.mktemp("city"))
        yield address.rpartition("/")[2]


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the test city, this test's own."""
    if request.param == "sqlite":
        source: Path = request.getfixturevalue("city_file")
        shutil.copy(source, tmp_path / "kierto.db")
        yield f"sqlite:///{tmp_path / 'kierto.db'}"
    else:
        server: str = request.getfixturevalue("postgresql_server")
        template: str = request.getfixturevalue("city_template")
        with postgresql.database(server, template=template) as address:
            yield databases.with_driver(address)


class Browser(FlaskClient):
    """A client whose requests stand alone, as on a server.

    The test itself runs inside the application; a request that saw that would share its database
    session and everything kept in ``g``, and take the person of an earlier request for its own.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        session.rollback()
        answer = Context().run(super().open, *args, **kwargs)
        # What the test reads afterwards is what the request has stored.
        session.rollback()
        return answer


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database with the test city."""
    application = create_app(databases.settings(database, tmp_path))
    application.test_client_class = Browser
    with application.app_context():
        yield application
        session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody has signed in (see ``tests.browsing.sign_in``)."""
    return app.test_client()


@pytest.fixture
def city_time() -> Iterator[None]:
    """Pages live an hour after the city's NOW, whatever day it is where the tests run."""
    with time_machine.travel(city.NOW + timedelta(hours=1), tick=True):
        yield
