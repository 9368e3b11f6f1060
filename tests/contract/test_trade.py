"""From listing to report, as a program outside sees it: names, codes and figures to the letter."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from kierto.domain.period import local_day
from tests.contract.outside import Caller, Members
from tests.services.site import Site

Person = Callable[[str], Caller]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
YEAR = {"from": "2026-01-01", "to": "2099-12-31"}


def today() -> str:
    return local_day(datetime.now(UTC)).isoformat()


def test_a_listing_is_made_with_all_that_a_body_may_say(koulu: Caller) -> None:
    answer = koulu.post(
        "/listings",
        {
            "unit": koulu.unit,
            "title": "Hyllyjä",
            "category": "library-shelf",
            "quantity": "3",
            "measure": "pcs",
            "condition": "fair",
            "description": "Kolme hyllyä",
            "location": {"lat": 65.7455, "lon": 24.592, "address": "Syväkankaankatu 1"},
            "mass_per_measure_kg": "11.1115",
            "mass_basis": "weighed",
            "lot": True,
            "available_from": today(),
            "available_until": "2099-12-31",
            "audience": "internal",
            "legal_status": "product",
            "waste_code": "20 03 07",
            "price": "12.50",
        },
    )
    assert answer.status == 201
    made = answer.json
    told = ("status", "free", "reserved", "handed_over", "mass_kg", "mass_basis", "price", "lot")
    assert [made[name] for name in told] == [
        "open",
        "3",
        "0",
        "0",
        "33.335",
        "weighed",
        "12.50",
        True,
    ]
    assert answer.headers["Location"] == f"/api/v1/listings/{made['id']}"
    assert TIME.fullmatch(made["created_at"])
    assert koulu.get(f"/listings/{made['id']}").json == made


def test_a_listing_is_made_from_what_must_be_said(koulu: Caller) -> None:
    made = koulu.listed()
    told = ("quantity", "free", "reserved", "handed_over", "mass_kg", "mass_basis", "status")
    assert [made[name] for name in told] == ["30", "30", "0", "0", "360.000", "average", "open"]


def test_the_trade_from_claim_to_report(
    koulu: Caller, paivakoti: Caller, person: Person, command: Callable[..., Any]
) -> None:
    ymparisto = person("ymparisto")
    before = ymparisto.get("/reports/reuse", YEAR).json
    listing = koulu.listed()
    asked = paivakoti.post(
        f"/listings/{listing['id']}/claims", {"unit": paivakoti.unit, "quantity": 12}
    )
    assert (asked.status, asked.json["status"]) == (201, "requested")
    claim = asked.json
    approved = koulu.post(f"/claims/{claim['id']}/approve")
    assert (approved.status, approved.json["status"]) == (200, "reserved")
    assert koulu.amounts(listing) == ["30", "18", "12", "0", "0"]

    body = {
        "quantity": "12",
        "occurred_on": today(),
        "mass_kg": "140.125",
        "mass_basis": "weighed",
    }
    done = koulu.post(f"/claims/{claim['id']}/handovers", body, Idempotency_Key=f"h{claim['id']}")
    assert (done.status, set(done.json)) == (201, {"handover", "ledger_entry"})
    entry = done.json["ledger_entry"]
    told = ("mass_kg", "mass_basis", "quantity", "occurred_on", "step", "direction")
    assert [entry[name] for name in told] == [
        "140.125",
        "weighed",
        "12",
        today(),
        "reuse",
        "internal",
    ]
    assert koulu.amounts(listing) == ["30", "18", "0", "12", "0"]
    again = koulu.post(f"/claims/{claim['id']}/handovers", body, Idempotency_Key=f"h{claim['id']}")
    assert (again.status, again.json) == (201, done.json)

    listed = ymparisto.everything("/ledger", {"from": today(), "to": today()}, limit=50)
    assert entry in listed
    after = ymparisto.get("/reports/reuse", YEAR).json
    assert grams(after["total_kg"]) - grams(before["total_kg"]) == 140_125
    assert grams(after["by_basis"]["weighed"]) - grams(before["by_basis"]["weighed"]) == 140_125
    assert command("ledger", "verify", "--json")["ok"] is True


def grams(kilograms: str) -> int:
    whole, _, rest = kilograms.partition(".")
    assert len(rest) == 3, kilograms
    return int(whole + rest)


def test_the_report_is_the_document_of_the_command(
    person: Person, command: Callable[..., Any], outside: Site
) -> None:
    ymparisto = person("ymparisto")
    with closing(sqlite3.connect(outside.home / "kierto.db")) as database:
        (business_id,) = database.execute(
            "SELECT business_id FROM organisation WHERE name = 'Kemin kaupunki'"
        ).fetchone()
    for by, as_of in (("", None), ("category,receiver", None), ("eu_class,step,unit", today())):
        query = YEAR | {"by": by} | ({"as_of": as_of} if as_of else {})
        asked = ymparisto.get("/reports/reuse", query, Accept_Language="fi")
        words = ["report", "reuse", "--from", YEAR["from"], "--to", YEAR["to"], "--by", by]
        words += ["--as-of", as_of] if as_of else []
        said = command(*words, "--organisation", business_id, "--format", "json")
        assert asked.json == said
        assert {"from", "to", "as_of", "total_kg", "by_basis", "co2e", "groups"} <= set(said)
        assert {"gross_kg", "transport_kg", "net_kg"} <= set(said["co2e"])
        assert all({"key", "mass_kg", "entries"} <= set(group) for group in said["groups"])


def test_a_claim_waits_when_nothing_is_free_and_hears_what_is(
    koulu: Caller, paivakoti: Caller, person: Person
) -> None:
    listing = koulu.listed(quantity="10")
    first = paivakoti.claimed(listing, "7")
    path = f"/listings/{listing['id']}/claims"
    puuseppa = person("puuseppa")
    too_much = puuseppa.post(path, {"unit": puuseppa.unit, "quantity": "7"})
    assert too_much.told == (409, ["quantity"])
    assert too_much.json["free"] == "3"
    puuseppa.claimed(listing, "3")
    waiting = puuseppa.post(path, {"unit": puuseppa.unit, "quantity": "2"})
    assert (waiting.status, waiting.json["status"]) == (202, "waiting")
    assert koulu.post(f"/claims/{first['id']}/decline").json["status"] == "declined"
    promoted = puuseppa.get(f"/claims/{waiting.json['id']}").json
    assert promoted["status"] in {"requested", "reserved"}


def test_a_repeated_call_is_one_claim_and_another_body_is_refused(
    koulu: Caller, paivakoti: Caller
) -> None:
    listing = koulu.listed()
    path, key = f"/listings/{listing['id']}/claims", f"claim of {listing['id']}"
    body = {"unit": paivakoti.unit, "quantity": "5"}
    answers = [paivakoti.post(path, body, Idempotency_Key=key) for _ in range(3)]
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert koulu.amounts(listing) == ["30", "25", "5", "0", "0"]
    assert paivakoti.post(path, body | {"quantity": "6"}, Idempotency_Key=key).told[0] == 422
    same = {**desks(koulu), "title": "Vain kerran"}
    made = [koulu.post("/listings", same, Idempotency_Key=key).json["id"] for _ in range(2)]
    assert made[0] == made[1]


def desks(koulu: Caller) -> Members:
    return {
        "unit": koulu.unit,
        "title": "Pulpetteja",
        "category": "school-desk",
        "quantity": 1,
        "condition": "good",
    }


def test_decisions_repeat_and_never_turn_back(koulu: Caller, paivakoti: Caller) -> None:
    listing = koulu.listed()
    for act, state, forbidden in (
        ("decline", "declined", ("approve", "cancel")),
        ("cancel", "cancelled", ("approve", "decline")),
    ):
        claim = paivakoti.claimed(listing, 2)
        caller = koulu if act == "decline" else paivakoti
        answers = [caller.post(f"/claims/{claim['id']}/{act}") for _ in range(2)]
        assert [(answer.status, answer.json["status"]) for answer in answers] == [(200, state)] * 2
        assert answers[0].json == answers[1].json
        for other in forbidden:
            assert koulu.post(f"/claims/{claim['id']}/{other}").told[0] == 409
    assert koulu.amounts(listing) == ["30", "30", "0", "0", "0"]


def test_what_nobody_takes_ends_and_stands_in_the_ledger(koulu: Caller) -> None:
    listing = koulu.listed()
    for outcome in ("kept", "recycled", "energy", "disposed"):
        done = koulu.post(
            f"/listings/{listing['id']}/outcomes",
            {"quantity": 2, "outcome": outcome, "waste_code": "20 03 07", "occurred_on": today()},
        )
        assert done.status == 201, done.content
        assert (done.json["outcome"]["outcome"], done.json["ledger_entry"]["mass_kg"]) == (
            outcome,
            "24.000",
        )
    assert koulu.amounts(listing) == ["30", "22", "0", "0", "8"]
    more = {"quantity": 23, "outcome": "kept", "occurred_on": today()}
    assert koulu.post(f"/listings/{listing['id']}/outcomes", more).told == (409, ["quantity"])


def test_a_correction_is_a_reversal_and_a_new_entry(
    koulu: Caller, paivakoti: Caller, person: Person
) -> None:
    listing = koulu.listed()
    claim = paivakoti.claimed(listing, 4)
    koulu.post(f"/claims/{claim['id']}/approve")
    done = koulu.post(
        f"/claims/{claim['id']}/handovers", {"quantity": 4, "occurred_on": today()}
    ).json["ledger_entry"]
    path = f"/ledger/{done['id']}/corrections"
    ymparisto = person("ymparisto")
    assert ymparisto.post(path, {"mass_kg": "50"}).told == (422, ["reason"])
    assert koulu.post(path, {"mass_kg": "50", "reason": "vaaka"}).told[0] == 403
    fixed = ymparisto.post(path, {"mass_kg": "50.5", "reason": "Punnittiin uudestaan"})
    assert (fixed.status, set(fixed.json)) == (201, {"reversal", "ledger_entry"})
    reversal, right = fixed.json["reversal"], fixed.json["ledger_entry"]
    assert (reversal["mass_kg"], reversal["quantity"], reversal["reverses"]) == (
        "-48.000",
        "-4",
        done["id"],
    )
    assert (right["mass_kg"], right["mass_basis"], right["corrects"]) == (
        "50.500",
        "weighed",
        done["id"],
    )
    assert right["reason"] == "Punnittiin uudestaan"
    assert ymparisto.post(path, {"mass_kg": "50", "reason": "taas"}).told[0] == 409
