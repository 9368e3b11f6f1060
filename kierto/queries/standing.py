"""The ledger entry that counts, among an original, its reversals and its corrections."""

from sqlalchemy import ColumnElement, select

from kierto.db import session
from kierto.models import LedgerEntry


def standing(of: ColumnElement[bool]) -> LedgerEntry:
    """The newest entry under the condition that is not reversed; else the newest of all.

    Every handover and outcome has an entry, so there is always one.
    """
    reversals = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    return session.scalars(
        select(LedgerEntry)
        .where(of, LedgerEntry.reverses_id.is_(None))
        .order_by(LedgerEntry.id.in_(reversals), LedgerEntry.id.desc())
        .limit(1)
    ).one()
