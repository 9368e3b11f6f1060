"""Rows of a table as JSON lines, and back, the same on SQLite and PostgreSQL."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any

from sqlalchemy import Connection, Date, Table, bindparam, column, func, insert, select, table, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.types import TypeEngine

from kierto.db import AmountType, Base, DecimalText, UtcDateTime
from kierto.domain.units import Amount

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Later:
    """A reference that is filled in when every table has its rows."""

    table: Table
    column: str
    id: int
    value: Any


def write(connection: Connection, source: Table, lines: IO[bytes]) -> int:
    """Write every row in the order of its key; how many there were."""
    statement = select(source).order_by(*source.primary_key.columns)
    count = 0
    streamed = connection.execution_options(yield_per=CHUNK).execute(statement)
    for row in streamed.mappings():
        values = {name: _plain(value) for name, value in row.items()}
        lines.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def read(connection: Connection, target: Table, lines: Iterable[bytes], later: list[Later]) -> int:
    """Insert the rows of ``lines``; references to what is not there yet are put into ``later``."""
    waiting = _forward_references(target)
    count = 0
    rows: list[dict[str, Any]] = []
    for line in lines:
        values: dict[str, Any] = json.loads(line)
        for name in waiting:
            if values.get(name) is not None:
                later.append(Later(target, name, values["id"], values[name]))
                values[name] = None
        rows.append({name: _valued(value, target.c[name].type) for name, value in values.items()})
        count += 1
        if len(rows) == CHUNK:
            _insert(connection, target, rows)
            rows = []
    if rows:
        _insert(connection, target, rows)
    return count


def complete(connection: Connection, later: list[Later]) -> None:
    """Fill in the references that had to wait."""
    by_column: dict[tuple[Table, str], list[dict[str, Any]]] = {}
    for one in later:
        pairs = by_column.setdefault((one.table, one.column), [])
        pairs.append({"the_row": one.id, "points_to": one.value})
    for (target, name), pairs in by_column.items():
        statement = (
            target.update()
            .where(target.c.id == bindparam("the_row"))
            .values({name: bindparam("points_to")})
        )
        connection.execute(statement, pairs)


def set_counters(connection: Connection) -> None:
    """Let PostgreSQL count on from the greatest ids; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for one in Base.metadata.sorted_tables:
        counter = connection.scalar(
            text("SELECT pg_get_serial_sequence(:name, 'id')")
            if "id" in one.c
            else text("SELECT NULL WHERE :name = ''"),
            {"name": f'"{one.name}"'},
        )
        greatest = connection.scalar(select(func.max(one.c.id))) if counter else None
        if greatest is not None:
            connection.execute(
                text("SELECT setval(:counter, :at)"), {"counter": counter, "at": greatest}
            )


def _insert(connection: Connection, target: Table, rows: list[dict[str, Any]]) -> None:
    # A bare table: the model's defaults must not fill what the backup left empty.
    bare = table(target.name, *(column(name, target.c[name].type) for name in rows[0]))
    connection.execute(insert(bare), rows)


def _forward_references(target: Table) -> list[str]:
    """Columns that point to the table itself or to one that is filled later.

    The ledger is left out: its rows can never be updated, and they only point backwards.
    """
    if target.name == "ledger_entry":
        return []
    order = [one.name for one in Base.metadata.sorted_tables]
    return [
        key.parent.name
        for key in target.foreign_keys
        if order.index(key.column.table.name) >= order.index(target.name)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Amount):
        return value.units
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def _valued(value: Any, kind: TypeEngine[Any]) -> Any:  # noqa: ANN401
    if value is None:
        return None
    if isinstance(kind, AmountType):
        return kind.kind(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, DecimalText):
        return Decimal(value)
    if isinstance(kind, EnumType) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
