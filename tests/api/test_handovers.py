"""Handovers and outcomes, and the entries that they make."""

from datetime import UTC, datetime, timedelta

import pytest

from kierto.db import session
from kierto.models import Handover, LedgerEntry
from kierto.queries import ledger
from tests.api.calling import PROBLEM, Caller, Calls, amounts, listed, reserved, today


def test_a_weighed_handover_makes_one_entry(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 12)
    answer = koulu.post(
        f"/claims/{claim['id']}/handovers",
        {"quantity": 12, "occurred_on": today(), "mass_kg": "151.375"},
    )
    assert answer.status_code == 201, answer.text
    handover, entry = answer.json["handover"], answer.json["ledger_entry"]
    assert (handover["weighed_mass_kg"], handover["estimated_mass_kg"]) == ("151.375", "144.000")
    assert handover["giver_confirmed_at"] is not None
    assert handover["receiver_confirmed_at"] is None
    told = {
        name: entry[name]
        for name in ("step", "direction", "quantity", "mass_kg", "mass_basis", "handover")
    }
    assert told == {
        "step": "reuse",
        "direction": "internal",
        "quantity": "12",
        "mass_kg": "151.375",
        "mass_basis": "weighed",
        "handover": handover["id"],
    }
    assert entry["occurred_on"] == today()
    assert koulu.get(f"/claims/{claim['id']}").json["status"] == "handed_over"
    assert session.query(LedgerEntry).count() == 1
    assert amounts(koulu, listing) == {
        "quantity": "30",
        "free": "18",
        "reserved": "0",
        "handed_over": "12",
        "ended": "0",
    }


def test_the_givers_own_figure_is_declared_not_weighed(koulu: Caller, paivakoti: Caller) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 2)
    entry = koulu.post(
        f"/claims/{claim['id']}/handovers",
        {"quantity": 2, "occurred_on": today(), "mass_kg": 25.5, "mass_basis": "declared"},
    ).json["ledger_entry"]
    assert (entry["mass_kg"], entry["mass_basis"]) == ("25.500", "declared")


def test_no_more_and_no_less_than_claimed_is_handed_over(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 4)

    def hand_over(quantity: int) -> tuple[int, list[str]]:
        answer = paivakoti.post(
            f"/claims/{claim['id']}/handovers", {"quantity": quantity, "occurred_on": today()}
        )
        return answer.status_code, list(answer.json.get("errors", {}))

    for wrong in (5, 0, -1):
        assert hand_over(wrong) == (422, ["quantity"])
    assert hand_over(3) == (201, [])
    assert koulu.get(f"/claims/{claim['id']}").json["open"] == "1"
    assert amounts(koulu, listing)["free"] == "6"
    assert hand_over(3) == (422, ["quantity"])
    entries = koulu.get("/ledger").json["items"]
    assert [(entry["quantity"], entry["mass_kg"]) for entry in entries] == [("3", "36.000")]


def test_the_rest_returns_when_it_is_said(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 4)
    koulu.post(
        f"/claims/{claim['id']}/handovers",
        {"quantity": 3, "occurred_on": today(), "rest": "returns"},
    )
    assert koulu.get(f"/claims/{claim['id']}").json["status"] == "handed_over"
    assert amounts(koulu, listing)["free"] == "7"


def test_a_repeated_handover_with_the_same_key_is_one(koulu: Caller, paivakoti: Caller) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 12)
    answers = [
        koulu.post(
            f"/claims/{claim['id']}/handovers",
            {"quantity": 5, "occurred_on": today()},
            headers={"Idempotency-Key": "h"},
        )
        for _ in range(3)
    ]
    assert len({answer.json["ledger_entry"]["id"] for answer in answers}) == 1
    assert session.query(LedgerEntry).count() == 1


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T21:59:59Z", "2026-03-01"),
        ("2026-03-01T22:00:00Z", "2026-03-02"),
        ("2026-07-01T00:30:00+03:00", "2026-07-01"),
        ("2025-12-31T23:30:00+00:00", "2026-01-01"),
    ],
)
def test_what_happened_has_a_local_day(
    koulu: Caller, paivakoti: Caller, day: str, kept: str
) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 1)
    answer = koulu.post(f"/claims/{claim['id']}/handovers", {"quantity": 1, "occurred_on": day})
    assert answer.json["ledger_entry"]["occurred_on"] == kept


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_on": "2026-03-01T10:00:00"},
        {"occurred_on": "1.3.2026"},
        {"occurred_on": "2026-02-30"},
        {"occurred_on": 20260301},
        {"occurred_on": (datetime.now(UTC) + timedelta(days=3)).date().isoformat()},
        {"mass_kg": 0},
        {"mass_kg": "0.0001"},
        {"mass_basis": "missing"},
        {"rest": "stolen"},
    ],
)
def test_each_refusal_names_its_member(
    koulu: Caller, paivakoti: Caller, change: dict[str, object]
) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 1)
    answer = koulu.post(
        f"/claims/{claim['id']}/handovers", {"quantity": 1, "occurred_on": today()} | change
    )
    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert list(answer.json["errors"]) == list(change)
    assert session.query(Handover).count() == 0


