"""The ledger's entries that a person may open, in the order in which they were recorded."""

from collections.abc import Sequence

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.models import LedgerEntry, User
from kierto.queries.ledger_scope import open_to
from kierto.queries.ledger_selection import Selection


def entries(
    selection: Selection, user: User, *, limit: int, after: int | None = None
) -> Sequence[LedgerEntry]:
    """At most ``limit`` entries of ``selection`` with numbers above ``after``."""
    statement = select(LedgerEntry).where(selection.condition(), open_to(user))
    if after is not None:
        statement = statement.where(LedgerEntry.id > after)
    return session.scalars(statement.order_by(LedgerEntry.id).limit(limit)).all()


def entry(number: int, user: User) -> LedgerEntry:
    """The entry, if ``user`` may open it. Raises NotFound."""
    found = session.scalar(select(LedgerEntry).where(LedgerEntry.id == number, open_to(user)))
    if found is None:
        raise NotFound
    return found
