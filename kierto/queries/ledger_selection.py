"""Which entries of the ledger: the one filter of reports and of the list that they open to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from kierto.domain.hierarchy import Direction, Step
from kierto.domain.period import Period, start_of_day
from kierto.domain.units import MassBasis
from kierto.models import LedgerEntry
from kierto.queries.ledger import of_organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Entries that meet every part; a part that is None asks for nothing.

    ``as_of`` a day is the ledger as it stood when that local day ended, an instant as it stood
    then. ``organisations`` and ``units`` gave or received; ``givers`` and ``receivers`` are units
    of one side. ``categories`` is an interval of category numbers, so a whole subtree.
    """

    period: Period | None = None
    as_of: date | datetime | None = None
    organisations: frozenset[int] | None = None
    units: frozenset[int] | None = None
    givers: frozenset[int] | None = None
    receivers: frozenset[int] | None = None
    receiver_missing: bool = False
    categories: tuple[int, int] | None = None
    eu_class: str | None = None
    step: Step | None = None
    direction: Direction | None = None
    basis: MassBasis | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The parts as SQL."""
        found: list[ColumnElement[bool]] = []
        if self.period is not None:
            found.append(LedgerEntry.occurred_on.between(self.period.first, self.period.last))
        if isinstance(self.as_of, datetime):
            found.append(LedgerEntry.recorded_at <= self.as_of)
        elif self.as_of is not None:
            next_day = start_of_day(self.as_of + timedelta(days=1))
            found.append(LedgerEntry.recorded_at < next_day)
        if self.organisations is not None:
            found.append(of_organisations(self.organisations))
        if self.units is not None:
            found.append(either_unit(self.units))
        if self.givers is not None:
            found.append(LedgerEntry.giver_unit_id.in_(self.givers))
        if self.receivers is not None:
            found.append(LedgerEntry.receiver_unit_id.in_(self.receivers))
        if self.receiver_missing:
            found.append(LedgerEntry.receiver_unit_id.is_(None))
        if self.categories is not None:
            found.append(LedgerEntry.category_id.between(*self.categories))
        return found + self._kinds()

    def _kinds(self) -> list[ColumnElement[bool]]:
        pairs = (
            (LedgerEntry.eu_class, self.eu_class),
            (LedgerEntry.step, self.step),
            (LedgerEntry.direction, self.direction),
            (LedgerEntry.mass_basis, self.basis),
        )
        return [column == value for column, value in pairs if value is not None]

    def condition(self) -> ColumnElement[bool]:
        return and_(True, *self.conditions())


def either_unit(units: frozenset[int]) -> ColumnElement[bool]:
    """Entries in which one of ``units`` gave or received."""
    return or_(
        LedgerEntry.giver_unit_id.in_(units),
        LedgerEntry.receiver_unit_id.in_(units),
    )