@pytest.mark.parametrize(
    "weight",
    [
        {"mass_basis": "weighed"},
        {"mass_basis": "declared", "mass_kg": None},
        {"mass_basis": "average", "mass_kg": "3"},
    ],
)
def test_a_basis_and_its_mass_come_together(
    koulu: Caller, paivakoti: Caller, weight: dict[str, object]
) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 1)
    body = {"quantity": 1, "occurred_on": today()}
    refused = koulu.post(f"/claims/{claim['id']}/handovers", body | weight)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["mass_kg"])
    average = koulu.post(f"/claims/{claim['id']}/handovers", body | {"mass_basis": "average"})
    assert average.json["ledger_entry"]["mass_basis"] == "average"


def test_only_a_reserved_claim_is_handed_over(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 1)
    paivakoti.post(f"/claims/{claim['id']}/cancel")
    answer = koulu.post(f"/claims/{claim['id']}/handovers", {"quantity": 1, "occurred_on": today()})
    assert (answer.status_code, answer.mimetype) == (409, PROBLEM)


def test_the_other_side_confirms_once_and_strangers_never(
    koulu: Caller, paivakoti: Caller, calls: Calls
) -> None:
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 1)
    made = koulu.post(
        f"/claims/{claim['id']}/handovers", {"quantity": 1, "occurred_on": today()}
    ).json["handover"]
    path = f"/handovers/{made['id']}"
    assert calls("kirjasto").post(f"{path}/confirm").status_code == 404
    assert calls("naapuri").get(path).status_code == 404
    first = paivakoti.post(f"{path}/confirm").json["handover"]["receiver_confirmed_at"]
    again = paivakoti.post(f"{path}/confirm").json["handover"]["receiver_confirmed_at"]
    assert first == again
    assert first is not None
    assert koulu.get("/handovers").json == {
        "items": [koulu.get(path).json["handover"]],
        "next": None,
    }


def test_the_rest_ends_with_its_own_entry(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 4)
    koulu.post(f"/claims/{claim['id']}/handovers", {"quantity": 4, "occurred_on": today()})
    path = f"/listings/{listing['id']}/outcomes"
    for outcome, quantity in (("kept", 1), ("recycled", 2), ("energy", 1), ("disposed", 2)):
        answer = koulu.post(
            path,
            {
                "quantity": quantity,
                "outcome": outcome,
                "occurred_on": today(),
                "waste_code": None if outcome == "kept" else "20 03 07",
            },
        )
        assert answer.status_code == 201, answer.text
        assert answer.json["outcome"]["outcome"] == outcome
        assert answer.json["ledger_entry"]["outcome"] == answer.json["outcome"]["id"]
    assert amounts(koulu, listing)["free"] == "0"
    masses = [entry["mass_kg"] for entry in koulu.get("/ledger").json["items"]]
    assert sum(float(mass) for mass in masses) == 120
    assert koulu.get(f"/listings/{listing['id']}").json["status"] == "closed"
    assert ledger.verify().ok


def test_no_more_ends_than_is_free(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    reserved(koulu, paivakoti, listing, "kivikko", 4)
    path = f"/listings/{listing['id']}/outcomes"
    body = {"quantity": 7, "outcome": "kept", "occurred_on": today()}
    answer = koulu.post(path, body)
    assert (answer.status_code, answer.json["free"]) == (409, "6")
    assert koulu.post(path, body | {"outcome": "sold"}).status_code == 422
    assert paivakoti.post(path, body | {"quantity": 1}).status_code == 403
    wrong = koulu.post(
        path, body | {"quantity": 1, "outcome": "disposed", "waste_code": "99 99 99"}
    )
    assert list(wrong.json["errors"]) == ["waste_code"]
