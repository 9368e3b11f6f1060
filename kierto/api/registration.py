"""Puts the API into the application: its calls and its way to read numbers."""

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from kierto.api.calls import Noun
from kierto.api.numbers import LARGEST_ID

NOUNS = (
    "description",
    "units",
    "categories",
    "listings",
    "photos",
    "wants",
    "matches",
    "claims",
    "handovers",
    "outcomes",
    "ledger",
    "reports",
)


class NumberConverter(IntegerConverter):
    """The number of a thing in an address; one that no database could hold is no such thing."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the name that werkzeug passes
        super().__init__(map, min=1, max=LARGEST_ID)


def nouns() -> list[Noun]:
    """All nouns, in the order of the description."""
    return [import_module(f"kierto.api.{name}").noun for name in NOUNS]


def register(app: Flask, csrf: CSRFProtect) -> None:
    """Add the calls to ``app``. They take no cookies, so they need no token against forgery."""
    app.url_map.converters["number"] = NumberConverter
    for noun in nouns():
        csrf.exempt(noun.blueprint)
        app.register_blueprint(noun.blueprint)
