"""The ledger's entries, the form in which they are hashed, and whether anybody has changed them.

For the check, entries are read as the database has them, not through their types: a value that
the application would never write (an unknown word, a day that is none, bytes that are no text) is
found as a changed entry like any other.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    String,
    cast,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from kierto.db import UtcDateTime, session
from kierto.domain.hash_chain import GENESIS, Value, entry_hash
from kierto.domain.units import Amount
from kierto.models import LedgerEntry, LedgerHead

_CHAINED = frozenset({"previous_hash", "hash"})
HASHED = tuple(c.key for c in LedgerEntry.__table__.columns if c.key not in _CHAINED)
_SQLITE_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}\.\d{6})", re.ASCII)
_POSTGRESQL_INSTANT = 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'
_PLAIN = frozenset({str, int, type(None)})
_INSTANTS = frozenset(
    column.key for column in LedgerEntry.__table__.columns if isinstance(column.type, UtcDateTime)
)


def hashed_fields(entry: LedgerEntry) -> dict[str, Value]:
    """What the hash covers: every filled column, as text and whole numbers.

    Empty columns are left out, so that a column added in a later version does not change the
    hash of entries that were made before it existed.
    """
    return {
        name: canonical(value) for name in HASHED if (value := getattr(entry, name)) is not None
    }


def canonical(value: object) -> Value:
    """One column's value in the form that is hashed and exported."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Amount):
        return value.units
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def exported(entry: LedgerEntry) -> dict[str, Value]:
    """An entry as a line of the export: what is hashed, empty columns as null, and the hashes."""
    fields: dict[str, Value] = {name: canonical(getattr(entry, name)) for name in HASHED}
    return fields | {"previous_hash": entry.previous_hash, "hash": entry.hash}


def of_organisations(organisations: frozenset[int]) -> ColumnElement[bool]:
    """Entries in which one of ``organisations`` gave or received."""
    return or_(
        LedgerEntry.giver_organisation_id.in_(organisations),
        LedgerEntry.receiver_organisation_id.in_(organisations),
    )


def all_entries() -> Iterator[LedgerEntry]:
    """Every entry from the first to the last, a thousand at a time."""
    return iter(
        session.scalars(
            select(LedgerEntry).order_by(LedgerEntry.id).execution_options(yield_per=1000)
        )
    )


@dataclass(frozen=True, slots=True)
class Verification:
    """``first_bad`` is the number of the first entry that is changed, missing or out of place."""

    entries: int
    ok: bool
    first_bad: int | None


def verify() -> Verification:
    """Recompute the chain from the first entry and compare it with the kept head."""
    session.flush()
    count, previous, first_bad = 0, GENESIS, None
    for row in _raw_entries():
        count += 1
        if first_bad is None:
            number, before, own = row["id"], row.pop("previous_hash"), row.pop("hash")
            fields = {name: value for name, value in row.items() if value is not None}
            if (number, before, own) == (count, previous, entry_hash(previous, fields)):
                previous = str(own)
            else:
                first_bad = count
    if first_bad is None:
        first_bad = _end_is_wrong(count, previous)
    return Verification(count, ok=first_bad is None, first_bad=first_bad)


def _end_is_wrong(count: int, last_hash: str) -> int | None:
    """The place where the chain and its kept end part: a lost tail, a tail of strangers."""
    head: Any = session.execute(
        select(literal_column("entries"), literal_column("hash")).select_from(LedgerHead.__table__)
    ).first()
    if head is None:
        return count + 1
    if tuple(head) == (count, last_hash):
        return None
    if head[0] == count:
        return max(count, 1)
    return min(int(head[0]), count) + 1 if isinstance(head[0], int) else count + 1


def _raw_entries() -> Iterator[dict[str, Value]]:
    """Every entry in the form that is hashed, as far as the database's values have one."""
    dialect = session.connection().dialect.name
    columns = [_raw(column.key, dialect) for column in LedgerEntry.__table__.columns]
    names = [column.key for column in LedgerEntry.__table__.columns]
    statement = (
        select(*columns)
        .select_from(LedgerEntry.__table__)
        .order_by(literal_column("ledger_entry.id"))
        .execution_options(yield_per=1000)
    )
    with _any_bytes_as_text():
        for row in session.execute(statement):
            found = dict(zip(names, row, strict=True))
            if not _PLAIN.issuperset(map(type, row)):
                found = {name: _plain(value) for name, value in found.items()}
            for name in _INSTANTS:
                if isinstance(found[name], str):
                    found[name] = _SQLITE_INSTANT.sub(r"\1T\2+00:00", found[name])
            yield found


def _raw(name: str, dialect: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = literal_column(f"ledger_entry.{name}")
    kind = LedgerEntry.__table__.columns[name].type
    if dialect == "postgresql" and name in _INSTANTS:
        instant = func.timezone("UTC", type_coerce(column, DateTime(timezone=True)))
        column = func.to_char(instant, _POSTGRESQL_INSTANT)
    elif dialect == "postgresql" and isinstance(kind, Date):
        column = cast(column, String)
    return column.label(f"raw_{name}")


def _plain(value: object) -> Value:
    """``value`` when it can be hashed, else words that no entry was ever hashed with."""
    if type(value) in _PLAIN:
        return value  # type: ignore[return-value]
    return f"unreadable: {value!r}"


@contextmanager
def _any_bytes_as_text() -> Iterator[None]:
    """SQLite's driver stops at text that is not UTF-8; here it is a value like any other."""
    connection = session.connection()
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    kept = driver.text_factory
    driver.text_factory = _text
    try:
        yield
    finally:
        driver.text_factory = kept


def _text(found: bytes) -> str:
    try:
        return found.decode()
    except UnicodeDecodeError:
        return f"unreadable: {found!r}"
