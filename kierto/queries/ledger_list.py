"""The list of entries that a figure opens to, and what stands behind one entry."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import BigInteger, ColumnElement, case, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from kierto.db import session
from kierto.domain.units import Mass, MassBasis
from kierto.models import (
    Category,
    CategoryName,
    Factor,
    FactorSet,
    Handover,
    LedgerEntry,
    Listing,
    Outcome,
    User,
)
from kierto.queries.ledger_selection import Selection

K = TypeVar("K")

PAGE = 50


@dataclass(frozen=True, slots=True)
class Tally:
    """Entries that stand (reversals take away what they reverse), and their mass."""

    entries: int
    without_mass: int
    mass: Mass


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list; ``is_reversed`` when a later entry took it away."""

    entry: LedgerEntry
    category: str
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """``asked`` is all that the question means, ``shown`` what of it is open to the reader."""

    lines: list[Line]
    next_cursor: int | None
    asked: Tally
    shown: Tally


def page(
    selection: Selection,
    open_to: ColumnElement[bool],
    *,
    language: str,
    before: int | None = None,
    limit: int = PAGE,
) -> Page:
    """The newest entries first, those with numbers below ``before``."""
    where = selection.condition()
    reversal = aliased(LedgerEntry)
    is_reversed = select(reversal.id).where(reversal.reverses_id == LedgerEntry.id).exists()
    statement = (
        select(LedgerEntry, CategoryName.name, is_reversed)
        .join(CategoryName, CategoryName.category_id == LedgerEntry.category_id)
        .where(CategoryName.language == language, where, open_to)
        .order_by(LedgerEntry.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(LedgerEntry.id < before)
    rows = [Line(*row) for row in session.execute(statement)]
    more = len(rows) > limit
    return Page(
        lines=rows[:limit],
        next_cursor=rows[limit - 1].entry.id if more else None,
        asked=tally(where),
        shown=tally(where & open_to),
    )


def tally(where: ColumnElement[bool]) -> Tally:
    """What the entries that meet ``where`` add up to."""
    sign = case((LedgerEntry.reverses_id.is_(None), 1), else_=-1)
    missing = case((LedgerEntry.mass_basis == MassBasis.MISSING, sign), else_=0)
    row = session.execute(
        select(
            func.coalesce(func.sum(sign), 0),
            func.coalesce(func.sum(missing), 0),
            func.coalesce(func.sum(type_coerce(LedgerEntry.mass, BigInteger)), 0),
        ).where(where)
    ).one()
    return Tally(int(row[0]), int(row[1]), Mass(int(row[2])))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind one entry: the auditor's way from the figure to the handover.

    ``chain`` are the entries that correct each other, this one among them, the oldest first.
    """

    entry: LedgerEntry
    category: str
    chain: list[LedgerEntry]
    handover: Handover | None
    outcome: Outcome | None
    listing: Listing | None
    recorded_by: User | None
    giver_confirmed_by: User | None
    receiver_confirmed_by: User | None
    factor_set: FactorSet | None
    factor: Factor | None

    @property
    def stands(self) -> bool:
        """Whether the entry counts today: no reversal, and not reversed."""
        return self.entry.reverses_id is None and not any(
            other.reverses_id == self.entry.id for other in self.chain
        )


def evidence(entry: LedgerEntry, *, language: str) -> Evidence:
    """Everything that is kept about ``entry``."""
    handover = _found(Handover, entry.handover_id)
    category = session.scalars(
        select(CategoryName.name).where(
            CategoryName.category_id == entry.category_id, CategoryName.language == language
        )
    ).one_or_none()
    return Evidence(
        entry=entry,
        category=category or session.get_one(Category, entry.category_id).code,
        chain=_chain(entry),
        handover=handover,
        outcome=_found(Outcome, entry.outcome_id),
        listing=_found(Listing, entry.listing_id),
        recorded_by=_found(User, entry.recorded_by_id),
        giver_confirmed_by=_found(User, handover.giver_confirmed_by_id if handover else None),
        receiver_confirmed_by=_found(User, handover.receiver_confirmed_by_id if handover else None),
        factor_set=_found(FactorSet, entry.factor_set_id),
        factor=session.scalar(
            select(Factor).where(
                Factor.factor_set_id == entry.factor_set_id, Factor.key == entry.factor_key
            )
        ),
    )


def _found(kind: type[K], number: int | None) -> K | None:
    return None if number is None else session.get(kind, number)


def _chain(entry: LedgerEntry) -> list[LedgerEntry]:
    """From the first entry on: each is reversed and, as a rule, replaced by the next."""
    first = entry
    while (earlier := first.reverses_id or first.corrects_id) is not None:
        first = session.get_one(LedgerEntry, earlier)
    found, newest = [first], [first.id]
    while newest:
        later = session.scalars(
            select(LedgerEntry)
            .where(or_(LedgerEntry.reverses_id.in_(newest), LedgerEntry.corrects_id.in_(newest)))
            .order_by(LedgerEntry.id)
        ).all()
        found += later
        newest = [one.id for one in later]
    return found
