"""Commands that import listings, past handovers and sites from tables."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kierto.cli import main, with_application
from kierto.domain.errors import KiertoError

if TYPE_CHECKING:
    from kierto.services.imports.result import ImportResult, Progress

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ENCODINGS = ("utf-8", "cp1252", "iso-8859-15", "utf-16")


@main.group("import")
def imports() -> None:
    """Imports from CSV, XLSX, ODS and JSON arrays: all rows or none, safe to run twice."""


def _common(command: Any) -> Any:  # noqa: ANN401
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Report as one JSON document."),
        click.option(
            "--language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True
        ),
        click.option("--encoding", type=click.Choice(ENCODINGS), help="Of a CSV file."),
        click.option("--dry-run", is_flag=True, help="Do the same and undo it."),
        click.option("--mapping", type=FILE, help="JSON file that says which column is what."),
        click.option("--unit", "unit_code", required=True, help="Code of the unit."),
        click.argument("file", type=FILE),
    ):
        command = option(command)
    return command


@imports.command("listings")
@_common
@with_application
def import_listings(*, file: Path, unit_code: str, **options: Any) -> None:  # noqa: ANN401
    """Surplus items as listings of a unit."""
    _run("listings", file, unit_code, **options)


@imports.command("handovers")
@click.option("--receiver", "receiver_code", help="Code of the unit that received; else outside.")
@click.option("--weights", type=FILE, help="Kilograms per item name.")
@click.option("--materials", type=FILE, help="Material or factor key per item name.")
@_common
@with_application
def import_handovers(*, file: Path, unit_code: str, **options: Any) -> None:  # noqa: ANN401
    """Past handovers of a unit into the ledger."""
    _run("handovers", file, unit_code, **options)


@imports.command("sites")
@_common
@with_application
def import_sites(*, file: Path, unit_code: str, **options: Any) -> None:  # noqa: ANN401
    """Sites of the organisation to which a unit belongs."""
    _run("sites", file, unit_code, **options)


def _run(
    kind: str,
    file: Path,
    unit_code: str,
    *,
    mapping: Path | None,
    dry_run: bool,
    encoding: str | None,
    language: str,
    as_json: bool,
    receiver_code: str | None = None,
    weights: Path | None = None,
    materials: Path | None = None,
) -> None:
    from datetime import UTC, datetime

    from flask_babel import force_locale

    from kierto.db import transaction
    from kierto.queries import named_units
    from kierto.services.imports.mapping import NO_MAPPING, read_mapping
    from kierto.services.imports.running import File, Order, make_ready

    unit = named_units.by_code(unit_code)
    if unit is None:
        raise click.BadParameter(f"no unit has the code “{unit_code}”", param_hint="--unit")
    receiver = None if receiver_code is None else named_units.by_code(receiver_code)
    if receiver_code is not None and receiver is None:
        raise click.BadParameter(f"no unit has the code “{receiver_code}”", param_hint="--receiver")
    now = datetime.now(UTC)
    with force_locale(language):
        try:
            order = Order(
                kind=kind,
                file=File.at(file, encoding),
                unit=unit,
                receiver=receiver,
                mapping=NO_MAPPING if mapping is None else read_mapping(mapping.read_bytes()),
                weights=None if weights is None else File.at(weights),
                materials=None if materials is None else File.at(materials),
            )
            ready = make_ready(order, person=None, now=now)
            with transaction():
                result = ready.store(person=None, now=now, is_trial=dry_run, progress=_progress())
        except KiertoError as refused:
            _tell_refusal(refused, as_json=as_json)
            sys.exit(1)
        _tell(result, as_json=as_json)
    if result.is_refused:
        sys.exit(1)


def _progress() -> "Progress":
    """A line that counts the rows, where somebody watches a terminal."""

    def show(done: int, rows: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done >= rows else ""
            print(f"\r{done} / {rows}", end=end, file=sys.stderr, flush=True)

    return show


def _tell_refusal(refused: KiertoError, *, as_json: bool) -> None:
    from kierto.wording import explain

    sentence = explain(refused)
    if as_json:
        error = {"row": None, "column": None, "value": None, "message": sentence}
        counts = {"rows": 0, "created": 0, "updated": 0, "skipped": 0}
        click.echo(json.dumps(counts | {"errors": [error]}, ensure_ascii=False))
    else:
        click.echo(sentence, err=True)


def _tell(result: "ImportResult", *, as_json: bool) -> None:
    from kierto.wording import explain, explain_note

    errors = [
        {
            "row": error.row,
            "column": error.column,
            "value": error.value,
            "message": explain(error.problem),
        }
        for error in result.errors
    ]
    notes = [explain_note(note.message, note.data) for note in result.notes]
    if as_json:
        document: dict[str, object] = {
            "rows": result.rows,
            "created": result.created,
            "updated": result.updated,
            "skipped": result.skipped,
            "errors": errors,
            "error_count": result.error_count,
            "dry_run": result.is_trial and not result.is_refused,
            "notes": notes,
        }
        if result.kind == "handovers" and result.mass is not None:
            document["mass_kg"] = f"{result.mass.kilograms:f}"
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for note in notes:
        click.echo(note, err=True)
    for error in errors:
        click.echo(f"{error['row']}: {error['column']} “{error['value']}”: {error['message']}")
    more = result.error_count - len(errors)
    if more:
        click.echo(f"… +{more}")
    click.echo(
        f"{result.rows} rows: {result.created} new, {result.updated} changed,"
        f" {result.skipped} left as they are, {result.error_count} errors."
    )
    if result.mass is not None:
        click.echo(f"{result.mass.kilograms:f} kg")
    if result.is_trial:
        click.echo("Nothing was stored.")
