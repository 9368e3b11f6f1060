"""The command ``kierto``."""

import json
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kierto import __version__

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

P = ParamSpec("P")
R = TypeVar("R")


@click.group()
@click.version_option(__version__, prog_name="kierto")
def main() -> None:
    """Kierto: the exchange through which a city and its companies keep things in use."""


def one_document(command: Callable[P, R]) -> Callable[P, R]:
    """With ``--json`` a command that cannot be done says so in JSON too: {"error": sentence}.

    Wrong usage (exit 2) is told in words alone: no command was understood that could report.
    """

    @wraps(command)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except click.UsageError:
            raise
        except click.ClickException as refused:
            if kwargs.get("as_json"):
                click.echo(json.dumps({"error": refused.message}, ensure_ascii=False))
            raise

    return inside


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Run ``command`` inside the application: settings read, database at hand.

    A wrong setting, a refusal or an unreachable database ends the command with its sentence.
    """

    @wraps(command)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        # Late, so that `kierto --help` does not load the whole application.
        from sqlalchemy.exc import OperationalError, ProgrammingError

        from kierto.app import create_app
        from kierto.config import Settings, WrongSetting
        from kierto.domain.errors import KiertoError

        try:
            settings = Settings.from_environment()
        except WrongSetting as wrong:
            raise click.ClickException(str(wrong)) from wrong
        with create_app(settings).app_context():
            try:
                return command(*args, **kwargs)
            except KiertoError as refused:
                raise click.ClickException(str(refused)) from refused
            except (OperationalError, ProgrammingError) as problem:
                raise _explained(problem) from problem

    return one_document(inside)


def _explained(problem: "DBAPIError") -> click.ClickException:
    """What to do about a database that refuses a statement."""
    from sqlalchemy.exc import DBAPIError

    from kierto import migrating
    from kierto.db import session

    try:
        session.rollback()
        is_current = migrating.is_current()
    except DBAPIError:
        is_current = True
    if not is_current:
        return click.ClickException("The database is not up to date. Run `kierto init` first.")
    return click.ClickException(f"The database does not answer: {problem.orig}")


FAMILIES = (
    "backup",
    "bench",
    "imports",
    "ledger",
    "matching",
    "organisations",
    "people",
    "running",
    "site",
)


def _load_commands() -> None:
    """Each family of commands adds itself to ``main`` when it is imported."""
    for family in FAMILIES:
        import_module(f"kierto.cli.{family}")


_load_commands()
