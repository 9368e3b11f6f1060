"""A running site, and programs with tokens made by the command.

The site is the test city. With KIERTO_CONTRACT_HOME these tests run on a copy of that folder
instead, made by ``kierto init --demo kemi``: the same calls must hold on the demo.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import document, kierto
from tests.contract.outside import Caller
from tests.services.databases import SECRET
from tests.services.site import Site, serving

GIVEN = os.environ.get("KIERTO_CONTRACT_HOME")
DEMO = {
    "koulu": "koulu@kemi.example",
    "paivakoti": "paivakoti@kemi.example",
    "ymparisto": "ymparisto@kemi.example",
    "auditoija": "auditoija@kemi.example",
    "admin": "admin@kemi.example",
    "puuseppa": "puuseppa@yritys.example",
    "naapuri": "naapuri@tornio.example",
    "operaattori": "yllapito@kierto.example",
}


@contextmanager
def installation(home: Path) -> Iterator[None]:
    """Commands inside the block are those of the installation in ``home``."""
    with pytest.MonkeyPatch.context() as environment:
        for name in list(os.environ):
            if name.startswith("KIERTO_"):
                environment.delenv(name)
        environment.setenv("KIERTO_HOME", str(home))
        environment.setenv("KIERTO_SECRET_KEY", SECRET)
        yield


@pytest.fixture(scope="session")
def outside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The production server, with one process."""
    home = tmp_path_factory.mktemp("contract")
    if GIVEN:
        shutil.copytree(GIVEN, home, dirs_exist_ok=True)
        source = Path(GIVEN) / "kierto.db"
    else:
        source = request.getfixturevalue("city_file")
    with serving(source, home) as site:
        yield site


@pytest.fixture(scope="session")
def person(outside: Site) -> Callable[[str], Caller]:
    """``person("koulu")`` is a program that acts for this person."""
    made: dict[str, Caller] = {}

    def called(login: str) -> Caller:
        if login not in made:
            mail = DEMO[login] if GIVEN else f"{login}@example.org"
            with installation(outside.home):
                said = document(kierto("token", "create", "--user", mail, "--json"))
            assert set(said) == {"token"}
            caller = Caller(outside.address, said["token"])
            units = caller.get("/me").json["units"]
            unit = units[0]["code"] if units else ""
            made[login] = Caller(outside.address, said["token"], unit)
        return made[login]

    return called


@pytest.fixture(scope="session")
def command(outside: Site) -> Callable[..., Any]:
    """Runs ``kierto …`` on the site's data; gives its one document, after checking its code."""

    def run(*words: str, code: int = 0) -> Any:
        with installation(outside.home):
            return document(kierto(*words), code=code)

    return run


@pytest.fixture
def koulu(person: Callable[[str], Caller]) -> Caller:
    """The school: lists things."""
    return person("koulu")


@pytest.fixture
def paivakoti(person: Callable[[str], Caller]) -> Caller:
    """The day-care: takes things."""
    return person("paivakoti")


@pytest.fixture(scope="session")
def writes(person: Callable[[str], Caller]) -> list[tuple[Caller, str, str]]:
    """Every call with a body, on things that exist."""
    koulu, paivakoti = person("koulu"), person("paivakoti")
    listing = koulu.listed()
    claim = paivakoti.claimed(listing, 3)["id"]
    koulu.post(f"/claims/{claim}/approve")
    body = {"quantity": 1, "occurred_on": "2026-01-31"}
    entry = koulu.post(f"/claims/{claim}/handovers", body).json["ledger_entry"]["id"]
    return [
        (koulu, "POST", "/listings"),
        (koulu, "PATCH", f"/listings/{listing['id']}"),
        (koulu, "POST", f"/listings/{listing['id']}/outcomes"),
        (paivakoti, "POST", f"/listings/{listing['id']}/claims"),
        (paivakoti, "POST", "/wants"),
        (koulu, "POST", f"/claims/{claim}/approve"),
        (koulu, "POST", f"/claims/{claim}/decline"),
        (paivakoti, "POST", f"/claims/{claim}/cancel"),
        (koulu, "POST", f"/claims/{claim}/handovers"),
        (person("ymparisto"), "POST", f"/ledger/{entry}/corrections"),
    ]
