"""The ledger cannot be changed through the application, and a change behind its back is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Date, Integer, inspect, text
from sqlalchemy.exc import DBAPIError

from kierto.db import UtcDateTime, db, session, transaction
from kierto.domain.units import Mass, Quantity
from kierto.models import LedgerEntry
from kierto.models.ledger_entry import POSTGRESQL_GUARDS, SQLITE_GUARDS
from kierto.queries.ledger import Verification, verify
from kierto.queries.ledger_recount import Difference, recount
from kierto.services import corrections
from kierto.services.corrections import Correction
from tests import bookkeeping, city
from tests.bookkeeping import write

COLUMNS = [column.key for column in LedgerEntry.__table__.columns]
GOOD = Verification(5, ok=True, first_bad=None)


@contextmanager
def behind_the_back(app: Flask) -> Iterator[Callable[[str], None]]:
    """A connection on which the guards have been taken off; they are put back afterwards."""
    session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    drops = (
        ["DROP TRIGGER ledger_entry_no_update", "DROP TRIGGER ledger_entry_no_delete"]
        if sqlite
        else [
            "DROP TRIGGER ledger_entry_no_change ON ledger_entry",
            "DROP TRIGGER ledger_entry_no_truncate ON ledger_entry",
        ]
    )
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        for statement in drops:
            cursor.execute(statement)
        if sqlite:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET session_replication_role = replica")
            for table, name in cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
                " AND conrelid::regclass::text IN ('ledger_entry', 'ledger_head')"
            ).fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield lambda statement: cursor.execute(statement) and None
        if sqlite:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
        for statement in SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS[1:]:
            cursor.execute(statement)
        if not sqlite:
            raw.commit()


@pytest.fixture
def ledger(app: Flask) -> Flask:
    """Five entries, of which the fourth reverses the second and the fifth replaces it."""
    for grams in (1_000, 2_000, 3_000):
        write(
            grams=grams,
            waste_code="20 03 07",
            distance_m=3_200,
            uncertainty_percent=None,
            receiver="kirjasto",
            occurred_on=date(2026, 3, 12),
        )
    with transaction():
        corrections.correct(
            2,
            Correction(reason="Väärä paino", mass=Mass(2_500)),
            person=city.person("ymparisto"),
            now=city.NOW,
        )
    assert verify() == GOOD
    return app


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET mass = 1 WHERE id = 1",
        "UPDATE ledger_entry SET reason = reason",
        "DELETE FROM ledger_entry WHERE id = 5",
        "DELETE FROM ledger_entry",
    ],
)
def test_the_database_refuses_change_and_deletion(ledger: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert verify() == GOOD


def test_the_database_refuses_to_empty_or_replace(ledger: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        names = ", ".join(COLUMNS)
        statement = f"INSERT OR REPLACE INTO ledger_entry SELECT {names} FROM ledger_entry"
    else:
        statement = "TRUNCATE ledger_entry CASCADE"
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    session.rollback()
    assert verify() == GOOD


def changed(name: str) -> str:
    """An expression that differs from the column's value in one byte, and fits its type."""
    kind = LedgerEntry.__table__.columns[name].type
    if isinstance(kind, UtcDateTime):
        if db.engine.dialect.name == "sqlite":
            return f"'3' || substr({name}, 2)"
        return f"{name} + interval '1 microsecond'"
    if isinstance(kind, Date):
        return f"date({name}, '+1 day')" if db.engine.dialect.name == "sqlite" else f"{name} + 1"
    python = getattr(kind, "impl", kind)
    if isinstance(python, Integer) or name.endswith("_id") or name in {"mass", "quantity", "id"}:
        return f"coalesce({name}, 0) + 100"
    return f"CASE WHEN {name} IS NULL THEN 'x' ELSE 'X' || substr({name}, 2) END"


