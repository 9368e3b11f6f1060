"""The papers of the project say what is true: settings, dependencies, links, numbers."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def table_names(paper: str) -> list[str]:
    """What the first column of every table of ``paper`` names, versions and extras left out."""
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / paper).read_text(encoding="utf-8"), re.MULTILINE)
    names = (name.strip(" `") for row in rows for name in row.split(","))
    return [name.partition("[")[0] for name in names]


def test_the_table_of_settings_holds_every_setting_and_no_other() -> None:
    source = (ROOT / "kierto" / "config.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(KIERTO_[A-Z_]+)"', source))
    told = [name for name in table_names("docs/running.md") if name.startswith("KIERTO_")]
    assert (set(told), len(told)) == (read, len(read))


def test_every_declared_package_is_told_with_its_reason_and_none_is_told_that_is_not() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    wanted = [
        *project["project"]["dependencies"],
        *(line for group in groups for line in group if isinstance(line, str)),
        *(line for extra in project["project"].get("optional-dependencies", {}).values()
          for line in extra),
    ]  # fmt: skip
    declared = {re.split(r"[\[><=~! ;]", line)[0] for line in wanted}
    npm = set(re.findall(r'"node_modules/([^"]+)"', (ROOT / "package-lock.json").read_text()))
    told = set(table_names("docs/dependencies.md")) - {"package", "npm package", "---"}
    assert (declared | npm) == told


def test_decisions_are_numbered_one_after_another() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_paper_points_to_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    missing = [
        target
        for target in targets
        if not re.match(r"https?://|mailto:", target) and not (paper.parent / target).exists()
    ]
    assert missing == []


def test_every_target_that_the_readme_names_is_in_the_makefile() -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    targets = Counter(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named - set(targets) == set()


def test_the_picture_of_the_front_page_is_small() -> None:
    assert (ROOT / "docs" / "pictures" / "front.png").stat().st_size < 300_000
