"""Imports that have taken place: who imported what, and when."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from kierto.db import session
from kierto.models import ImportRun, Unit, User


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import with the names of its unit and person; a command has no person."""

    run: ImportRun
    unit: str
    person: str | None


def of_units(
    unit_ids: Collection[int], *, limit: int, before: int | None = None
) -> list[PastImport]:
    """The latest imports of the units, those before the one with number ``before``."""
    asked = (
        select(ImportRun, Unit.name, User.name)
        .join(Unit, Unit.id == ImportRun.unit_id)
        .outerjoin(User, User.id == ImportRun.user_id)
        .where(ImportRun.unit_id.in_(unit_ids))
        .order_by(ImportRun.id.desc())
        .limit(limit)
    )
    if before is not None:
        asked = asked.where(ImportRun.id < before)
    return [PastImport(*row) for row in session.execute(asked)]
