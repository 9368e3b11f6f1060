"""The ledger, its corrections, and the report that reads it."""

import json
from datetime import date

import pytest

from kierto.db import session
from kierto.documents import reuse_report_json
from kierto.domain.period import Period
from kierto.domain.reuse_report import groupings
from kierto.models import LedgerEntry, Organisation
from kierto.queries import ledger
from kierto.queries.reuse_report import reuse_report
from tests.api.calling import PROBLEM, Caller, Calls, amounts, listed, paged, reserved


@pytest.fixture
def entries(koulu: Caller, paivakoti: Caller) -> list[dict]:
    """Five handovers of one desk each, one a month."""
    claim = reserved(koulu, paivakoti, listed(koulu), "kivikko", 5)
    return [
        koulu.post(
            f"/claims/{claim['id']}/handovers",
            {"quantity": 1, "occurred_on": f"2026-0{month}-15", "mass_kg": f"{month}.001"},
        ).json["ledger_entry"]
        for month in range(1, 6)
    ]


def test_entries_come_by_day_and_page_by_page(entries: list[dict], calls: Calls) -> None:
    ymparisto = calls("ymparisto")
    seen = paged(ymparisto, "/ledger", 2)
    assert seen == entries
    some = ymparisto.get("/ledger?from=2026-02-15&to=2026-04-15").json["items"]
    assert some == entries[1:4]
    assert ymparisto.get("/ledger?to=2026-01-31").json["items"] == entries[:1]
    assert ymparisto.get("/ledger?from=2026-05-01&to=2026-01-31").status_code == 422
    assert ymparisto.get(f"/ledger/{entries[0]['id']}").json == entries[0]


def test_entries_of_others_are_not_there(entries: list[dict], calls: Calls) -> None:
    for login in ("naapuri", "puuseppa", "kirjasto"):
        other = calls(login)
        assert other.get("/ledger").json["items"] == []
        assert other.get(f"/ledger/{entries[0]['id']}").status_code == 404
    assert calls("auditoija").get("/ledger").json["items"] == entries


def test_a_correction_is_a_reversal_and_a_new_entry(
    entries: list[dict], koulu: Caller, calls: Calls
) -> None:
    wrong, ymparisto = entries[0], calls("ymparisto")
    path = f"/ledger/{wrong['id']}/corrections"
    assert ymparisto.post(path, {"mass_kg": 2}).json["errors"].keys() == {"reason"}
    answer = ymparisto.post(path, {"mass_kg": "12.345", "reason": "Vaaka näytti väärin"})
    assert answer.status_code == 201, answer.text
    reversal, right = answer.json["reversal"], answer.json["ledger_entry"]
    assert (reversal["reverses"], reversal["mass_kg"], reversal["quantity"]) == (
        wrong["id"],
        "-1.001",
        "-1",
    )
    assert (right["corrects"], right["mass_kg"], right["mass_basis"], right["reason"]) == (
        wrong["id"],
        "12.345",
        "weighed",
        "Vaaka näytti väärin",
    )
    again = ymparisto.post(path, {"mass_kg": 1, "reason": "x"})
    assert (again.status_code, again.mimetype) == (409, PROBLEM)
    assert ledger.verify().ok


def test_a_quantity_of_zero_takes_an_entry_away(
    entries: list[dict], koulu: Caller, calls: Calls
) -> None:
    answer = calls("ymparisto").post(
        f"/ledger/{entries[0]['id']}/corrections", {"quantity": 0, "reason": "Ei lähtenyt"}
    )
    assert answer.json["ledger_entry"] is None
    listing = {"id": entries[0]["listing"]}
    assert amounts(koulu, listing)["handed_over"] == "4"


def test_who_may_not_correct_changes_nothing(
    entries: list[dict], koulu: Caller, calls: Calls
) -> None:
    path = f"/ledger/{entries[0]['id']}/corrections"
    for login in ("koulu", "auditoija", "naapuri"):
        assert calls(login).post(path, {"quantity": 0, "reason": "x"}).status_code == 403
    assert calls("ymparisto").post("/ledger/999/corrections", {"reason": "x"}).status_code == 404
    assert session.query(LedgerEntry).count() == 5


def test_the_report_is_the_document_of_the_command(entries: list[dict], calls: Calls) -> None:
    ymparisto = calls("ymparisto")
    answer = ymparisto.get(
        "/reports/reuse?from=2026-01-01&to=2026-12-31&by=category,receiver&as_of=2030-01-01"
    )
    assert answer.status_code == 200, answer.text
    kemi = session.query(Organisation).filter_by(name="Kemin kaupunki").one().id

    expected = reuse_report_json.document(
        reuse_report(
            Period.year(2026),
            as_of=date(2030, 1, 1),
            by=groupings("category,receiver"),
            organisations=frozenset({kemi}),
            language="en",
        )
    )
    assert answer.json == json.loads(json.dumps(expected))
    assert answer.json["total_kg"] == "15.005"
    assert answer.json["by_basis"]["weighed"] == "15.005"


@pytest.mark.parametrize(
    ("query", "member"),
    [
        ("to=2026-12-31", "from"),
        ("from=2026-01-01&to=x", "to"),
        ("from=2026-01-01&to=2026-12-31&by=colour", "by"),
    ],
)
def test_a_report_that_cannot_be_made_is_told_at_its_member(
    calls: Calls, query: str, member: str
) -> None:
    answer = calls("ymparisto").get(f"/reports/reuse?{query}")
    assert (answer.status_code, list(answer.json["errors"])) == (422, [member])


def test_reports_count_only_what_ones_own_organisations_moved(
    entries: list[dict], calls: Calls
) -> None:
    answer = calls("naapuri").get("/reports/reuse?from=2026-01-01&to=2026-12-31")
    assert (answer.json["total_kg"], answer.json["entries"]) == ("0.000", 0)
