"""What a clearance holds: its lines, its rooms, how far it is, and its balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from kierto.db import session
from kierto.domain.clearance import Fate, MassBalance
from kierto.domain.errors import NotFound
from kierto.domain.permissions import Permission
from kierto.domain.units import Mass, part_of_mass
from kierto.models import Clearance, LedgerEntry, Listing, User
from kierto.queries import access

_LEFT = Listing.quantity - Listing.handed_over - Listing.ended


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers of lines: all, without a fate, and those of which nothing is left."""

    lines: int
    undecided: int
    done: int

    @property
    def open(self) -> int:
        return self.lines - self.done


@dataclass(frozen=True, slots=True)
class Room:
    """A room by the name it was captured with; the empty name stands for none."""

    name: str
    lines: int
    open: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which lines are looked at: all, or those of a room, of a fate, still open."""

    room: str | None = None
    fate: Fate | None = None
    is_undecided: bool = False
    is_open: bool = False


def clearance_of(clearance_id: int, person: User) -> Clearance:
    """The clearance, if ``person`` reads the reports of its unit. Raises NotFound."""
    clearance = session.get(Clearance, clearance_id)
    if clearance is None or not access.may(person, Permission.SEE_REPORTS, clearance.unit_id):
        raise NotFound
    return clearance


def clearances_of(person: User) -> list[tuple[Clearance, Progress]]:
    """The clearances of the units that ``person`` follows, those that are going on first."""
    found = session.scalars(
        select(Clearance)
        .where(Clearance.unit_id.in_(access.units_where(person, Permission.SEE_REPORTS)))
        .options(joinedload(Clearance.unit))
        .order_by(Clearance.closed_at.is_not(None), Clearance.empty_by, Clearance.id)
    ).all()
    counted = {
        clearance_id: Progress(lines, undecided or 0, done or 0)
        for clearance_id, lines, undecided, done in session.execute(
            select(Listing.clearance_id, *_COUNTS)
            .where(Listing.clearance_id.in_([clearance.id for clearance in found]))
            .group_by(Listing.clearance_id)
        )
    }
    nothing = Progress(0, 0, 0)
    return [(clearance, counted.get(clearance.id, nothing)) for clearance in found]


_COUNTS = (
    func.count(),
    func.sum(case((Listing.fate.is_(None) & (_LEFT > 0), 1), else_=0)),
    func.sum(case((_LEFT > 0, 0), else_=1)),
)


def progress_of(clearance: Clearance) -> Progress:
    """How far ``clearance`` is."""
    lines, undecided, done = session.execute(
        select(*_COUNTS).where(Listing.clearance_id == clearance.id)
    ).one()
    return Progress(lines, undecided or 0, done or 0)


def rooms_of(clearance: Clearance) -> list[Room]:
    """The rooms in which something was captured, by name."""
    name = func.coalesce(Listing.room, "")
    rows = session.execute(
        select(name, func.count(), func.sum(case((_LEFT > 0, 1), else_=0)))
        .where(Listing.clearance_id == clearance.id)
        .group_by(name)
        .order_by(name)
    )
    return [Room(room, lines, int(still or 0)) for room, lines, still in rows]


def lines_of(
    clearance: Clearance, chosen: Chosen, *, limit: int | None = None, after: int = 0
) -> list[Listing]:
    """The chosen lines by room and in the order of capture, ``after`` so many."""
    return list(
        session.scalars(
            _chosen(select(Listing), clearance, chosen)
            .options(
                joinedload(Listing.category),
                joinedload(Listing.fate_unit),
                selectinload(Listing.photos),
            )
            .order_by(func.coalesce(Listing.room, ""), Listing.id)
            .offset(after)
            .limit(limit)
        )
    )


def ids_of(clearance: Clearance, chosen: Chosen) -> list[int]:
    """The ids of all chosen lines."""
    return list(session.scalars(_chosen(select(Listing.id), clearance, chosen)))


def latest(clearance: Clearance, room: str, limit: int) -> Sequence[Listing]:
    """What was captured last in ``room``, the newest first."""
    return session.scalars(
        select(Listing)
        .where(Listing.clearance_id == clearance.id, func.coalesce(Listing.room, "") == room)
        .options(joinedload(Listing.category))
        .order_by(Listing.id.desc())
        .limit(limit)
    ).all()


def balance_of(clearance: Clearance) -> MassBalance:
    """The masses of ``clearance`` as the ledger has them now, and what is still open."""
    parts = {
        step: mass
        for step, mass in session.execute(
            select(LedgerEntry.step, func.sum(LedgerEntry.mass))
            .join(Listing, Listing.id == LedgerEntry.listing_id)
            .where(Listing.clearance_id == clearance.id, LedgerEntry.mass.is_not(None))
            .group_by(LedgerEntry.step)
        )
        if mass
    }
    still, estimated, without = Mass(0), Mass(0), 0
    amounts = select(Listing.mass, Listing.quantity, Listing.handed_over, Listing.ended)
    for mass, quantity, handed_over, ended in session.execute(
        amounts.where(Listing.clearance_id == clearance.id)
    ):
        gone = handed_over + ended
        if mass is None:
            without += 1
            continue
        estimated += mass
        still += part_of_mass(mass, quantity, before=gone, part=quantity - gone)
    return MassBalance(parts=parts, open=still, estimated=estimated, lines_without_weight=without)


def _chosen(statement: Select[Any], clearance: Clearance, chosen: Chosen) -> Select[Any]:
    statement = statement.where(Listing.clearance_id == clearance.id)
    if chosen.room is not None:
        statement = statement.where(func.coalesce(Listing.room, "") == chosen.room)
    if chosen.fate is not None:
        statement = statement.where(Listing.fate == chosen.fate)
    if chosen.is_undecided:
        statement = statement.where(Listing.fate.is_(None), _LEFT > 0)
    if chosen.is_open:
        statement = statement.where(_LEFT > 0)
    return statement
