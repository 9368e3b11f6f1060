"""Commands that read the ledger: report, check, export."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kierto.cli import main, with_application
from kierto.domain.errors import KiertoError

if TYPE_CHECKING:
    from kierto.domain.reuse_report import ReuseReport

FORMATS = ("json", "csv", "xlsx", "pdf")
DAY = click.DateTime(formats=["%Y-%m-%d"])


@main.group()
def report() -> None:
    """Reports over the ledger."""


@main.group()
def ledger() -> None:
    """The ledger itself."""


@report.command()
@click.option("--from", "first", type=DAY, required=True, help="First day of the period.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, included.")
@click.option("--as-of", type=DAY, help="As the ledger stood when this day ended.")
@click.option(
    "--by",
    default="",
    help="Groupings with commas between: category, main_category, unit, receiver, eu_class, step,"
    " direction, basis, month.",
)
@click.option("--organisation", help="Business id: what it gave or received.")
@click.option("--unit", "unit_code", help="Code of a unit: what it and those below it moved.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Default: json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here.")
@click.option("--language", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@with_application
def reuse(
    *,
    first: datetime,
    last: datetime,
    as_of: datetime | None,
    by: str,
    organisation: str | None,
    unit_code: str | None,
    format_: str | None,
    output: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """The reuse report of a period."""
    from flask_babel import force_locale

    from kierto.domain.period import Period
    from kierto.domain.reuse_report import groupings
    from kierto.queries.reuse_report import reuse_report

    if as_json and format_ not in {None, "json"}:
        raise click.UsageError("--json and --format ask for different formats.")
    chosen = format_ or "json"
    if chosen in {"xlsx", "pdf"} and output is None and sys.stdout.isatty():
        raise click.UsageError(f"{chosen} is not for a terminal: name a file with --output.")
    with force_locale(language):
        try:
            found = reuse_report(
                Period(_day(first), _day(last)),
                as_of=None if as_of is None else _day(as_of),
                by=groupings(by),
                organisations=_organisations(organisation),
                units=_units(unit_code),
                language=language,
            )
        except KiertoError as error:
            raise click.UsageError(str(error)) from error
        content = _content(found, chosen, language)
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"Written to {output}.", err=True)


def _day(value: datetime) -> date:
    return value.date()


def _content(found: "ReuseReport", format_: str, language: str) -> bytes:
    from kierto.documents import reuse_report_json, reuse_report_pdf, reuse_report_tables

    if format_ == "json":
        return reuse_report_json.text(found).encode()
    if format_ == "csv":
        mark = "." if language == "en" else ","
        return reuse_report_tables.csv(found, decimal_mark=mark)
    if format_ == "xlsx":
        return reuse_report_tables.xlsx(found)
    return reuse_report_pdf.pdf(found, language=language, made_at=datetime.now(UTC))


def _organisations(business_id: str | None) -> frozenset[int] | None:
    from kierto.queries.ledger_scope import organisation_by_business_id

    if business_id is None:
        return None
    found = organisation_by_business_id(business_id)
    if found is None:
        raise click.UsageError(f"There is no organisation with the business id {business_id}.")
    return frozenset({found})


def _units(code: str | None) -> frozenset[int] | None:
    from kierto.queries.ledger_scope import unit_and_below

    if code is None:
        return None
    found = unit_and_below(code)
    if not found:
        raise click.UsageError(f"There is no unit with the code {code}.")
    return found


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def verify(*, as_json: bool) -> None:
    """Recompute the hash chain and the sums kept beside it; exit 1 when something is wrong."""
    from kierto.queries.ledger import verify as verify_chain
    from kierto.queries.ledger_recount import recount

    chain = verify_chain()
    # Sums of a changed ledger mean nothing, and its values may not even be readable.
    differences = recount() if chain.ok else []
    ok = chain.ok and not differences
    document = {
        "entries": chain.entries,
        "ok": ok,
        "first_bad": chain.first_bad,
        "differences": [
            {
                "kind": one.kind,
                "id": one.id,
                "what": one.what,
                "kept": one.kept,
                "counted": one.counted,
            }
            for one in differences
        ],
    }
    if as_json:
        click.echo(json.dumps(document))
    elif not chain.ok:
        click.echo(f"Entry {chain.first_bad} is changed, missing or out of place.")
    else:
        for one in differences:
            click.echo(
                f"{one.kind} {one.id}: {one.what} is kept as {one.kept}, the entries give"
                f" {one.counted}."
            )
        if ok:
            click.echo(f"{chain.entries} entries, all unchanged.")
    if not ok:
        sys.exit(1)


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def export(*, file: Path, as_json: bool) -> None:
    """Write all entries to FILE (- is the standard output), one JSON object a line."""
    if str(file) == "-" and as_json:
        raise click.UsageError("--json reports about a file: name one instead of -.")
    if str(file) == "-":
        for line in _lines():
            click.echo(line)
        return
    count = 0
    try:
        with file.open("w", encoding="utf-8", newline="\n") as out:
            for line in _lines():
                out.write(line + "\n")
                count += 1
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from error
    if as_json:
        click.echo(json.dumps({"file": str(file), "entries": count}, ensure_ascii=False))
    else:
        click.echo(f"{count} entries written to {file}.", err=True)


def _lines() -> Iterator[str]:
    from kierto.queries.ledger import all_entries, exported

    for entry in all_entries():
        yield json.dumps(exported(entry), ensure_ascii=False, sort_keys=True)
