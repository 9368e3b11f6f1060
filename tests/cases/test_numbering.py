"""The table of cases names tests that are there, and every test of a case is in the table."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
TABLE = (CHECKOUT / "docs" / "cases.md").read_text("utf-8")


def rows() -> dict[str, list[Path]]:
    """``k07`` or ``trap_11`` and the files that the table gives for it."""
    found: dict[str, list[Path]] = {}
    for line in TABLE.splitlines():
        match = re.match(r"\| (K\d\d|[\d, ]+) \|", line)
        if match is None:
            continue
        files = [CHECKOUT / "tests" / name for name in re.findall(r"`([\w/]+\.py)`", line)]
        for number in match[1].split(", "):
            name = number.lower() if number.startswith("K") else f"trap_{number.strip()}"
            found[name] = files
    return found


def numbers_in(file: Path) -> set[str]:
    """The cases that the names and sentences of a file's tests carry."""
    text = file.read_text("utf-8")
    named = re.findall(r"def test_(k\d\d|trap_\d+)_", text)
    return {*named, *(number.lower() for number in re.findall(r"\bK\d\d\b", text))}


def test_every_row_leads_to_a_test_that_carries_its_number() -> None:
    missing = {
        name: [file.name for file in files]
        for name, files in rows().items()
        if not any(file.is_file() and name in numbers_in(file) for file in files)
    }
    assert missing == {}


def test_every_case_that_has_a_test_is_in_the_table() -> None:
    tested = set[str]().union(*(numbers_in(file) for file in Path(__file__).parent.glob("*.py")))
    assert tested <= set(rows())
    assert {f"k{number:02}" for number in (1, 2, 3, 4, 7, 36, 49)} <= set(rows())
