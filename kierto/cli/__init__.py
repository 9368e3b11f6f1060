"""The command ``kierto``."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import ParamSpec, TypeVar

import click

from kierto import __version__

P = ParamSpec("P")
R = TypeVar("R")


@click.group()
@click.version_option(__version__, prog_name="kierto")
def main() -> None:
    """Kierto: the exchange through which a city and its companies keep things in use."""


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Run ``command`` inside the application: settings read, database at hand.

    A wrong setting, a refusal or an unreachable database ends the command with its sentence.
    """

    @wraps(command)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        # Late, so that `kierto --help` does not load the whole application.
        from sqlalchemy.exc import OperationalError

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
            except OperationalError as problem:
                raise click.ClickException(f"The database does not answer: {problem.orig}") from (
                    problem
                )

    return inside


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
