"""Handovers, for the two sides of them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, extract, or_, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.period import Period
from kierto.domain.units import Mass, MassBasis
from kierto.domain.visibility import Viewer
from kierto.models import Handover, LedgerEntry
from kierto.queries.standing import standing

GIVEN, RECEIVED = "given", "received"


@dataclass(frozen=True, slots=True)
class Moved:
    """A handover with the entry that counts for it, or the last one when all was taken away."""

    handover: Handover
    entry: LedgerEntry
    is_taken_away: bool

    @property
    def mass(self) -> Mass | None:
        return self.entry.mass

    @property
    def basis(self) -> MassBasis:
        return self.entry.mass_basis


def handover_of_party(handover_id: int, viewer: Viewer) -> Handover:
    """The handover, if ``viewer`` acts for one of its sides. Raises NotFound."""
    handover = session.scalar(
        _with_units().where(Handover.id == handover_id, _of(viewer.units, None))
    )
    if handover is None:
        raise NotFound
    return handover


def of_units(
    units: frozenset[int],
    *,
    year: int | None = None,
    direction: str | None = None,
    before: int | None = None,
    limit: int = 30,
) -> list[Moved]:
    """The last handovers of ``units``, newest recorded first.

    ``direction`` is GIVEN or RECEIVED; ``before`` is the id of the last one already shown.
    """
    statement = _with_units().where(_of(units, direction))
    if year is not None:
        period = Period.year(year)
        statement = statement.where(Handover.occurred_on.between(period.first, period.last))
    if before is not None:
        statement = statement.where(Handover.id < before)
    found = session.scalars(statement.order_by(Handover.id.desc()).limit(limit)).all()
    return [moved(handover) for handover in found]


def moved(handover: Handover) -> Moved:
    """The handover with the entry that counts."""
    entry = standing(LedgerEntry.handover_id == handover.id)
    reversal = select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)
    return Moved(handover, entry, session.scalar(reversal) is not None)


def years_of(units: frozenset[int]) -> list[int]:
    """The years in which something moved from or to ``units``, the latest first."""
    year = extract("year", Handover.occurred_on)
    rows = session.scalars(select(year).where(_of(units, None)).distinct())
    return sorted((int(row) for row in rows), reverse=True)


def _of(units: frozenset[int], direction: str | None) -> ColumnElement[bool]:
    given, received = Handover.giver_unit_id.in_(units), Handover.receiver_unit_id.in_(units)
    return {GIVEN: given, RECEIVED: received}.get(direction or "", or_(given, received))


def _with_units() -> Select[Handover]:
    return select(Handover).options(
        joinedload(Handover.giver_unit), joinedload(Handover.receiver_unit)
    )
