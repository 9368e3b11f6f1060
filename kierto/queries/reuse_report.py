"""The one computation of the reuse report; it reads the ledger and the factors pinned in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Row,
    SQLColumnExpression,
    case,
    extract,
    func,
    select,
    type_coerce,
)

from kierto.db import session
from kierto.domain import footprint
from kierto.domain.catalogue import ancestors
from kierto.domain.footprint import Footprint
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.period import Period
from kierto.domain.reuse_report import (
    Group,
    Grouping,
    MissingFactor,
    ReuseReport,
    Sums,
)
from kierto.domain.units import Mass, MassBasis, Measure
from kierto.models import Category, Factor, LedgerEntry
from kierto.queries.ledger_selection import Selection
from kierto.queries.report_labels import Labels

Key = tuple[object, ...]
K = TypeVar("K", Step, Direction)

_MASS = type_coerce(LedgerEntry.mass, BigInteger)
_METRES = type_coerce(LedgerEntry.distance_m, BigInteger)
_KEYS: Mapping[Grouping, tuple[SQLColumnExpression[Any], ...]] = {
    Grouping.MAIN_CATEGORY: (),
    Grouping.CATEGORY: (),
    Grouping.UNIT: (LedgerEntry.giver_unit_id,),
    Grouping.RECEIVER: (LedgerEntry.receiver_unit_id,),
    Grouping.EU_CLASS: (LedgerEntry.eu_class,),
    Grouping.STEP: (),
    Grouping.DIRECTION: (),
    Grouping.BASIS: (),
    Grouping.MONTH: (
        extract("year", LedgerEntry.occurred_on),
        extract("month", LedgerEntry.occurred_on),
    ),
}
# Always grouped by, because the sums need them apart.
_ALWAYS = (
    LedgerEntry.category_id,
    LedgerEntry.step,
    LedgerEntry.direction,
    LedgerEntry.mass_basis,
    LedgerEntry.measure,
    LedgerEntry.factor_set_id,
    LedgerEntry.factor_key,
)


def reuse_report(
    period: Period,
    *,
    as_of: date | datetime | None = None,
    by: tuple[Grouping, ...] = (),
    organisations: frozenset[int] | None = None,
    units: frozenset[int] | None = None,
    language: str = "fi",
) -> ReuseReport:
    """The reuse of ``period`` (local days), as the ledger stood at ``as_of``.

    ``organisations`` and ``units`` limit it to entries in which one of them gave or received; an
    entry counts once, whoever looks. Labels of the groups are in ``language``.
    """
    selection = Selection(period=period, as_of=as_of, organisations=organisations, units=units)
    return report_of(selection, period, by=by, language=language)


def report_of(
    selection: Selection,
    period: Period,
    *,
    by: tuple[Grouping, ...] = (),
    language: str = "fi",
) -> ReuseReport:
    """The report of any selection of entries."""
    lines = _lines(selection, by)
    reuse = [line for line in lines if line.step is Step.REUSE]
    counted = lines if Grouping.STEP in by else reuse
    return ReuseReport(
        period=period,
        as_of=selection.as_of,
        by=by,
        total=_added(line.sums for line in reuse),
        by_step=_in_order(Step, _by(lines, lambda line: line.step)),
        by_direction=_in_order(Direction, _by(reuse, lambda line: line.direction)),
        groups=_groups(counted, by, Labels(language)) if by else (),
        missing_factors=_missing_factors(reuse, Labels(language)),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """What one row of the grouped query adds."""

    key: Key
    category: int
    step: Step
    direction: Direction
    has_factor: bool
    sums: Sums


def _lines(selection: Selection, by: tuple[Grouping, ...]) -> list[_Line]:
    keys = [column for grouping in by for column in _KEYS[grouping]]
    moved = case((LedgerEntry.distance_m.is_not(None), _MASS))
    statement = (
        select(
            *keys,
            *_ALWAYS,
            # A reversal stands with what it reverses: one less, and its amounts are negative.
            func.sum(case((LedgerEntry.reverses_id.is_(None), 1), else_=-1)).label("entries"),
            func.sum(LedgerEntry.quantity).label("quantity"),
            func.sum(LedgerEntry.mass).label("mass"),
            func.sum(moved).label("moved"),
            # Grams × metres in two parts, so that no sum leaves 64 bits.
            func.sum(_MASS * (_METRES // 1000)).label("gram_kilometres"),
            func.sum(_MASS * (_METRES % 1000)).label("gram_metres"),
        )
        .where(selection.condition())
        .group_by(*keys, *_ALWAYS)
    )
    rows: list[Row[Any]] = list(session.execute(statement))
    factors = _Factors({row.factor_set_id for row in rows if row.factor_set_id is not None})
    uses_energy = frozenset(session.scalars(select(Category.id).where(Category.uses_energy)))
    # Rows whose entries were all taken back add nothing, not even a known zero.
    return [_line(row, by, factors, uses_energy) for row in rows if row.entries]


def _line(
    row: Row[Any], by: tuple[Grouping, ...], factors: "_Factors", uses_energy: frozenset[int]
) -> _Line:
    mass = row.mass if row.mass_basis is not MassBasis.MISSING else None
    quantities = {} if row.quantity is None else {row.measure: row.quantity}
    sums = Sums(entries=row.entries, quantities=quantities)
    if mass is None:
        sums = replace(sums, entries_without_mass=row.entries, quantities_without_mass=quantities)
    else:
        sums = replace(sums, by_basis={row.mass_basis: mass})
    gross = factors.gross(row)
    if gross is not None:
        known = Mass(0) if mass is None else mass
        sums = replace(sums, with_factor=known, footprint=Footprint(gross=gross))
        if row.category_id not in uses_energy:
            transport = factors.transport(row)
            sums = replace(
                sums,
                with_net=known,
                with_distance=Mass(0) if transport is None else Mass(int(row.moved)),
                footprint=Footprint(gross=gross, considered=gross, transport=transport),
            )
    return _Line(
        key=_key(row, by),
        category=row.category_id,
        step=row.step,
        direction=row.direction,
        has_factor=gross is not None,
        sums=sums,
    )


def _key(row: Row[Any], by: tuple[Grouping, ...]) -> Key:
    found: list[object] = []
    place = 0
    for grouping in by:
        width = len(_KEYS[grouping])
        own = tuple(row[place : place + width])
        place += width
        match grouping:
            case Grouping.MAIN_CATEGORY:
                found.append(next(iter(ancestors(row.category_id)), row.category_id))
            case Grouping.CATEGORY:
                found.append(row.category_id)
            case Grouping.STEP:
                found.append(row.step)
            case Grouping.DIRECTION:
                found.append(row.direction)
            case Grouping.BASIS:
                found.append(row.mass_basis)
            case Grouping.MONTH:
                found.append(f"{int(own[0]):04d}-{int(own[1]):02d}")
            case _:
                found.append(own[0])
    return tuple(found)


class _Factors:
    """The factor sets that the entries are pinned to."""

    def __init__(self, sets: set[int]) -> None:
        rows = session.execute(
            select(Factor.factor_set_id, Factor.key, Factor.value, Factor.unit).where(
                Factor.factor_set_id.in_(sets), Factor.value.is_not(None)
            )
        )
        self._known: dict[tuple[int, str], tuple[Decimal, str]] = {
            (row.factor_set_id, row.key): (row.value, row.unit) for row in rows
        }

    def gross(self, row: Row[Any]) -> Fraction | None:
        found = self._known.get((row.factor_set_id, row.factor_key))
        if found is None:
            return None
        pieces = None
        if row.measure is Measure.PIECES and row.quantity is not None:
            pieces = Fraction(row.quantity.thousandths, 1000)
        grams = None if row.mass is None else row.mass.grams
        return footprint.gross(*found, grams=grams, pieces=pieces)

    def transport(self, row: Row[Any]) -> Fraction | None:
        parts = [self._known.get((row.factor_set_id, key)) for key in footprint.SHARED_LOAD_FACTORS]
        if row.moved is None or None in parts:
            return None
        gram_metres = int(row.gram_kilometres) * 1000 + int(row.gram_metres)
        factor = sum((Fraction(part[0]) for part in parts if part), start=Fraction(0))
        return footprint.shared_load(gram_metres, factor)


def _groups(lines: list[_Line], by: tuple[Grouping, ...], labels: Labels) -> tuple[Group, ...]:
    groups = [
        Group(
            tuple(labels.part(grouping, value) for grouping, value in zip(by, key, strict=True)),
            sums,
        )
        for key, sums in _by(lines, lambda line: line.key).items()
    ]

    def place(group: Group) -> tuple[object, ...]:
        months = [part.code for part in group.key if part.grouping is Grouping.MONTH]
        return months, -group.sums.mass.grams, [part.code or "" for part in group.key]

    return tuple(sorted(groups, key=place))


def _missing_factors(lines: list[_Line], labels: Labels) -> tuple[MissingFactor, ...]:
    without = [line for line in lines if not line.has_factor]
    found = [
        MissingFactor(*labels.category(category), sums)
        for category, sums in _by(without, lambda line: line.category).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.sums.mass.grams, one.category)))


def _by(lines: Iterable[_Line], key: Any) -> dict[Any, Sums]:  # noqa: ANN401
    """Sums by key; what was taken away altogether leaves no group behind."""
    found: dict[Any, Sums] = {}
    for line in lines:
        name = key(line)
        found[name] = found.get(name, Sums()) + line.sums
    return {name: sums for name, sums in found.items() if sums.entries}


def _in_order(kind: type[K], found: Mapping[K, Sums]) -> dict[K, Sums]:
    return {member: found[member] for member in kind if member in found}


def _added(sums: Iterable[Sums]) -> Sums:
    return sum(sums, start=Sums())
