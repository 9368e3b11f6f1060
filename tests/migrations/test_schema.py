"""The migrated database and the models say the same, checks and triggers included."""

import re
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, create_engine, text

import kierto.models  # noqa: F401 - registers the tables
from kierto.db import Base, db
from tests.services import databases, postgresql

Schema = dict[str, Any]


def test_migrations_lead_to_what_the_models_say(
    app: Flask, database: str, tmp_path: Path, request: Any
) -> None:
    if database.startswith("sqlite"):
        built = create_engine(f"sqlite:///{tmp_path / 'built.db'}")
        Base.metadata.create_all(built)
        assert sqlite_schema(db.engine) == sqlite_schema(built)
        return
    server: str = request.getfixturevalue("postgresql_server")
    with postgresql.database(server) as address:
        built = create_engine(databases.with_driver(address))
        Base.metadata.create_all(built)
        one, other = postgresql_schema(db.engine), postgresql_schema(built)
        built.dispose()
    assert one == other


def sqlite_schema(engine: Engine) -> Schema:
    """Columns, keys, indexes, checks and triggers; the order of constraints says nothing."""
    found: Schema = {}
    with engine.connect() as connection:
        for kind, name, statement in connection.execute(
            text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        ):
            if name.startswith(("sqlite_", "alembic_")):
                continue
            found[f"{kind} {name}"] = (
                sorted(parts_of(statement)) if kind == "table" else plain(statement)
            )
        found["ledger_head"] = [tuple(row) for row in connection.execute(text(HEAD))]
    return found


def postgresql_schema(engine: Engine) -> Schema:
    """The same from PostgreSQL's catalogue, which writes every definition in one way."""
    questions = {
        "columns": """
            SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
                   column_default
            FROM information_schema.columns WHERE table_schema = 'public'""",
        "constraints": """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public'",
        "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) "
        "FROM pg_trigger WHERE NOT tgisinternal",
        "functions": "SELECT proname, proname, prosrc FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace",
        "ledger_head": HEAD,
    }
    with engine.connect() as connection:
        return {
            name: sorted(
                [plain(str(cell)) for cell in row]
                for row in connection.execute(text(question))
                if "alembic_version" not in str(row[0])
            )
            for name, question in questions.items()
        }


# Nothing has been written in the test city's ledger, so both begin alike.
HEAD = "SELECT id, entries, hash FROM ledger_head"


def parts_of(statement: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, each in one form."""
    body = statement[statement.index("(") + 1 : statement.rindex(")")]
    parts, depth, begin = [], 0, 0
    for place, letter in enumerate(body):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append(body[begin:place])
            begin = place + 1
    return [plain(part) for part in [*parts, body[begin:]]]


def plain(statement: str) -> str:
    """One blank where there is any, no quotes around names, one word for whole numbers.

    SQLite keeps BIGINT and INTEGER alike.
    """
    one_word = re.sub(r"\bBIGINT\b", "INTEGER", statement)
    return re.sub(r"\s+", " ", one_word).replace('"', "").strip()
