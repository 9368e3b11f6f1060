"""Every main page: axe finds nothing, nothing is too wide, and a keyboard is enough."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from kierto.app import create_app
from kierto.db import db, session, transaction
from kierto.services import wants
from tests import city, trading
from tests.journeys.people import Someone
from tests.services import databases
from tests.services.site import serving

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parents[2] / "build" / "axe.min.js").read_text("utf-8")
RULES = "axe.run().then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
WIDER = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"

PAGES = {
    "": """/ /login /password /listings /listings?q=olematon /listings/1 /results /accessibility
        /privacy /attributions /reports/method /nothing-is-here""",
    "koulu": """/ /listings /listings/1 /listings/new /listings/1/edit /listings/1/outcomes /claims
        /claims?ended=1 /claims/1 /claims/2 /claims/2/handover /handovers /handovers/1 /account
        /account/password /account/erase""",
    "paivakoti": "/ /wants /wants/1 /wants/1/edit /wants/new /claims /listings/1",
    "ymparisto": "/reports /ledger /ledger/1 /ledger/1/correct /clearances /clearances/new",
    "admin": """/administration /administration/people /administration/people/new
        /administration/people/1 /administration/units/2 /administration/units/2/close
        /administration/units/1/new /administration/organisations/1/policy
        /administration/organisations/1/permits""",
}
# Where the focus is, and whether the element, or what frames it, looks otherwise without it.
STOP = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const frames = [here, here.nextElementSibling, here.closest(".choice, .photos__source, .card")];
    const look = () => frames.filter(Boolean).map((one) => {
        const style = getComputedStyle(one);
        return style.outline + style.boxShadow + style.borderColor;
    }).join();
    const focused = look();
    // A date is several stops in one element: to leave it would begin it anew.
    if (here.type === "date") return [here.outerHTML.slice(0, 120), !focused.includes("none 0px")];
    here.blur();
    const marked = look() !== focused;
    here.focus();
    return [here.outerHTML.slice(0, 120), marked];
}"""


@pytest.fixture(scope="module")
def traded(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test city after some trade: an open claim, a reservation, a handover, a want."""
    home = tmp_path_factory.mktemp("traded")
    file = home / "kierto.db"
    file.write_bytes(city_file.read_bytes())
    application: Flask = create_app(databases.settings(f"sqlite:///{file}", home))
    with application.app_context():
        listing = trading.listed(30, now=city.NOW - timedelta(days=7))
        trading.claimed(listing, 6)
        trading.approved(trading.claimed(listing, 4, "kirjasto"))
        trading.handed_over(trading.approved(trading.claimed(listing, 2)), 2)
        with transaction():
            city.listed("kirjasto", "kirjasto", title="Hyllyjä", category="bookshelf")
            wants.post(
                city.unit("kivikko"),
                wants.Need(category=city.category("school-desk"), radius_m=20_000),
                person=city.person("paivakoti"),
                now=city.NOW,
            )
        session.remove()
        db.engine.dispose()
    return file


@pytest.fixture(scope="module")
def address(traded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on that city."""
    with serving(traded, tmp_path_factory.mktemp("site")) as site:
        yield site.address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser in which nobody has signed in."""
    context = browser.new_context(
        base_url=address, viewport={"width": 390, "height": 844}, locale="fi-FI"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "visitor")
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page, login: str) -> None:
    if login:
        Someone(page).sign_in(login)
    found = {}
    for path in PAGES[login].split():
        page.set_viewport_size({"width": 390, "height": 844})
        answer = page.goto(path)
        status = answer.status if answer else 0
        page.evaluate(AXE)
        on_phone = page.evaluate(RULES)
        page.set_viewport_size({"width": 320, "height": 640})
        narrow = page.evaluate(WIDER)
        # 200 % on a screen of 1280 leaves 640.
        page.set_viewport_size({"width": 640, "height": 450})
        enlarged = page.evaluate(WIDER)
        page.set_viewport_size({"width": 1280, "height": 900})
        found[path] = (status, on_phone, page.evaluate(RULES), narrow, enlarged)
    right: dict[str, tuple[int, list[str], list[str], int, int]] = {
        path: (404 if "nothing" in path else 200, [], [], 0, 0) for path in found
    }
    assert found == right


def test_the_first_tab_leads_past_the_menus(page: Page) -> None:
    page.goto("/listings")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("link => link === document.activeElement")
    box = skip.bounding_box()
    assert box is not None and box["y"] >= 0 and box["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["/listings", "/listings/new", "/claims/2/handover"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(page: Page, path: str) -> None:
    """Each stop is marked, and none holds the focus."""
    Someone(page).sign_in("koulu")
    page.goto(path)
    stops: list[str] = []
    unmarked: list[str] = []
    for _stop in range(200):
        page.keyboard.press("Tab")
        where = page.evaluate(STOP)
        if where is None:
            break
        stops.append(where[0])
        if not where[1]:
            unmarked.append(where[0])
    assert page.evaluate("document.activeElement === document.body")
    assert unmarked == []
    assert any('type="submit"' in stop for stop in stops)
