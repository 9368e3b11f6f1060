"""The measurement gives right answers and the figures it promises."""

import pytest

from tests.cli.commands import document, kierto


def test_the_search_and_the_loop_agree_on_sqlite() -> None:
    found = document(kierto("bench", "match", "--listings", "800", "--wants", "30", "--json"))
    assert {"bench", "n", "kierto", "anchor", "ratio", "wrong"} <= set(found)
    assert (found["bench"], found["n"], found["wrong"]) == ("match", 800, 0)
    assert (found["compared"], found["found"] > 0) == (30, True)
    assert {"median_ms", "p95_ms"} == set(found["kierto"])


def test_the_search_and_the_loop_agree_on_postgresql(postgresql_server: str) -> None:
    found = document(
        kierto(
            *("bench", "match", "--listings", "800", "--wants", "30", "--json"),
            *("--backend", "sqlite,postgresql", "--database-url", postgresql_server),
        )
    )
    assert found["wrong"] == 0
    assert [one["backend"] for one in found["backends"]] == ["sqlite", "postgresql"]
    # The same data on both, so the same answers.
    assert len({one["found"] for one in found["backends"]}) == 1


def test_as_much_as_exists_is_promised_and_the_rest_waits(postgresql_server: str) -> None:
    """200 claims from 4 processes at once on 100 pieces, on both databases."""
    found = document(
        kierto(
            *("bench", "claims", "--json", "--backend", "sqlite,postgresql"),
            *("--database-url", postgresql_server),
        )
    )
    told = [
        [one[key] for key in ("backend", "claims", "processes", "promised", "waiting", "wrong")]
        for one in found["backends"]
    ]
    assert told == [["sqlite", 200, 4, 100, 100, 0], ["postgresql", 200, 4, 100, 100, 0]]


def test_without_a_server_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KIERTO_BENCH_POSTGRESQL_URL", raising=False)
    result = kierto("bench", "match", "--backend", "postgresql")
    assert (result.exit_code, "KIERTO_BENCH_POSTGRESQL_URL" in result.output) == (1, True)


@pytest.mark.parametrize("words", [("everything",), ("match", "--backend", "oracle")])
def test_what_does_not_exist_is_wrong_usage(words: tuple[str, ...]) -> None:
    result = kierto("bench", *words)
    assert (result.exit_code, "match" in result.output or "sqlite" in result.output) == (2, True)


def test_a_workbook_is_imported_whole_and_never_twice() -> None:
    found = document(kierto("bench", "import", "--listings", "300", "--json"))
    assert (found["bench"], found["n"], found["wrong"]) == ("import", 300, 0)
    assert {"median_ms", "p95_ms"} == set(found["kierto"])
