"""The demo city's tables: CSV files beside this module."""

import csv
from importlib.resources import files


def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``name``.csv; every cell is text, an empty one is "there is none"."""
    text = (files("kierto.cli.demo") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
