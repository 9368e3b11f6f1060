"""Every page × every role, compared with the guard on the view and the one table.

Pages are found in the application itself, so a new one is tested by being there; one without a
guard fails. The API answers for itself under /api.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from kierto.db import transaction
from kierto.domain.permissions import PERMISSIONS, Permission, Role
from kierto.domain.units import Quantity
from kierto.queries import access
from kierto.services import claims
from tests import city
from tests.browsing import sign_in

WHO = {
    Role.VIEWER: "katselija",
    Role.MEMBER: "koulu",
    Role.APPROVER: "varasto",
    Role.TRANSPORT: "kuljetus",
    Role.COORDINATOR: "ymparisto",
    Role.AUDITOR: "auditoija",
    Role.ADMIN: "admin",
    Role.OPERATOR: "operaattori",
}

TEXTS = {"lang": "fi", "secret": "no-such-secret", "unit": "syvakangas", "code": "syvakangas"}

LAST = ("account.end_sign_in", "account.logout")
"""What ends the walk for the one who walks."""


def pages(app: Flask) -> list[Rule]:
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not rule.rule.startswith("/api/")
    ]
    return sorted(rules, key=lambda rule: (rule.endpoint in LAST, rule.rule))


def guard_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "guard", None)


def address(app: Flask, rule: Rule) -> str:
    """The page's address; whatever has a number is the first of its kind."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        numbered = kind in {"IntegerConverter", "FloatConverter"}
        values[name] = 1 if numbered else TEXTS.get(name, "1")
    with app.test_request_context():
        built = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(built)


def requests_of(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    for rule in pages(app):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address(app, rule)


@pytest.fixture
def busy_city(app: Flask) -> Flask:
    """A listing with a claim, so that the first of each kind is there."""
    with transaction():
        listing = city.listed()
        claims.request(
            listing.id,
            city.unit("kivikko"),
            Quantity.from_decimal(2),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    return app


def ask(client: FlaskClient, method: str, path: str) -> tuple[int, str]:
    answer = client.open(path, method=method, data={} if method != "GET" else None)
    return answer.status_code, answer.location or ""


def leads_to_sign_in(answer: tuple[int, str]) -> bool:
    return answer[0] == 302 and answer[1].startswith("/login")


def test_every_page_names_who_may_open_it(app: Flask) -> None:
    unguarded = [rule.endpoint for rule in pages(app) if guard_of(app, rule) is None]

    assert unguarded == []


def test_every_guard_is_one_that_the_table_knows(app: Flask) -> None:
    known = {"public", "signed_in", *Permission}

    assert {guard_of(app, rule) for rule in pages(app)} <= known


def test_every_permission_is_held_by_somebody() -> None:
    granted = frozenset[Permission]().union(*PERMISSIONS.values())

    assert granted == frozenset(Permission)


@pytest.mark.parametrize("role", list(Role))
def test_the_table_is_what_people_get(app: Flask, role: Role) -> None:
    person = city.person(WHO[role])

    assert {p for p in Permission if access.may(person, p)} == PERMISSIONS[role]


def test_a_visitor_reaches_only_what_is_public(busy_city: Flask) -> None:
    client = busy_city.test_client()
    wrong = []
    for rule, method, path in requests_of(busy_city):
        answer = ask(client, method, path)
        is_public = guard_of(busy_city, rule) == "public"
        if answer[0] >= 500 or (not is_public and not leads_to_sign_in(answer)):
            wrong.append((method, path, *answer))

    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_the_table_gives(busy_city: Flask, role: Role) -> None:
    """A role without the permission gets 403; with it, the page or what its service says."""
    client = busy_city.test_client()
    sign_in(client, WHO[role])
    must_open = {
        ("GET", path)
        for rule, _method, path in requests_of(busy_city)
        if not rule.arguments and rule.endpoint != "administration.index"
    }
    wrong = []
    for rule, method, path in requests_of(busy_city):
        guard = guard_of(busy_city, rule)
        allowed = guard in {"public", "signed_in"} or guard in PERMISSIONS[role]
        status, location = ask(client, method, path)
        if status >= 500 or (leads_to_sign_in((status, location)) and rule.endpoint not in LAST):
            wrong.append((method, path, status, location, "signed in"))
        elif not allowed and status != 403:
            wrong.append((method, path, status, location, "must be 403"))
        elif allowed and status == 403 and (method, path) in must_open:
            wrong.append((method, path, status, location, "must be open"))

    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_administration_is_for_those_who_administer(app: Flask, role: Role) -> None:
    client = app.test_client()
    sign_in(client, WHO[role])

    expected = 200 if role in {Role.ADMIN, Role.OPERATOR} else 403
    assert client.get("/administration").status_code == expected
    assert ('href="/administration"' in client.get("/account").text) is (expected == 200)
