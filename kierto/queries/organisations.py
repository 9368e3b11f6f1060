"""Organisations, for the operator and for their own administrators."""

from collections.abc import Sequence

from sqlalchemy import func, select

from kierto.db import session
from kierto.models import Organisation, Unit, WastePermit


def all_with_counts() -> list[tuple[Organisation, int]]:
    """Every organisation with the number of its units in use, by name."""
    living = (
        select(func.count(Unit.id))
        .where(Unit.organisation_id == Organisation.id, Unit.archived_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )
    rows = session.execute(select(Organisation, living).order_by(Organisation.name))
    return [(organisation, count) for organisation, count in rows]


def permits_of(organisation: Organisation) -> Sequence[WastePermit]:
    """Its permits, by code and first day."""
    return session.scalars(
        select(WastePermit)
        .where(WastePermit.organisation_id == organisation.id)
        .order_by(WastePermit.waste_code, WastePermit.valid_from, WastePermit.id)
    ).all()
