"""Commands that set up and run an installation."""

import json

import click

from kierto.cli import main, with_application


@main.command()
@click.option("--demo", type=click.Choice(["kemi"]), help="Fill with the demo city.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")
@with_application
def init(*, demo: str | None, as_json: bool) -> None:
    """Create or migrate the database."""
    from kierto import migrating

    revision = migrating.upgrade()
    document = {"database": migrating.database_name(), "revision": revision, "demo": demo}
    click.echo(json.dumps(document) if as_json else f"Database {document['database']} is ready.")
