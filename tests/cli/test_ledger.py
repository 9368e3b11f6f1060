"""The commands over the ledger, as outside checks drive them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text

from kierto.cli import main
from kierto.db import session
from kierto.domain.units import MassBasis
from tests.bookkeeping import write

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command ``kierto`` on this test's database."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(main, list(words))


def year(*more: str) -> tuple[str, ...]:
    return ("report", "reuse", "--from", "2026-01-01", "--to", "2026-12-31", *more)


def test_the_report_has_the_agreed_shape(run: Run) -> None:
    write(receiver="kivikko", grams=1_234)
    write(receiver="suensaari", grams=20_000, basis=MassBasis.AVERAGE)
    write(grams=None)
    result = run(*year("--by", "category,unit,receiver,eu_class,step,direction", "--json"))
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    assert (document["from"], document["to"], document["as_of"]) == (
        "2026-01-01",
        "2026-12-31",
        None,
    )
    assert document["total_kg"] == "21.234"
    assert document["by_basis"] == {"weighed": "1.234", "declared": "0.000", "average": "20.000"}
    assert document["without_mass"] == {"entries": 1, "quantities": {"pcs": "1"}}
    assert set(document["co2e"]) >= {"gross_kg", "transport_kg", "net_kg"}
    assert document["co2e"]["transport_kg"] is None
    assert [(g["key"], g["mass_kg"], g["entries"]) for g in document["groups"]] == [
        (
            {
                "category": "school-desk",
                "unit": "syvakangas",
                "receiver": "suensaari",
                "eu_class": "furniture",
                "step": "reuse",
                "direction": "external",
            },
            "20.000",
            1,
        ),
        (
            {
                "category": "school-desk",
                "unit": "syvakangas",
                "receiver": "kivikko",
                "eu_class": "furniture",
                "step": "reuse",
                "direction": "internal",
            },
            "1.234",
            2,
        ),
    ]


def test_the_report_is_written_to_a_file_in_every_format(run: Run, tmp_path: Path) -> None:
    write()
    begins = {"json": b"{", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "pdf": b"%PDF"}
    for name, start in begins.items():
        path = tmp_path / f"report.{name}"
        result = run(*year("--by", "category", "--format", name, "--output", str(path)))
        assert (result.exit_code, result.stdout) == (0, ""), result.output
        assert path.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (year("--by", "colour"), "colour"),
        (year("--unit", "nowhere"), "nowhere"),
        (year("--organisation", "0000000-0"), "0000000-0"),
        (year("--format", "docx"), "docx"),
        (year("--format", "csv", "--json"), "--json"),
        (("report", "reuse", "--from", "2026-12-31", "--to", "2026-01-01"), "2026-12-31"),
        (("report", "reuse", "--from", "31.12.2026", "--to", "2026-01-01"), "31.12.2026"),
    ],
)
def test_wrong_usage_ends_with_two_and_names_what_is_wrong(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_unit_is_reported_with_those_below_it(run: Run) -> None:
    write(receiver="kivikko", grams=1_000)
    write(giver="puuseppa", receiver="rakentaja", grams=20_000)
    for scope, mass in (
        (("--unit", "kaupunki"), "1.000"),
        (("--unit", "kirjasto"), "0.000"),
        (("--organisation", "2345678-3"), "20.000"),
    ):
        assert json.loads(run(*year(*scope)).stdout)["total_kg"] == mass


def test_an_untouched_ledger_is_ok(run: Run) -> None:
    write()
    result = run("ledger", "verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"entries": 1, "ok": True, "first_bad": None, "differences": []},
    )


def test_a_changed_ledger_ends_with_one_and_names_the_entry(run: Run) -> None:
    write()
    write()
    session.execute(text("DROP TRIGGER ledger_entry_no_update"))
    session.execute(text("UPDATE ledger_entry SET item = 'pulpetti' WHERE id = 2"))
    session.commit()
    result = run("ledger", "verify", "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["ok"], document["first_bad"]) == (1, False, 2)
    assert "2" in run("ledger", "verify").stdout


def test_the_export_holds_every_entry_with_its_hashes(run: Run, tmp_path: Path) -> None:
    first, second = write(), write(grams=None)
    path = tmp_path / "ledger.jsonl"
    assert run("ledger", "export", str(path)).exit_code == 0
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["id"] for line in lines] == [1, 2]
    assert (lines[0]["mass"], lines[1]["mass"]) == (10_000, None)
    assert lines[1]["previous_hash"] == lines[0]["hash"] == first.hash
    assert lines[1]["hash"] == second.hash
    assert run("ledger", "export", "-").stdout == path.read_text("utf-8")
