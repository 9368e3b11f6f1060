"""What the journeys share: a running site, and people with browsers of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.people import Someone
from tests.services.site import Site, serving


@pytest.fixture(scope="module")
def server(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The production server on the test city; one for all the journeys of a module."""
    with serving(city_file, tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(server: Site, city_file: Path) -> Site:
    """The site with the city as it was in the beginning."""
    server.begin_anew(city_file)
    return server


@pytest.fixture
def come(browser: Browser, site: Site) -> Iterator[Callable[..., Someone]]:
    """Lets a person come with a browser of their own: ``come("koulu", width=390)``."""
    contexts: list[BrowserContext] = []

    def opened(login: str, *, width: int, height: int, scripts: bool) -> Someone:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            locale="fi-FI",
            timezone_id="Europe/Helsinki",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page: Page = context.new_page()
        someone = Someone(page, scripts=scripts)
        someone.sign_in(login)
        return someone

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of desks, as a phone would send it."""
    from kierto.documents.demo_pictures import picture

    path = tmp_path_factory.mktemp("photos") / "pulpetit.jpg"
    path.write_bytes(picture("desk", 7))
    return path
