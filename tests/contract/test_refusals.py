"""Whatever is sent: a problem that says what is wrong, never a fault, never what is not yours."""

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.contract.outside import PROBLEM, Caller, Members, send
from tests.services.site import Site

Person = Callable[[str], Caller]
Writes = list[tuple[Caller, str, str]]
NOWHERE = 9_000_000_000

BROKEN = {
    "nothing closed": b"{",
    "two documents": b"{}{}",
    "not a number": b'{"quantity": NaN}',
    "infinite": b'{"quantity": -Infinity}',
    "an exponent beyond decimals": b'{"quantity": 1e99999999999999999999}',
    "a tiny exponent": b'{"quantity": -1e-99999999999999999999}',
    "thousands of digits": b'{"quantity": ' + b"9" * 5000 + b"}",
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep lists": b"[" * 100_000,
    "not UTF-8": b'{"title": "p\xf6yt\xe4"}',
    "a member twice": b'{"unit": "a", "unit": "b"}',
    "a form": b"unit=a&title=b",
}
ODD = {
    "a list": b"[]",
    "null": b"null",
    "text": b'"x"',
    "a number": b"1",
    "an unknown member": b'{"colour": "red"}',
    "half a character": b'{"title": "\\ud800", "reason": "\\ud800", "\\udfff": 1}',
    "a NUL": b'{"title": "a\\u0000", "unit": "\\u0000", "reason": "\\u0000"}',
    "wrong types": b'{"unit": {}, "title": [], "quantity": true, "lot": "yes", "reason": 7}',
    "a huge number": b'{"quantity": 1e400, "mass_kg": 1e30, "radius_km": 1e300}',
    "a nested wrong type": b'{"location": [1, 2]}',
    "a place beyond the earth": b'{"location": {"lat": 1e400, "lon": "x"}}',
    "no such day": b'{"occurred_on": "2026-02-30", "until": "0000-00-00"}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_body_that_is_no_json_is_refused_by_every_call(writes: Writes, content: bytes) -> None:
    for caller, method, path in writes:
        assert caller.call(method, path, content, If_Match="*").told == (400, [])


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_a_body_of_something_else_is_told_by_member(writes: Writes, content: bytes) -> None:
    for caller, method, path in writes:
        status, members = caller.call(method, path, content, If_Match="*").told
        assert status == 422
        assert members


def test_a_body_must_say_that_it_is_json(writes: Writes) -> None:
    for caller, method, path in writes:
        for kind in ("text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"):
            answer = caller.call(method, path, b'{"reason": "x"}', Content_Type=kind)
            assert answer.told[0] == 415


def test_a_misspelled_filter_is_told(koulu: Caller) -> None:
    for path in ("/listings", "/claims", "/wants", "/handovers", "/ledger", "/reports/reuse"):
        query = {"from": "2026-01-01", "to": "2026-12-31"} if "report" in path else {}
        assert koulu.get(path, query | {"categroy": "x"}).told == (422, ["categroy"])


def test_a_token_is_needed_and_says_so(outside: Site, koulu: Caller) -> None:
    described = send(outside.address, "GET", "/api/v1/openapi.json").json
    for address, methods in described["paths"].items():
        path = "/api/v1" + address.replace("{", "").replace("}", "")
        path = "/".join("1" if part.endswith("_id") else part for part in path.split("/"))
        for method in methods:
            for header in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer kierto_x"}):
                answer = send(outside.address, method.upper(), path, headers=header)
                assert answer.told == (401, [])
                assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Kierto"'


def test_what_is_not_yours_answers_like_what_does_not_exist(
    koulu: Caller, paivakoti: Caller, person: Person
) -> None:
    listing = koulu.listed(audience="own")
    claim = paivakoti.claimed(listing, 1)["id"]
    koulu.post(f"/claims/{claim}/approve")
    body = {"quantity": 1, "occurred_on": "2026-01-31"}
    made = koulu.post(f"/claims/{claim}/handovers", body).json
    place = {"lat": 65.7, "lon": 24.5}
    want = paivakoti.post(
        "/wants",
        {"unit": paivakoti.unit, "category": "lamp", "radius_km": 1, "location": place},
    )
    want_id = want.json["id"] if want.status == 201 else None
    stranger = person("naapuri")
    changes: list[tuple[str, str, int | None, Any]] = [
        ("GET", "/listings/%s", listing["id"], None),
        ("PATCH", "/listings/%s", listing["id"], {"title": "x"}),
        ("GET", "/listings/%s/matches", listing["id"], None),
        ("POST", "/listings/%s/claims", listing["id"], {"unit": stranger.unit, "quantity": 1}),
        (
            "POST",
            "/listings/%s/outcomes",
            listing["id"],
            {"quantity": 1, "outcome": "kept", "occurred_on": "2026-01-31"},
        ),
        ("POST", "/listings/%s/photos", listing["id"], None),
        ("GET", "/claims/%s", claim, None),
        ("POST", "/claims/%s/approve", claim, None),
        ("POST", "/claims/%s/decline", claim, None),
        ("POST", "/claims/%s/cancel", claim, None),
        ("POST", "/claims/%s/handovers", claim, body),
        ("GET", "/handovers/%s", made["handover"]["id"], None),
        ("POST", "/handovers/%s/confirm", made["handover"]["id"], None),
        ("GET", "/ledger/%s", made["ledger_entry"]["id"], None),
        ("GET", "/wants/%s", want_id, None),
        ("GET", "/wants/%s/matches", want_id, None),
    ]
    for method, address, number, content in changes:
        if number is None:
            continue
        theirs = stranger.call(method, address % number, content)
        nothing = stranger.call(method, address % NOWHERE, content)
        assert theirs.told == nothing.told == (404, [])
        assert theirs.content == nothing.content
    assert listing["id"] not in {
        item["id"] for item in stranger.everything("/listings", {"q": listing["title"]}, limit=20)
    }


def test_what_is_seen_but_not_yours_to_change_is_forbidden(koulu: Caller, person: Person) -> None:
    listing = koulu.listed()
    naapuri, auditoija = person("naapuri"), person("auditoija")
    body = {"quantity": 1, "outcome": "kept", "occurred_on": "2026-01-31"}
    path = f"/listings/{listing['id']}"
    assert naapuri.post(f"{path}/outcomes", body).told[0] == 403
    assert naapuri.patch(path, {"title": "x"}, If_Match='"0"').told[0] == 403
    assert naapuri.post(f"{path}/claims", {"unit": koulu.unit, "quantity": 1}).told[0] == 403
    assert naapuri.post("/listings", {**_desk(), "unit": koulu.unit}).told[0] == 403
    assert auditoija.post("/listings", {**_desk(), "unit": koulu.unit}).told[0] == 403
    assert person("operaattori").get("/reports/reuse", {"from": "2026-01-01"}).told[0] == 403


def _desk() -> Members:
    return {"title": "Pöytä", "category": "school-desk", "quantity": 1, "condition": "good"}


def test_addresses_and_methods_that_do_not_exist_are_problems(koulu: Caller) -> None:
    for path in ("/nothing", "/listings/0", "/listings/x", "/listings/%FF", f"/claims/{2**70}"):
        assert koulu.get(path).told == (404, [])
    for method, path in (("DELETE", "/listings"), ("PUT", "/wants"), ("OPTIONS", "/ledger")):
        answer = koulu.call(method, path)
        assert answer.told == (405, [])
        assert answer.headers["Allow"]


def test_what_is_too_large_is_refused_without_being_read(outside: Site, koulu: Caller) -> None:
    site = urlsplit(outside.address)
    with closing(socket.create_connection((site.hostname, site.port), timeout=10)) as line:
        line.sendall(
            b"POST /api/v1/listings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + koulu.token.encode() + b"\r\n"
            b"Content-Length: 99999999999\r\nConnection: close\r\n\r\n{}"
        )
        answer = line.recv(65_536)
    assert answer.split(b"\r\n")[0].split()[1] == b"413"
    assert PROBLEM.encode() in answer


def test_a_token_ends_at_once_when_it_is_revoked(
    outside: Site, person: Person, command: Callable[..., Any]
) -> None:
    admin = person("admin")
    assert admin.get("/me").status == 200
    with closing(sqlite3.connect(outside.home / "kierto.db")) as database:
        mail = admin.get("/me").json["email"]
        database.execute(
            "UPDATE token SET revoked_at = '2026-01-01 00:00:00.000000' WHERE user_id ="
            " (SELECT id FROM user WHERE email = ?)",
            (mail,),
        )
        database.commit()
    assert admin.get("/me").told[0] == 401
