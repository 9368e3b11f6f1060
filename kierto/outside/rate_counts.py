"""Counts of attempts in our own database, so that many processes share them without Redis."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

from limits.storage import Storage
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql.expression import case

from kierto.db import db
from kierto.models import RateCount


class DatabaseCounts(Storage):
    """The storage ``kierto-database://`` for fixed windows.

    It writes on connections of its own: a count must stand even when the request is undone.
    """

    STORAGE_SCHEME = ["kierto-database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = datetime.now(UTC)
        with self._writing() as connection:
            maker: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
            fresh = RateCount.expires_at > now
            row = {"key": key[:200], "hits": amount, "expires_at": now + timedelta(seconds=expiry)}
            counted = (
                maker.insert(RateCount)
                .values(**row)
                .on_conflict_do_update(
                    index_elements=[RateCount.key],
                    set_={
                        "hits": case((fresh, RateCount.hits + amount), else_=amount),
                        "expires_at": case((fresh, RateCount.expires_at), else_=row["expires_at"]),
                    },
                )
                .returning(RateCount.hits)
            )
            hits = int(connection.execute(counted).scalar_one())
            if hits == amount:
                connection.execute(delete(RateCount).where(RateCount.expires_at <= now))
            return hits

    def get(self, key: str) -> int:
        found = self._read(key)
        return 0 if found is None else found[0]

    def get_expiry(self, key: str) -> float:
        found = self._read(key)
        return datetime.now(UTC).timestamp() if found is None else math.ceil(found[1].timestamp())

    def check(self) -> bool:
        with db.engine.connect() as connection:
            connection.execute(select(1))
        return True

    def reset(self) -> int | None:
        with self._writing() as connection:
            return int(connection.execute(delete(RateCount)).rowcount)

    def clear(self, key: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == key[:200]))

    def _read(self, key: str) -> tuple[int, datetime] | None:
        with db.engine.connect() as connection:
            row = connection.execute(
                select(RateCount.hits, RateCount.expires_at).where(
                    RateCount.key == key[:200], RateCount.expires_at > datetime.now(UTC)
                )
            ).first()
        return None if row is None else (row[0], row[1])

    def _writing(self) -> "_Writing":
        return _Writing()


class _Writing:
    """A short transaction on a connection of its own that takes the write lock at once."""

    def __enter__(self) -> Connection:
        self._connection = db.engine.connect().execution_options(kierto_writes=True)
        self._transaction = self._connection.begin()
        return self._connection

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        try:
            self._transaction.commit() if kind is None else self._transaction.rollback()
        finally:
            self._connection.close()
