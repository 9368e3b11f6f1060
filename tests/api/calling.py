"""What a program does that calls the API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.domain.period import local_day
from kierto.services import tokens
from tests import city

PROBLEM = "application/problem+json"


@dataclass
class Caller:
    """A client with a token; ``in_language`` asks for English, so that tests can read answers."""

    client: FlaskClient
    token: str
    in_language: str = "en"

    def get(self, path: str, **options: Any) -> Any:
        return self._open("GET", path, options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        return self._open("POST", path, options | ({} if json is None else {"json": json}))

    def patch(self, path: str, json: Any, **options: Any) -> Any:
        return self._open("PATCH", path, options | {"json": json})

    def _open(self, method: str, path: str, options: dict[str, Any]) -> Any:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": self.in_language,
        } | options.pop("headers", {})
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)


Calls = Callable[[str], Caller]
"""A program for the person of this login."""


def caller(app: Flask, login: str) -> Caller:
    with transaction():
        _token, text = tokens.create(city.person(login), name="Test", now=city.NOW)
    return Caller(app.test_client(), text)


def desks(**changes: Any) -> dict[str, Any]:
    """The body of a listing: 30 school desks, open to everybody."""
    return {
        "unit": "syvakangas",
        "title": "Pulpetteja",
        "category": "school-desk",
        "quantity": 30,
        "measure": "pcs",
        "condition": "good",
        "audience": "public",
    } | changes


def listed(koulu: Caller, **changes: Any) -> dict[str, Any]:
    """A listing that was posted."""
    answer = koulu.post("/listings", desks(**changes))
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def claimed(taker: Caller, listing: dict[str, Any], unit: str, quantity: Any) -> dict[str, Any]:
    """A claim that was made."""
    answer = taker.post(f"/listings/{listing['id']}/claims", {"unit": unit, "quantity": quantity})
    assert answer.status_code in {201, 202}, answer.text
    return dict(answer.json or {})


def reserved(
    giver: Caller, taker: Caller, listing: dict[str, Any], unit: str, quantity: Any
) -> dict[str, Any]:
    """A claim that the giver approved."""
    claim = claimed(taker, listing, unit, quantity)
    answer = giver.post(f"/claims/{claim['id']}/approve")
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def paged(caller: Caller, path: str, limit: int) -> list[dict[str, Any]]:
    """All items of a list, read page by page; no page but the last is short."""
    items: list[dict[str, Any]] = []
    joined, cursor = "&" if "?" in path else "?", ""
    while True:
        page = caller.get(f"{path}{joined}limit={limit}{cursor}").json
        items += page["items"]
        if page["next"] is None:
            return items
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next']}"


def amounts(caller: Caller, listing: dict[str, Any]) -> dict[str, str]:
    """The amounts of a listing as they are now."""
    now = caller.get(f"/listings/{listing['id']}").json or {}
    return {name: now[name] for name in ("quantity", "free", "reserved", "handed_over", "ended")}


def today() -> str:
    """The local day, as calls write it."""
    return local_day(datetime.now(UTC)).isoformat()
