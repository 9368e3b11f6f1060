"""Commands that set up an installation and look whether all is well with it."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import click

from kierto.cli import main, with_application


@main.command()
@click.option("--demo", type=click.Choice(["kemi"]), help="Fill with the demo city.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def init(*, demo: str | None, as_json: bool) -> None:
    """Create or migrate the database. Safe to run again."""
    from kierto import migrating

    revision = prepare(demo, progress=lambda text: click.echo(text, err=True))
    document = {"database": migrating.database_name(), "revision": revision, "demo": demo}
    click.echo(json.dumps(document) if as_json else f"Database {document['database']} is ready.")


def prepare(demo: str | None, *, progress: Callable[[str], None]) -> str:
    """Migrate, load the reference data and, on request, fill in the demo; gives the revision.

    Raises ClickException when the demo would stand among real data or in production.
    """
    from kierto import migrating
    from kierto.db import transaction
    from kierto.services import reference
    from kierto.views.installation import settings

    if demo and settings().is_production:
        raise click.ClickException(
            "The demo's accounts have a known password: they are not made while KIERTO_ENV is "
            "production."
        )
    revision = migrating.upgrade()
    with transaction():
        reference.load(datetime.now(UTC))
    if demo:
        _fill(progress)
    return revision


def _fill(progress: Callable[[str], None]) -> None:
    from kierto.cli import demo
    from kierto.cli.demo.photos import Photographers
    from kierto.db import session, transaction
    from kierto.queries import installation
    from kierto.views.installation import settings

    if demo.is_filled():
        return
    if not installation.is_empty():
        raise click.ClickException(
            "This database is in use. The demo city wants one of its own: name another with "
            "KIERTO_HOME or KIERTO_DATABASE_URL."
        )
    session.rollback()
    began = time.monotonic()
    progress("Making the demo city: a year of handovers and the photos of what is on offer …")
    with Photographers(settings().photos) as photographers, transaction():
        if not demo.is_filled():
            demo.fill(datetime.now(UTC), photographers.hang)
    progress(f"The demo city is ready ({time.monotonic() - began:.0f} s).")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
def check(*, as_json: bool) -> None:
    """Look for wrong settings, missing migrations, unsafe choices and wrong counters."""
    from kierto.cli.checks import problems

    found = problems()
    if as_json:
        click.echo(
            json.dumps({"ok": not found, "problems": [problem.document() for problem in found]})
        )
    else:
        for problem in found:
            click.echo(f"{problem.about}: {problem.sentence}")
        click.echo("Something needs attention." if found else "All is well.")
    sys.exit(1 if found else 0)
