"""A database of its own for a measurement, gone afterwards."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from kierto import migrating
from kierto.app import create_app
from kierto.config import Settings
from kierto.db import db, session

SERVER = "KIERTO_BENCH_POSTGRESQL_URL"


class NoServer(Exception):
    """There is no PostgreSQL server to measure on; the text says what to do."""


@contextmanager
def fresh(backend: str, database_url: str | None = None) -> Iterator[Flask]:
    """The application on an empty, migrated database of ``backend``. Raises NoServer."""
    with tempfile.TemporaryDirectory(prefix="kierto-bench-") as name:
        home = Path(name)
        if backend == "sqlite":
            with _application(f"sqlite:///{home / 'bench.db'}", home) as app:
                yield app
            return
        with _postgresql(database_url) as address, _application(address, home) as app:
            yield app


@contextmanager
def _application(address: str, home: Path) -> Iterator[Flask]:
    settings = Settings(home=home, database_url=address, secret_key=secrets.token_hex(32))
    app = create_app(settings)
    with app.app_context():
        migrating.upgrade()
        try:
            yield app
        finally:
            session.remove()
            db.engine.dispose()


@contextmanager
def _postgresql(database_url: str | None) -> Iterator[str]:
    given = database_url or os.environ.get(SERVER)
    if not given:
        raise NoServer(
            f"No PostgreSQL server was named. Give --database-url or set {SERVER} to a server "
            "where this user may create databases: postgresql://user:password@host/postgres."
        )
    server = make_url(given.replace("postgres://", "postgresql://", 1)).set(
        drivername="postgresql+psycopg"
    )
    name = f"kierto_bench_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError as problem:
        raise NoServer(f"The PostgreSQL server does not answer: {problem.orig}") from problem
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()
