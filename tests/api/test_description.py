"""The API describes itself, truly."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.openapi import from_wsgi
from werkzeug.exceptions import TooManyRequests

from kierto.api.registration import nouns
from kierto.api.specification import specification
from kierto.db import session
from tests.api.calling import PROBLEM, Caller, Calls, listed, reserved, today

OPERATIONS = [
    (address, method)
    for address, methods in specification(nouns())["paths"].items()
    for method in methods
]


def test_the_description_is_open_to_everybody_and_names_every_call(client: FlaskClient) -> None:
    described: Any = client.get("/api/v1/openapi.json").json
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "/api/v1"}]
    assert sorted(described["paths"]) == [
        "/categories",
        "/claims",
        "/claims/{claim_id}",
        "/claims/{claim_id}/approve",
        "/claims/{claim_id}/cancel",
        "/claims/{claim_id}/decline",
        "/claims/{claim_id}/handovers",
        "/handovers",
        "/handovers/{handover_id}",
        "/handovers/{handover_id}/confirm",
        "/ledger",
        "/ledger/{entry_id}",
        "/ledger/{entry_id}/corrections",
        "/listings",
        "/listings/{listing_id}",
        "/listings/{listing_id}/claims",
        "/listings/{listing_id}/matches",
        "/listings/{listing_id}/outcomes",
        "/listings/{listing_id}/photos",
        "/me",
        "/reports/reuse",
        "/units",
        "/wants",
        "/wants/{want_id}",
        "/wants/{want_id}/matches",
    ]


def test_every_reference_leads_somewhere_and_every_call_is_told_once() -> None:
    described = specification(nouns())
    known = {
        *(f"#/components/schemas/{name}" for name in described["components"]["schemas"]),
        *(f"#/components/responses/{name}" for name in described["components"]["responses"]),
    }
    assert set(_references(described)) <= known
    operations = [
        operation for methods in described["paths"].values() for operation in methods.values()
    ]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] for operation in operations)


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for one in node for found in _references(one)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [found for one in node.values() for found in _references(one)]


def test_every_call_says_who_may(app: Flask) -> None:
    guards = {
        endpoint: getattr(view, "guard", None)
        for endpoint, view in app.view_functions.items()
        if endpoint.startswith("api_")
    }
    assert len(guards) == len(OPERATIONS) + 2
    assert None not in guards.values()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_page_shows_every_call_in_the_readers_frame(client: FlaskClient, language: str) -> None:
    page = client.get("/api/v1/", headers={"Accept-Language": language})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert f'<html lang="{language}">' in page.text
    for address, method in OPERATIONS:
        assert f"{method.upper()} /api/v1{address}" in page.text
    assert client.get("/api/v1").status_code == 308


def test_unknown_addresses_and_methods_are_problems_too(koulu: Caller) -> None:
    nowhere = koulu.get("/nothing")
    assert (nowhere.status_code, nowhere.mimetype) == (404, PROBLEM)
    wrong = koulu.post("/categories", {})
    assert (wrong.status_code, wrong.mimetype) == (405, PROBLEM)
    assert "GET" in wrong.headers["Allow"]


def test_too_many_calls_are_a_problem_that_says_how_long_to_wait(
    koulu: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(*_arguments: object) -> None:
        raise TooManyRequests(retry_after=30)

    monkeypatch.setattr("kierto.queries.named_units.own_units", limited)
    answer = koulu.get("/units")
    assert (answer.status_code, answer.mimetype) == (429, PROBLEM)
    assert (answer.json["title"], answer.headers["Retry-After"]) == ("Too Many Requests", "30")


def test_a_fault_of_ours_is_a_problem_without_a_trace(
    koulu: Caller, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("kierto.queries.named_units.own_units", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = koulu.get("/units")
    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "secret" not in answer.text


@pytest.fixture
def busy(koulu: Caller, paivakoti: Caller, calls: Calls) -> Caller:
    """A coordinator in a city where things have happened, so that small numbers exist."""
    listing = listed(koulu)
    for quantity in (1, 2):
        claim = reserved(koulu, paivakoti, listing, "kivikko", quantity)
        koulu.post(f"/claims/{claim['id']}/handovers", {"quantity": 1, "occurred_on": today()})
    paivakoti.post("/wants", {"unit": "kivikko", "category": "school-desk", "radius_km": 10})
    return calls("ymparisto")


def takes_something(address: str, method: str) -> bool:
    described = specification(nouns())["paths"][address][method]
    return bool(described["parameters"]) or "requestBody" in described


@pytest.mark.parametrize(("address", "method"), OPERATIONS)
def test_answers_are_as_described_and_never_a_fault(
    busy: Caller, app: Flask, address: str, method: str
) -> None:
    described = from_wsgi("/api/v1/openapi.json", app)
    operation = described[address][method.upper()]
    headers = {"Authorization": f"Bearer {busy.token}"}
    checks: Any = CHECKS.get_by_names(
        [
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_schema_conformance",
        ]
    )

    @settings(
        # What takes nothing answers the same every time.
        max_examples=12 if takes_something(address, method) else 1,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers_as_described(case: schemathesis.Case) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=checks)
        session.remove()

    answers_as_described()
