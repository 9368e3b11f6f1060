"""The database: base class, exact column types, session, and the one way to write.

SQLite (default) and PostgreSQL give the same bytes: amounts are whole numbers, factors are
decimal text, instants are UTC.
"""

import enum
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapper, Session, registry

from kierto.domain.text import without_turns
from kierto.domain.units import Amount, Mass, Money, Quantity


class AmountType(TypeDecorator[Amount]):
    """An amount stored as its whole base units; sums come back as the same kind of amount."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, kind: type[Amount]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Amount | None, dialect: Dialect) -> int | None:
        return None if value is None else value.units

    def process_result_value(self, value: Any, dialect: Dialect) -> Amount | None:  # noqa: ANN401
        return None if value is None else self.kind(int(value))


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone before it is stored")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal kept as text, for factors that are multiplied in Python."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """Declarative base of all tables; constraints get stable names."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            Mass: AmountType(Mass),
            Quantity: AmountType(Quantity),
            Money: AmountType(Money),
            Decimal: DecimalText(),
            datetime: UtcDateTime(),
            date: Date(),
            int: BigInteger().with_variant(Integer(), "sqlite"),
            enum.Enum: Enum(enum.Enum, native_enum=False, length=24, values_callable=_values),
        },
    )


db = SQLAlchemy(model_class=Base, engine_options={"pool_pre_ping": True})
session = db.session


@event.listens_for(session, "before_flush")
def _keep_no_turns(flushed: Session, _context: object, _instances: object) -> None:
    """Whatever door a text came through: what could turn a page around is not kept.

    The ledger cleans its own, before it is hashed.
    """
    for changed in (*flushed.new, *flushed.dirty):
        for name in _texts_of(type(changed).__mapper__):
            value = changed.__dict__.get(name)
            if type(value) is str and value != (kept := without_turns(value)):
                setattr(changed, name, kept)


@cache
def _texts_of(mapper: Mapper[Any]) -> tuple[str, ...]:
    """The attributes of a model that hold free text."""
    return tuple(
        column.key for column in mapper.column_attrs if isinstance(column.columns[0].type, String)
    )


_WRITES = "kierto_writes"
_READS = "kierto_only_reads"


class UnfinishedChange(RuntimeError):
    """Changes were made before transaction() was entered; they would have been lost."""


class WritesRefused(RuntimeError):
    """The request may only look: nothing was stored."""


@contextmanager
def only_reading() -> Iterator[None]:
    """Refuse every write inside, for a request that must show a page but change nothing."""
    session.info[_READS] = True
    try:
        yield
    finally:
        session.info.pop(_READS, None)


@contextmanager
def transaction() -> Iterator[None]:
    """One write: all of it is stored, or nothing.

    On SQLite the write lock is taken at the start, so that two writers queue instead of failing
    half-way with "database is locked"; on PostgreSQL the services lock the rows they change.
    """
    if session.info.get(_READS):
        raise WritesRefused
    if session.new or session.dirty or session.deleted:
        raise UnfinishedChange("enter transaction() before the first change")
    session.rollback()
    session.connection(execution_options={_WRITES: True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def prepare_engine(engine: Engine) -> None:
    """Make the database one that takes whatever people send."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _leave_zero_bytes_out(engine)


def _leave_zero_bytes_out(engine: Engine) -> None:
    """PostgreSQL has no zero byte in text and would fail on one that somebody searches by."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def on_execute(
        _connection: object,
        _cursor: object,
        statement: str,
        parameters: Any,  # noqa: ANN401
        _context: object,
        _executemany: bool,
    ) -> tuple[str, Any]:
        return statement, _without_zeros(parameters)


def _without_zeros(parameters: Any) -> Any:  # noqa: ANN401
    """One set of parameters, or several."""
    if isinstance(parameters, list):
        return [_without_zeros(each) for each in parameters]
    if not isinstance(parameters, Mapping):
        return parameters
    return {
        name: value.replace("\0", "") if type(value) is str and "\0" in value else value
        for name, value in parameters.items()
    }


def _prepare_sqlite(engine: Engine) -> None:
    """Make SQLite a dependable server database: WAL, foreign keys, own transactions.

    Python's driver would begin transactions by itself at the first write, which makes two
    readers that both turn writers fail; so the driver's own handling is switched off.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout = 15000",
            "journal_mode = WAL",
            "foreign_keys = ON",
            "synchronous = FULL",
            "recursive_triggers = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:  # noqa: ANN401
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
