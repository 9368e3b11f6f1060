"""Callers of the API in the test city."""

import pytest
from flask import Flask

from tests.api.calling import Caller, Calls, caller


@pytest.fixture
def calls(app: Flask) -> Calls:
    """``calls("koulu")`` is a program that acts for Kaisa of the school."""
    return lambda login: caller(app, login)


@pytest.fixture
def koulu(app: Flask) -> Caller:
    """Lists things."""
    return caller(app, "koulu")


@pytest.fixture
def paivakoti(app: Flask) -> Caller:
    """Takes things."""
    return caller(app, "paivakoti")
