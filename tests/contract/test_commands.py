"""Every command that reports: one JSON document with the promised members, and its exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import document, kierto
from tests.contract.conftest import installation
from tests.contract.outside import Caller
from tests.services.site import Site

Command = Callable[..., Any]
PERIOD = ("--from", "2026-01-01", "--to", "2026-12-31")


def test_init_is_safe_on_a_database_in_use(command: Command, outside: Site) -> None:
    said = command("init", "--json")
    assert set(said) == {"database", "revision", "demo"}
    assert said["database"] == f"sqlite:///{outside.home / 'kierto.db'}"


def test_the_worker_says_what_it_did(command: Command) -> None:
    said = command("worker", "--once", "--json")
    assert {"sent", "lapsed", "promoted", "opened", "failed"} <= set(said)


def test_imports_count_their_rows_and_name_the_wrong_cell(
    command: Command, koulu: Caller, tmp_path: Path
) -> None:
    counts = {"rows", "created", "updated", "skipped", "errors"}
    listings = tmp_path / "listings.csv"
    listings.write_text("title,quantity,condition,category\nTuoli,4,good,school-chair\n")
    words = ("import", "listings", str(listings), "--unit", koulu.unit, "--json")
    trial = command(*words, "--dry-run")
    done = command(*words)
    assert counts <= set(done)
    assert [trial["created"], done["created"], done["errors"]] == [1, 1, []]
    assert command(*words)["created"] == 0
    listings.write_text("title,quantity,condition,category\nTuoli,x,good,school-chair\n")
    (error,) = command(*words, code=1)["errors"]
    assert set(error) == {"row", "column", "value", "message"}
    assert (error["row"], error["column"], error["value"]) == (2, "quantity", "x")
    past = tmp_path / "past.csv"
    past.write_text("päivä;tavara;kpl\n2025-03-01;Koulutuoli;3\n", encoding="utf-8")
    weights = tmp_path / "weights.csv"
    weights.write_text("item,kg\nKoulutuoli,4.1115\n")
    done = command(
        *("import", "handovers", str(past), "--unit", koulu.unit, "--json"),
        *("--weights", str(weights)),
    )
    assert counts <= set(done)
    assert (done["created"], done["mass_kg"]) == (1, "12.335")


def test_matches_have_distance_and_the_reasons_of_the_api(
    command: Command, koulu: Caller, paivakoti: Caller
) -> None:
    listing = koulu.listed(quantity=3)
    place = {"lat": 65.7290, "lon": 24.5830}
    body = {"unit": paivakoti.unit, "category": "school-desk", "radius_km": 5, "location": place}
    want = paivakoti.post("/wants", body).json["id"]
    said = command("match", "--want", str(want), "--json")
    assert set(said) == {"matches"}
    (match,) = [one for one in said["matches"] if one["listing"] == listing["id"]]
    assert set(match) == {"listing", "want", "distance_km", "reasons"}
    told = paivakoti.everything(f"/wants/{want}/matches", {}, limit=100)
    (same,) = [one for one in told if one["listing"] == listing["id"]]
    assert match == {name: same[name] for name in match}
    turned = command("match", "--listing", str(listing["id"]), "--json")["matches"]
    assert match in turned


def test_the_ledger_is_verified_and_exported_line_by_line(command: Command, tmp_path: Path) -> None:
    verified = command("ledger", "verify", "--json")
    assert {"entries", "ok", "first_bad"} <= set(verified)
    assert (verified["ok"], verified["first_bad"]) == (True, None)
    file = tmp_path / "ledger.jsonl"
    assert command("ledger", "export", str(file), "--json")["entries"] == verified["entries"]
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert len(lines) == verified["entries"]


def test_the_report_comes_in_its_formats(command: Command, outside: Site, tmp_path: Path) -> None:
    said = command("report", "reuse", *PERIOD, "--by", "step,direction", "--json")
    assert {"from", "to", "as_of", "total_kg", "by_basis", "co2e", "groups"} <= set(said)
    for kind, begins in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        file = tmp_path / f"report.{kind}"
        with installation(outside.home):
            words = ("report", "reuse", *PERIOD, "--format", kind, "--output", str(file))
            assert kierto(*words).exit_code == 0
        assert file.read_bytes().startswith(begins) or kind == "csv"
        assert file.stat().st_size > 100


def test_backup_and_restore_tell_the_same_numbers(
    command: Command, outside: Site, tmp_path: Path
) -> None:
    file = tmp_path / "city.kierto"
    kept = command("backup", str(file), "--json")
    fresh = tmp_path / "fresh"
    with installation(fresh):
        document(kierto("init", "--json"))
        assert document(kierto("restore", str(file), "--json")) == kept
        assert document(kierto("ledger", "verify", "--json"))["ok"] is True


def test_check_finds_nothing_wrong(command: Command) -> None:
    assert command("check", "--json") == {"ok": True, "problems": []}


def test_the_bench_prints_both_sides_and_no_wrong_answer(command: Command) -> None:
    said = command("bench", "match", "--listings", "300", "--wants", "5", "--json")
    assert {"bench", "n", "kierto", "anchor", "ratio", "wrong"} <= set(said)
    assert {"median_ms", "p95_ms"} <= set(said["kierto"])
    assert {"median_ms", "p95_ms"} <= set(said["anchor"])
    assert (said["n"], said["wrong"]) == (300, 0)


@pytest.mark.parametrize(
    "words",
    [
        ("match", "--listing", "999999999"),
        ("token", "create", "--user", "nobody@example.org"),
        ("backup", "/nowhere/at/all/file"),
        ("restore", __file__),
        ("user", "deactivate", "nobody@example.org"),
        ("organisation", "add", "X", "--kind", "company", "--business-id", "1234567-8"),
    ],
)
def test_what_cannot_be_done_says_so_in_one_document(
    command: Command, words: tuple[str, ...]
) -> None:
    said = command(*words, "--json", code=1)
    assert set(said) == {"error"}
    assert said["error"].strip()


@pytest.mark.parametrize(
    "words",
    [
        ("match",),
        ("match", "--listing", str(10**30)),
        ("report", "reuse", "--from", "2026-02-30", "--to", "2026-03-01"),
        ("report", "reuse", "--from", "2026-02-01", "--to", "2026-01-01"),
        ("report", "reuse", *PERIOD, "--by", "colour"),
        ("import", "listings", "/no/such/file.csv", "--unit", "syvakangas"),
        ("import", "handovers", __file__, "--unit", "no-such-unit"),
        ("bench", "nothing"),
        ("token", "create"),
        ("ledger", "export", "-"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_told_on_the_error_stream(outside: Site, words: tuple[str, ...]) -> None:
    with installation(outside.home):
        result = kierto(*words, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
