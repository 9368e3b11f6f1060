"""What many tests need: real files, a PostgreSQL database, a browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import chromium as chromium_service
from tests.services import postgresql

CHECKOUT = Path(__file__).parents[1]

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
    shared = Path(os.environ.get("KIERTO_SHARED", CHECKOUT.parent / "shared"))

    def find(name: str) -> Path:
        path = shared / "real" / name
        assert path.exists(), f"{path} is missing: KIERTO_SHARED names the folder that holds real/."
        return path

    return find
