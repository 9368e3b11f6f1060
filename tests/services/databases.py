"""Databases for the tests: migrated once, with the test city in them."""

from pathlib import Path

from kierto import migrating
from kierto.app import create_app
from kierto.config import Settings
from kierto.db import db, session, transaction
from tests import city

SECRET = "0123456789abcdef" * 4


def settings(address: str, home: Path) -> Settings:
    """Settings of a test's own installation."""
    return Settings(home=home, database_url=address, secret_key=SECRET, testing=True)


def with_driver(address: str) -> str:
    """A PostgreSQL address as SQLAlchemy wants it."""
    return address.replace("postgresql:", "postgresql+psycopg:", 1)


def found_city(address: str, home: Path) -> None:
    """Migrate the database at ``address`` and fill it with the test city."""
    with create_app(settings(address, home)).app_context():
        migrating.upgrade()
        with transaction():
            city.found()
        session.remove()
        db.engine.dispose()
