"""Wants, for the units that look for something."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.states import WantState
from kierto.domain.visibility import Viewer
from kierto.models import Want


def want_of_viewer(want_id: int, viewer: Viewer) -> Want:
    """The want, if ``viewer`` belongs to its unit. Raises NotFound for everybody else."""
    want = session.scalar(select(Want).where(Want.id == want_id, Want.unit_id.in_(viewer.units)))
    if want is None:
        raise NotFound
    return want


def wishes_of(viewer: Viewer, *, limit: int = 100) -> list[Want]:
    """What other units of the viewer's organisations look for and show to colleagues; newest first.

    Somebody who acts for units of several organisations sees each list, never one through another.
    """
    return list(
        session.scalars(
            select(Want)
            .where(
                Want.organisation_id.in_(viewer.organisations),
                Want.unit_id.not_in(viewer.units),
                Want.state == WantState.OPEN,
                Want.is_shared,
            )
            .options(joinedload(Want.category), joinedload(Want.unit))
            .order_by(Want.created_at.desc(), Want.id.desc())
            .limit(limit)
        )
    )


def of_units(units: frozenset[int], *, is_open: bool, limit: int = 100) -> list[Want]:
    """The wants of ``units`` that still look, or those that have ended; the newest first."""
    looking = Want.state == WantState.OPEN
    return list(
        session.scalars(
            select(Want)
            .where(Want.unit_id.in_(units), looking if is_open else ~looking)
            .options(joinedload(Want.category), joinedload(Want.unit))
            .order_by(Want.created_at.desc(), Want.id.desc())
            .limit(limit)
        )
    )
