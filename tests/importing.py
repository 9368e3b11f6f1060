"""Importing a table that a test writes down, as the pages and the command do it."""

from decimal import Decimal
from pathlib import Path

from kierto.db import transaction
from kierto.models import User
from kierto.services.imports.mapping import NO_MAPPING, Mapping
from kierto.services.imports.result import ImportResult
from kierto.services.imports.running import File, Order, make_ready
from tests import city


def run(
    kind: str,
    table: str | bytes | Path,
    unit: str = "syvakangas",
    *,
    mapping: Mapping = NO_MAPPING,
    receiver: str | None = None,
    person: User | None = None,
    is_trial: bool = False,
    **files: Path | bytes | None,
) -> ImportResult:
    """Import ``table`` (text is CSV) and store it, or try."""
    order = Order(
        kind=kind,
        file=_file(table),
        unit=city.unit(unit),
        receiver=None if receiver is None else city.unit(receiver),
        mapping=mapping,
        **{name: None if each is None else _file(each) for name, each in files.items()},
    )
    ready = make_ready(order, person=person, now=city.NOW)
    with transaction():
        return ready.store(person=person, now=city.NOW, is_trial=is_trial)


def _file(content: str | bytes | Path) -> File:
    if isinstance(content, Path):
        return File.at(content)
    return File(content.encode() if isinstance(content, str) else content, "taulukko")


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    """Rows, created, updated, skipped, errors."""
    return result.rows, result.created, result.updated, result.skipped, result.error_count


def errors(result: ImportResult) -> list[tuple[int, str, str, str]]:
    """Row, column, value and the kind of refusal."""
    return [(e.row, e.column, e.value, type(e.problem).__name__) for e in result.errors]


def notes(result: ImportResult) -> list[str]:
    """The notes as English sentences."""
    return [note.message % note.data for note in result.notes]


def kilograms(result: ImportResult) -> Decimal | None:
    return None if result.mass is None else result.mass.kilograms
