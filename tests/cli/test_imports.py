"""The commands that import, as outside checks drive them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session
from kierto.models import Listing
from tests.cli.commands import document, kierto

FIGURES = {
    ("2017-03-01", "2019-08-31"): "29603.459",
    ("2017-03-01", "2018-02-28"): "8695.067",
    ("2018-03-01", "2019-02-28"): "11220.075",
    ("2019-03-01", "2019-08-31"): "9688.317",
}
"""The charity's accounting periods; computed by hand from its counts and weights."""


@pytest.fixture(autouse=True)
def on_this_database(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], str]:
    """Writes a file and gives its path."""

    def write(name: str, content: str) -> str:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


def listings() -> int:
    session.rollback()
    return session.scalar(select(func.count(Listing.id))) or 0


def in_a_shell(*words: str) -> Any:
    """A process of its own, as people start it; its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "kierto", *words, "--json"],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_charitys_counts_give_its_figures(real_file: Callable[[str], Path]) -> None:
    order = (
        *("import", "handovers", str(real_file("dcs_ace-furniture-count.json"))),
        *("--unit", "syvakangas"),
        *("--weights", str(real_file("dcs_ace-furniture-avg-weight.json"))),
        *("--materials", str(real_file("dcs_ace-furniture-to-scottishCarbonMetric.csv"))),
    )
    first, again = in_a_shell(*order), document(kierto(*order, "--json"))
    keys = ("rows", "created", "updated", "skipped", "errors", "mass_kg")
    assert [first[key] for key in keys] == [175, 175, 0, 0, [], "29603.459"]
    assert [again[key] for key in keys] == [175, 0, 0, 175, [], "0.000"]
    for (begin, end), mass in FIGURES.items():
        report = document(kierto("report", "reuse", "--from", begin, "--to", end, "--json"))
        assert report["total_kg"] == mass
        assert report["by_basis"] == {"weighed": "0.000", "declared": "0.000", "average": mass}


def test_listings_are_imported_tried_changed_and_found_again(
    written: Callable[[str, str], str],
) -> None:
    table = written(
        "a.csv", "viite;nimi;luokka;kpl\nA1;Tuolit;office-chair;4\nA2;Pöytä;office-desk;1\n"
    )
    order = ("import", "listings", table, "--unit", "syvakangas", "--json")
    keys = ("rows", "created", "updated", "skipped", "errors", "dry_run")
    tried = document(kierto(*order, "--dry-run"))
    assert ([tried[key] for key in keys], listings()) == ([2, 2, 0, 0, [], True], 0)
    done = document(kierto(*order))
    assert ([done[key] for key in keys], listings()) == ([2, 2, 0, 0, [], False], 2)
    written("a.csv", "viite;nimi;luokka;kpl\nA1;Tuolit;office-chair;5\nA2;Pöytä;office-desk;1\n")
    again = document(kierto(*order))
    assert ([again[key] for key in keys], listings()) == ([2, 0, 1, 1, [], False], 2)


def test_a_wrong_row_ends_with_one_names_its_cell_and_stores_nothing(
    written: Callable[[str, str], str],
) -> None:
    table = written("a.csv", "nimi;luokka;kpl\nTuolit;office-chair;4\nKaappi;office-desk;1,2,3\n")
    found = document(kierto("import", "listings", table, "--unit", "kivikko", "--json"), code=1)
    (error,) = found["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "kpl", "1,2,3")
    assert "1,2,3" in error["message"]
    assert (found["created"], listings()) == (0, 0)


def test_a_file_that_is_no_table_ends_with_one_and_the_same_shape(
    written: Callable[[str, str], str],
) -> None:
    table = written("a.csv", "Viikko-ohjelma\nmaanantai\n")
    found = document(kierto("import", "listings", table, "--unit", "kivikko", "--json"), code=1)
    assert (found["rows"], found["errors"][0]["row"]) == (0, None)
    assert "Viikko-ohjelma" in found["errors"][0]["message"]


@pytest.mark.parametrize(
    "words",
    [
        ("import", "listings", "missing.csv", "--unit", "kivikko"),
        ("import", "listings", "{}", "--unit", "nowhere"),
        ("import", "listings", "{}"),
        ("import", "handovers", "{}", "--unit", "kivikko", "--receiver", "nowhere"),
        ("import", "chairs", "{}"),
    ],
)
def test_wrong_usage_ends_with_two(
    written: Callable[[str, str], str], words: tuple[str, ...]
) -> None:
    table = written("a.csv", "nimi;luokka\nTuoli;office-chair\n")
    assert kierto(*(word.format(table) for word in words)).exit_code == 2


def test_a_mapping_file_names_columns_and_what_every_row_is(
    written: Callable[[str, str], str],
) -> None:
    table = written("a.csv", "esine;montako\nTuoli;4\n")
    mapping = written(
        "m.json",
        json.dumps(
            {
                "columns": {"title": "esine", "quantity": "montako"},
                "constants": {"category": "office-chair", "condition": "fair"},
            }
        ),
    )
    order = ("import", "listings", table, "--unit", "kivikko", "--mapping", mapping, "--json")
    assert document(kierto(*order))["created"] == 1
    listing = session.scalars(select(Listing)).one()
    assert (listing.category.code, listing.condition.value) == ("office-chair", "fair")


def test_sites_are_imported_for_the_organisation(written: Callable[[str, str], str]) -> None:
    table = written("s.json", '[{"name":"Varasto","latitude":65.7,"longitude":24.6}]')
    order = ("import", "sites", table, "--unit", "kivikko", "--json")
    assert document(kierto(*order))["created"] == 1
    assert document(kierto(*order))["skipped"] == 1


def test_people_read_sentences_instead_of_json(written: Callable[[str, str], str]) -> None:
    table = written("a.csv", "nimi;luokka\nTuoli;office-chair\n")
    result = kierto("import", "listings", table, "--unit", "kivikko", "--language", "en")
    assert result.exit_code == 0
    assert "1 rows: 1 new, 0 changed, 0 left as they are, 0 errors." in result.stdout
