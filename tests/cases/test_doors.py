"""K36: an id of somebody else's thing in an address shows nothing and changes nothing."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from kierto.db import Base, session, transaction
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Listing, Photo
from kierto.services import tokens, wants
from tests import city
from tests.api.calling import caller
from tests.browsing import sign_in
from tests.outside.pictures_of_phones import encoded, marked
from tests.trading import approved, claimed, handed_over
from tests.views.posting import answers

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")
SECRETS = (
    *("Salainen lipasto", "Salainen tarkoitus", "Salainen tarve", "Salainen huomautus"),
    *("koulu@example.org", "paivakoti@example.org", "040 1234567", "Kaisa Koulu", "Pia Päivä"),
)
OWN_DOORS = {"account.logout", "account.language", "account.erase", "account.settings"}


@pytest.fixture
def secret_city(app: Flask) -> Flask:
    """The first of every kind of thing belongs to Kemi and is open to Kemi alone."""
    with transaction():
        city.person("koulu").phone = "040 1234567"
    client = app.test_client()
    sign_in(client, "koulu")
    data = answers(
        title="Salainen lipasto",
        description="Salainen huomautus",
        photos=[(BytesIO(encoded(marked())), "kuva.jpg")],
    )
    assert client.post("/listings/new", data=data).status_code == 303
    listing = session.scalars(select(Listing)).one()
    first = approved(claimed(listing, 12, purpose="Salainen tarkoitus"))
    handed_over(first, 2)
    with transaction():
        need = wants.Need(category=city.category("school-desk"), radius_m=10_000)
        wants.post(city.unit("kivikko"), need, person=city.person("paivakoti"), now=city.NOW)
        tokens.create(city.person("koulu"), name="Salainen tarve", now=city.NOW)
    assert current_stage(listing, city.NOW) is Stage.OWN
    return app


def everything() -> dict[str, list[Any]]:
    """Every row of every table but those of sessions and counts."""
    session.rollback()
    left_out = {"sign_in", "rate_count"}
    return {
        table.name: [
            tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in left_out
    }


def address(app: Flask, rule: Rule) -> str:
    texts = {
        "name": session.scalars(select(Photo.name)).first() or "",
        "size": "card",
        "unit": "syvakangas",
        "code": "syvakangas",
        "secret": "no-such-secret",
        "format_": "json",
        "lang": "fi",
    }
    values: dict[str, Any] = {}
    for name in rule.arguments:
        values[name] = texts.get(name, 1)
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def doors(app: Flask, *, of_api: bool) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.arguments
        and rule.endpoint not in {"static", *OWN_DOORS}
        and rule.rule.startswith("/api/") is of_api
    ]


PAYLOAD = {
    "title": "Minun",
    "quantity": "1",
    "version": "1",
    "reason": "x",
    "stage": "public",
    "unit": "suensaari",
    "occurred_on": "24.11.2026",
    "_method": "DELETE",
}


@pytest.mark.parametrize("login", ["naapuri", "puuseppa"])
def test_k36_no_page_of_another_organisation_opens_by_its_id(
    secret_city: Flask, login: str
) -> None:
    """Every page that takes an id, by GET, HEAD and POST: nothing shown, nothing changed."""
    client: FlaskClient = secret_city.test_client()
    sign_in(client, login)
    before, wrong = everything(), []
    for rule in doors(secret_city, of_api=False):
        path = address(secret_city, rule)
        for method in ("GET", "HEAD", "POST"):
            data = PAYLOAD if method == "POST" else None
            answer = client.open(path, method=method, data=data)
            told = [word for word in SECRETS if word in answer.text]
            refused = answer.status_code in {302, 403, 404, 405, 410, 422}
            public = rule.endpoint == "reports.download"
            if told or not (refused or public):
                wrong.append((method, path, answer.status_code, told))
    assert wrong == []
    assert everything() == before


def test_k36_nor_does_a_call_of_the_api(secret_city: Flask) -> None:
    """The same for programs: 404 or 403, no data of the other, no change."""
    program = caller(secret_city, "naapuri")
    before, wrong = everything(), []
    for rule in doors(secret_city, of_api=True):
        path = address(secret_city, rule).removeprefix("/api/v1")
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            body = {"json": PAYLOAD} if method in {"POST", "PATCH", "PUT"} else {}
            answer = program._open(method, path, body | {"headers": {"If-Match": '"1"'}})
            told = [word for word in SECRETS if word in answer.text]
            if told or answer.status_code not in {403, 404, 405, 412, 415, 422}:
                wrong.append((method, path, answer.status_code, told))
    assert wrong == []
    assert everything() == before


def test_k36_lists_and_choices_name_nobody_of_another_organisation(secret_city: Flask) -> None:
    """Pages without an id, and their drop-downs, are silent about the others too."""
    client = secret_city.test_client()
    sign_in(client, "naapuri")
    wrong = []
    for rule in secret_city.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or set()) or rule.endpoint in OWN_DOORS:
            continue
        text = client.get(rule.rule).text
        wrong += [(rule.rule, word) for word in SECRETS if word in text]
    assert wrong == []


def test_k36_contact_details_are_for_the_two_parties_of_an_approved_claim(
    secret_city: Flask,
) -> None:
    """The day-care sees the giver's phone and address; a colleague in the library does not."""
    seen = {}
    for login in ("paivakoti", "kirjasto"):
        client = secret_city.test_client()
        sign_in(client, login)
        text = "".join(client.get(path).text for path in ("/claims/1", "/listings/1"))
        seen[login] = ("040 1234567" in text, "koulu@example.org" in text)
    assert seen == {"paivakoti": (True, True), "kirjasto": (False, False)}
