"""Whose figures are used."""

from sqlalchemy import func, select

from kierto.db import session
from kierto.models import Factor


def of_factors() -> list[tuple[str, str | None, int]]:
    """Each source with its licence and how many rows of the factor sets come from it."""
    rows = session.execute(
        select(Factor.source, Factor.licence, func.count())
        .group_by(Factor.source, Factor.licence)
        .order_by(func.count().desc(), Factor.source)
    )
    return [(source, licence, count) for source, licence, count in rows]
