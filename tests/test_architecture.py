"""The plan of the house, held by looking at every import, also the late ones."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kierto"
TESTS = Path(__file__).parent

# From the roof down: a file may import from its own floor and from those below it.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"app", "cli", "bench", "wsgi"}),
    frozenset({"views", "api"}),
    frozenset({"forms"}),
    frozenset({"services"}),
    frozenset({"documents", "planning", "outside"}),
    frozenset({"queries"}),
    frozenset({"models"}),
    frozenset({"migrating"}),
    frozenset({"db"}),
    frozenset({"domain"}),
)
# Stand outside the house: settings, folders and the words for people, each knowing little.
BESIDE = {
    "config": frozenset[str](),
    "resources": frozenset[str](),
    "formats": frozenset({"domain"}),
    "wording": frozenset({"domain", "formats"}),
    "": frozenset[str](),
}
FLOOR_OF = {part: number for number, floor in enumerate(FLOORS) for part in floor}

FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """The floor's part that ``module`` stands in: kierto.views.claims is in views."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else ""


def module_of(path: Path) -> str:
    pieces = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(pieces[:-1] if pieces[-1] == "__init__" else pieces)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of every import in the file, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: relative import"
            name = node.module or ""
            for alias in node.names:
                # `from kierto.services import claims` reaches kierto.services.claims.
                yield node.lineno, f"{name}.{alias.name}" if name == "kierto" else name


def outsiders(path: Path) -> set[str]:
    """First names of the libraries that the file imports."""
    return {name.partition(".")[0] for _, name in imported(path)}


def in_part(*parts: str) -> list[Path]:
    return [path for path in FILES if part_of(module_of(path)) in parts]


def test_every_file_has_a_floor() -> None:
    known = set(FLOOR_OF) | set(BESIDE)
    assert {part_of(module_of(path)) for path in FILES} - known == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only(path: Path) -> None:
    here = part_of(module_of(path))
    upward = []
    for line, name in imported(path):
        if name != "kierto" and not name.startswith("kierto."):
            continue
        there = part_of(name)
        if here in BESIDE:
            allowed = there in BESIDE[here] | {here}
        else:
            allowed = there in BESIDE or FLOOR_OF.get(there, -1) >= FLOOR_OF[here]
        if not allowed and name != "kierto.__version__":
            upward.append(f"line {line} imports {name}")
    assert upward == []


def test_the_domain_knows_no_framework() -> None:
    foreign = {"flask", "flask_babel", "flask_login", "flask_wtf", "sqlalchemy", "wtforms"}
    found = {str(path): outsiders(path) & foreign for path in in_part("domain")}
    assert {path: names for path, names in found.items() if names} == {}


def test_services_know_no_page_and_never_commit() -> None:
    wrong = []
    for path in in_part("services", "queries", "models"):
        names = outsiders(path)
        wrong += [f"{path.name} imports {name}" for name in names if name.startswith("flask")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "commit":
                wrong.append(f"{path.name}:{node.lineno} commits")
            if isinstance(node, ast.ImportFrom) and node.module == "kierto.db":
                wrong += [
                    f"{path.name}:{node.lineno} opens a transaction"
                    for alias in node.names
                    if alias.name == "transaction"
                ]
    assert wrong == []


def test_pages_write_no_sql() -> None:
    found = [path.name for path in in_part("views", "forms") if "sqlalchemy" in outsiders(path)]
    assert found == []


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(PACKAGE.parent)): lines
        for path in [*FILES, *TESTS.rglob("*.py")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
