"""Claims: asking, deciding, repeating."""

from datetime import UTC, datetime, timedelta

import pytest

from kierto.db import session, transaction
from kierto.domain.states import ClaimState
from kierto.models import Claim, Listing, Organisation
from kierto.services import claims
from tests.api.calling import PROBLEM, Caller, Calls, amounts, claimed, listed, paged, reserved


def test_a_claim_is_requested_where_the_giver_approves(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu)
    answer = paivakoti.post(
        f"/listings/{listing['id']}/claims",
        {"unit": "kivikko", "quantity": 12, "purpose": "Uusi ryhmä"},
    )
    assert (answer.status_code, answer.json["status"]) == (201, "requested")
    assert answer.headers["Location"] == f"/api/v1/claims/{answer.json['id']}"
    told = {
        name: answer.json[name]
        for name in ("listing", "giver", "unit", "quantity", "open", "measure", "purpose")
    }
    assert told == {
        "listing": listing["id"],
        "giver": "syvakangas",
        "unit": "kivikko",
        "quantity": "12",
        "open": "12",
        "measure": "pcs",
        "purpose": "Uusi ryhmä",
    }
    assert amounts(koulu, listing)["free"] == "18"


def test_a_claim_is_reserved_at_once_where_nobody_approves(
    koulu: Caller, paivakoti: Caller
) -> None:
    with transaction():
        session.query(Organisation).update({"approves_claims": False})
    assert claimed(paivakoti, listed(koulu), "kivikko", 3)["status"] == "reserved"


def test_the_second_claim_for_too_much_is_told_what_is_free(
    koulu: Caller, paivakoti: Caller, calls: Calls
) -> None:
    listing = listed(koulu, quantity=10)
    claimed(paivakoti, listing, "kivikko", 7)
    answer = calls("kirjasto").post(
        f"/listings/{listing['id']}/claims", {"unit": "kirjasto", "quantity": 7}
    )
    assert (answer.status_code, answer.mimetype) == (409, PROBLEM)
    assert answer.json["free"] == "3"
    assert "3" in answer.json["detail"]
    assert amounts(koulu, listing)["reserved"] == "7"


def test_a_claim_waits_when_nothing_is_free_and_moves_up(
    koulu: Caller, paivakoti: Caller, calls: Calls
) -> None:
    listing = listed(koulu, quantity=10)
    first = claimed(paivakoti, listing, "kivikko", 10)
    kirjasto = calls("kirjasto")
    answer = kirjasto.post(f"/listings/{listing['id']}/claims", {"unit": "kirjasto", "quantity": 4})
    assert (answer.status_code, answer.json["status"]) == (202, "waiting")
    assert paivakoti.post(f"/claims/{first['id']}/cancel").json["status"] == "cancelled"
    assert kirjasto.get(f"/claims/{answer.json['id']}").json["status"] == "requested"
    assert amounts(koulu, listing)["free"] == "6"


def test_decisions_repeat_without_harm_and_never_turn_back(
    koulu: Caller, paivakoti: Caller
) -> None:
    listing = listed(koulu, quantity=10)
    claim = claimed(paivakoti, listing, "kivikko", 4)
    path = f"/claims/{claim['id']}"
    for _ in range(2):
        answer = koulu.post(f"{path}/approve")
        assert (answer.status_code, answer.json["status"]) == (200, "reserved")
    assert koulu.get(path).json["pickup_by"] is not None
    for _ in range(3):
        answer = paivakoti.post(f"{path}/cancel", {"reason": "Ei mahdu"})
        assert (answer.status_code, answer.json["status"]) == (200, "cancelled")
    assert amounts(koulu, listing)["free"] == "10"
    stale = koulu.post(f"{path}/approve")
    assert (stale.status_code, stale.mimetype) == (409, PROBLEM)
    assert koulu.post(f"{path}/decline").status_code == 409
    assert paivakoti.get(path).json["status"] == "cancelled"


