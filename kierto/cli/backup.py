"""Commands that copy an installation into one file and bring it back from there."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from kierto.cli import main, with_application


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def backup(*, file: Path, as_json: bool) -> None:
    """Write database and photos into FILE. The site may stay in use meanwhile.

    The secret key is not part of it: keep KIERTO_SECRET_KEY where you keep other passwords.
    """
    from kierto.cli import archives

    try:
        done = archives.write(file, now=datetime.now(UTC))
    except archives.NotRestored as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}") from problem
    sentence = f"{done.rows} rows and {done.photos} photos are in {file}."
    click.echo(json.dumps(done.document(file)) if as_json else sentence)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def restore(*, file: Path, as_json: bool) -> None:
    """Fill an empty database and photo store from FILE, on SQLite or PostgreSQL."""
    from kierto.cli import archives

    try:
        done = archives.read(file)
    except archives.NotRestored as problem:
        raise click.ClickException(str(problem)) from problem
    sentence = f"{done.rows} rows and {done.photos} photos came back; the ledger is whole."
    click.echo(json.dumps(done.document(file)) if as_json else sentence)
