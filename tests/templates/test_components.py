"""All components on one page: it holds to the content policy and is found accessible."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, Response, render_template
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice as Choice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from kierto.resources import folder

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "build" / "axe.min.js"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'"
)
PAGES = {
    "front.start": "/",
    "listings.index": "/listings",
    "listings.new": "/listings/new",
    "wants.index": "/wants",
    "claims.index": "/claims",
    "reports.reuse": "/reports",
    "results.public": "/results",
    "account.login": "/login",
    "account.settings": "/settings",
    "information.accessibility": "/accessibility",
    "information.attributions": "/attributions",
    "information.privacy": "/privacy",
    "administration.index": "/administration",
}


class EveryField(Form):
    """One field of each kind."""

    title = StringField("What do you give?", [InputRequired("Write what you give.")])
    quantity = StringField("How many?", [InputRequired("Write how many there are.")])
    condition = RadioField(
        "In what condition?",
        [InputRequired("Choose.")],
        choices=[Choice("new", "New"), Choice("good", "Good")],
    )
    photos = MultipleFileField("Photos")
    category = SelectField("Category", choices=[Choice("a", "Desk"), Choice("b", "Table")])
    description = TextAreaField("Description")
    until = DateField("Last day")
    agree = BooleanField("Also in the evening")
    latitude = StringField("Latitude")
    longitude = StringField("Longitude")
    sheet = FileField("File")
    mass = StringField("Mass")


def listing(title: str, picture: str, **more: Any) -> SimpleNamespace:
    """What a view gives to a card."""
    given = {
        "title": title,
        "url": "/listings/1",
        "photo_url": "",
        "photo_alt": title,
        "picture": picture,
        "free_text": "18 / 30 kpl",
        "distance_text": "3,2 km",
        "place_text": "Syväkankaan koulu",
        "condition_text": "Hyvä",
        "closing_text": "",
        "stage_text": "",
        "reasons": [],
    }
    return SimpleNamespace(**(given | more))


def everything() -> dict[str, Any]:
    """The values that the page of all components shows."""
    refused = EveryField(MultiDict({"quantity": ""}))
    refused.validate()
    months = zip(
        ["tammi", "helmi", "maalis", "huhti"], [310, 420, 0, 510], [210, 0, 330, 290], strict=True
    )
    return {
        "form": EveryField(data={"quantity": "30", "condition": "good"}),
        "refused": refused,
        "listings": [
            listing("Pulpetteja", "desk", closing_text="Sulkeutuu pe 4.12."),
            listing("Ovia", "door", stage_text="Vain oma organisaatio"),
        ],
        "matches": [listing("Kaappeja", "cupboard", reasons=["6 kpl riittää", "0,8 km / 20 km"])],
        "months": [
            {
                "label": label,
                "value": now,
                "text": f"{now} kg",
                "previous": before,
                "previous_text": f"{before} kg",
            }
            for label, now, before in months
        ],
        "parts": [
            {"key": "weighed", "label": "punnittu", "share": 70, "text": "700 kg"},
            {"key": "average", "label": "keskiarvo", "share": 30, "text": "300 kg"},
            {"key": "missing", "label": "massa puuttuu", "share": 0, "text": "38 kpl"},
        ],
        "steps": [
            {"title": "Pyydetty", "state": "done", "time_text": "ma klo 9"},
            {"title": "Sovittu", "state": "current", "time_text": "huomenna", "note": "Ovi C"},
            {"title": "Luovutettu", "state": "coming"},
        ],
        "points": [{"lat": 65.75, "lon": 24.58, "title": "Pulpetteja", "url": "/", "text": "18"}],
    }


@pytest.fixture(scope="module")
def app() -> Flask:
    """A small application that knows the frame's addresses and one page."""
    app = Flask(
        "components", template_folder=str(folder("templates")), static_folder=str(folder("static"))
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder("templates")), FileSystemLoader(HERE)])
    app.secret_key = "only for this test"
    Babel(app)
    app.jinja_env.globals["csrf_token"] = lambda: "token"

    def page() -> str:
        user = SimpleNamespace(is_authenticated=True, name="Anna Koululainen", email="a@b.example")
        return render_template("every_component.html", current_user=user, **everything())

    def stranger() -> str:
        user = SimpleNamespace(is_authenticated=False)
        return render_template("every_component.html", current_user=user, **everything())

    for endpoint, address in PAGES.items():
        app.add_url_rule(address, endpoint, stranger if address == "/login" else page)
    app.add_url_rule("/lang/<lang>", "account.language", lambda lang: lang)
    app.add_url_rule("/logout", "account.logout", page, methods=["POST"])

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The page on a server, for a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_no_component_brings_inline_styles_scripts_or_handlers(app: Flask) -> None:
    page = app.test_client().get("/").text
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", page) == []


def test_each_icon_that_is_asked_for_is_drawn(app: Flask) -> None:
    drawn = set(
        re.findall(r'symbol id="([^"]+)"', (folder("static") / "img/icons.svg").read_text())
    )
    pages = app.test_client().get("/").text + app.test_client().get("/login").text
    assert set(re.findall(r"icons\.svg#([\w-]+)", pages)) - drawn == set()


def test_each_field_of_a_refused_form_names_its_error(app: Flask) -> None:
    page = app.test_client().get("/").text
    assert '<a href="#title">Write what you give.</a>' in page
    assert '<a href="#condition-0">' in page
    assert re.search(r'aria-describedby="title-hint title-error"[^>]*\sid="title"', page)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("path", ["/", "/login"])
def test_a_browser_finds_nothing_inaccessible_and_nothing_too_wide(
    browser: Browser, address: str, path: str, width: int, colours: Any
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=colours, bypass_csp=False
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "axe.run().then(result => result.violations.map(one => [one.id, one.nodes[0].html]))"
    )
    context.close()
    assert (max(wider, 0), found, said) == (0, [], [])