@pytest.mark.parametrize("name", COLUMNS)
def test_a_changed_column_is_found_and_placed(ledger: Flask, name: str) -> None:
    with behind_the_back(ledger) as run:
        run(f"UPDATE ledger_entry SET {name} = {changed(name)} WHERE id = 3")
    found = verify()
    assert (found.entries, found.ok) == (5, False)
    assert found.first_bad == 3


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "previous_hash"])
def test_an_emptied_column_is_found(ledger: Flask, name: str) -> None:
    column = inspect(LedgerEntry).columns[name]
    if not column.nullable:
        return
    filled = session.execute(
        text(f"SELECT id FROM ledger_entry WHERE {name} IS NOT NULL ORDER BY id")
    ).scalar()
    if filled is None:
        return
    with behind_the_back(ledger) as run:
        run(f"UPDATE ledger_entry SET {name} = NULL WHERE id = {filled}")
    assert verify() == Verification(5, ok=False, first_bad=filled)


@pytest.mark.parametrize(
    ("sqlite", "postgresql"),
    [
        ("step = 'nonsense'", "step = 'nonsense'"),
        ("occurred_on = 'yesterday'", "occurred_on = 'infinity'"),
        ("occurred_on = 20260312", "occurred_on = '20000-01-01'"),
        ("recorded_at = 'late'", "recorded_at = '-infinity'"),
        ("mass = 'heavy'", "mass = 9223372036854775807"),
        ("mass = 1.5", "measure = ''"),
        ("item = CAST(x'ff' AS TEXT)", "item = item || chr(8203)"),
        ("item = CAST(item AS BLOB)", "item = item || ' '"),
        ("hash = ''", "hash = ''"),
    ],
)
def test_values_that_the_application_could_not_read_are_found(
    ledger: Flask, sqlite: str, postgresql: str
) -> None:
    change = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    with behind_the_back(ledger) as run:
        run(f"UPDATE ledger_entry SET {change} WHERE id = 4")
    assert verify() == Verification(5, ok=False, first_bad=4)


@pytest.mark.parametrize(
    ("statements", "entries", "first_bad"),
    [
        (["DELETE FROM ledger_entry WHERE id = 1"], 4, 1),
        (["DELETE FROM ledger_entry WHERE id = 3"], 4, 3),
        (["DELETE FROM ledger_entry WHERE id = 5"], 4, 5),
        (["DELETE FROM ledger_entry WHERE id > 2"], 2, 3),
        (["DELETE FROM ledger_entry"], 0, 1),
        (
            [
                "UPDATE ledger_entry SET id = 99 WHERE id = 1",
                "UPDATE ledger_entry SET id = 1 WHERE id = 3",
                "UPDATE ledger_entry SET id = 3 WHERE id = 99",
            ],
            5,
            1,
        ),
        (["UPDATE ledger_head SET hash = 'x'"], 5, 5),
        (["UPDATE ledger_head SET entries = 4"], 5, 5),
        (["UPDATE ledger_head SET entries = 6"], 5, 6),
        (["DELETE FROM ledger_head"], 5, 6),
    ],
)
def test_lost_and_moved_entries_are_found_and_placed(
    ledger: Flask, statements: list[str], entries: int, first_bad: int
) -> None:
    with behind_the_back(ledger) as run:
        for statement in statements:
            run(statement)
    assert verify() == Verification(entries, ok=False, first_bad=first_bad)


@pytest.mark.parametrize(("number", "first_bad"), [(6, 6), (0, 1), (-7, 1)])
def test_an_inserted_entry_is_found(ledger: Flask, number: int, first_bad: int) -> None:
    names = [name for name in COLUMNS if name not in {"id", "hash", "reverses_id"}]
    listed = ", ".join(names)
    with behind_the_back(ledger) as run:
        run(
            f"INSERT INTO ledger_entry (id, hash, {listed})"
            f" SELECT {number}, 'forged', {listed} FROM ledger_entry WHERE id = 5"
        )
    assert verify() == Verification(6, ok=False, first_bad=first_bad)


def test_sums_kept_beside_the_ledger_are_recounted(app: Flask) -> None:
    with transaction():
        desks = city.listed(quantity=Quantity.from_decimal(30))
        bookkeeping.hand_over(desks, "paivakoti", "kivikko", "12")
    number = desks.id
    assert recount() == []
    session.execute(text("UPDATE listing SET handed_over = handed_over - 1000"))
    session.commit()
    session.expire_all()
    assert recount() == [Difference("listing", number, "handed_over", 11_000, 12_000)]