def test_a_declined_claim_gives_back_once(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    claim = claimed(paivakoti, listing, "kivikko", 4)
    for _ in range(2):
        answer = koulu.post(f"/claims/{claim['id']}/decline", {"reason": "Tarvitaan itse"})
        assert (answer.json["status"], answer.json["reason"]) == ("declined", "Tarvitaan itse")
    assert amounts(koulu, listing)["free"] == "10"
    assert koulu.post(f"/claims/{claim['id']}/approve").status_code == 409


def test_a_lapsed_claim_cannot_be_approved_any_more(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    claim = reserved(koulu, paivakoti, listing, "kivikko", 4)
    with transaction():
        assert claims.lapse_overdue(datetime.now(UTC) + timedelta(days=60)) == 1
    assert amounts(koulu, listing)["free"] == "10"
    assert koulu.post(f"/claims/{claim['id']}/approve").status_code == 409
    assert session.get_one(Claim, claim["id"]).state is ClaimState.LAPSED


def test_a_repeated_claim_with_the_same_key_is_one_claim(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu, quantity=10)
    answers = [
        paivakoti.post(
            f"/listings/{listing['id']}/claims",
            {"unit": "kivikko", "quantity": 4},
            headers={"Idempotency-Key": "double-click"},
        )
        for _ in range(5)
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert amounts(koulu, listing)["reserved"] == "4"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"unit": "kivikko", "quantity": 0}, 422),
        ({"unit": "kivikko", "quantity": -1}, 422),
        ({"unit": "kivikko", "quantity": 31}, 422),
        ({"unit": "kivikko"}, 422),
        ({"quantity": 1}, 422),
        ({"unit": "kirjasto", "quantity": 1}, 403),
        ({"unit": "syvakangas", "quantity": 1}, 403),
    ],
)
def test_what_cannot_be_claimed_changes_nothing(
    koulu: Caller, paivakoti: Caller, body: dict[str, object], status: int
) -> None:
    listing = listed(koulu)
    answer = paivakoti.post(f"/listings/{listing['id']}/claims", body)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert amounts(koulu, listing)["free"] == "30"


def test_only_the_two_parties_see_and_change_a_claim(
    koulu: Caller, paivakoti: Caller, calls: Calls
) -> None:
    claim = claimed(paivakoti, listed(koulu), "kivikko", 4)
    path = f"/claims/{claim['id']}"
    for login in ("kirjasto", "naapuri", "puuseppa"):
        other = calls(login)
        answers = [
            other.get(path),
            other.post(f"{path}/approve"),
            other.post(f"{path}/decline"),
            other.post(f"{path}/cancel"),
            other.post(f"{path}/handovers", {"quantity": 1, "occurred_on": "2026-01-01"}),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert other.get("/claims").json == {"items": [], "next": None}
    assert paivakoti.post(f"{path}/approve").status_code == 403
    assert session.get_one(Claim, claim["id"]).state is ClaimState.REQUESTED
    assert koulu.get(path).json == paivakoti.get(path).json


def test_the_list_of_claims_is_complete_page_by_page(koulu: Caller, paivakoti: Caller) -> None:
    listing = listed(koulu)
    made = [claimed(paivakoti, listing, "kivikko", 1)["id"] for _ in range(7)]
    seen = [claim["id"] for claim in paged(koulu, "/claims", 2)]
    assert seen == made[::-1]
    assert koulu.get("/claims?status=reserved").json["items"] == []
    assert len(koulu.get(f"/claims?listing={listing['id']}&unit=kivikko").json["items"]) == 7


def test_what_an_approved_claim_promises_stands_when_the_listing_closes(
    koulu: Caller, paivakoti: Caller
) -> None:
    listing = listed(koulu, quantity=4)
    reserved(koulu, paivakoti, listing, "kivikko", 4)
    path = f"/listings/{listing['id']}"
    koulu.patch(path, {"status": "withdrawn"}, headers={"If-Match": "*"})
    assert paivakoti.get(path).status_code == 200
    kept = session.get_one(Listing, listing["id"])
    assert (str(kept.reserved), str(kept.free)) == ("4", "0")
