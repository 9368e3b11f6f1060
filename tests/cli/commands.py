"""The command ``kierto`` as tests call it."""

import json
from collections.abc import Callable
from typing import Any

from click.testing import CliRunner, Result

from kierto.cli import main

Run = Callable[..., Result]


def kierto(*words: str) -> Result:
    """Run the command inside this process, on the database that the environment names."""
    return CliRunner().invoke(main, list(words))


def document(result: Result, *, code: int = 0) -> Any:
    """The one JSON document on standard output."""
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)
