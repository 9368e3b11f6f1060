"""What the public may know of the results: totals, never a person, a place or one handover."""

from datetime import date

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.hierarchy import Step
from kierto.models import LedgerEntry


def years(today: date) -> list[int]:
    """The years from the first reuse on, the newest first; this year when there is none yet."""
    first, last = session.execute(
        select(func.min(LedgerEntry.occurred_on), func.max(LedgerEntry.occurred_on)).where(
            LedgerEntry.step == Step.REUSE, LedgerEntry.occurred_on <= today
        )
    ).one()
    if first is None:
        return [today.year]
    return list(range(last.year, first.year - 1, -1))
