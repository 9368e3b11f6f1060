"""Units as a tree, for those who administer them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.permissions import Permission
from kierto.models import Organisation, Unit, User
from kierto.queries import access


@dataclass(slots=True)
class Branch:
    """A unit and what is below it."""

    unit: Unit
    below: "list[Branch]" = field(default_factory=list)


def organisations_of(admin: User) -> list[Organisation]:
    """Organisations in which ``admin`` administers something, by name."""
    units = access.units_where(admin, Permission.ADMINISTER_UNITS)
    return list(
        session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(select(Unit.organisation_id).where(Unit.id.in_(units))))
            .order_by(Organisation.name)
        )
    )


def administered_tree(admin: User, organisation: Organisation) -> list[Branch]:
    """The part of the tree that ``admin`` administers, closed units included, by name."""
    everything = session.scalars(
        select(Unit).where(Unit.organisation_id == organisation.id).order_by(Unit.name, Unit.id)
    ).all()
    living = access.units_where(admin, Permission.ADMINISTER_UNITS)
    shown = _with_closed_below(everything, living)
    branches = {unit.id: Branch(unit) for unit in everything if unit.id in shown}
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops


def administered_unit(admin: User, unit_id: int) -> Unit:
    """A unit that ``admin`` administers, closed or not. Raises NotFound for all others."""
    unit = session.get(Unit, unit_id)
    place = unit
    living = access.units_where(admin, Permission.ADMINISTER_UNITS)
    while place is not None and place.archived_at is not None:
        place = place.parent
    if unit is None or place is None or place.id not in living:
        raise NotFound
    return unit


def _with_closed_below(units: Iterable[Unit], living: frozenset[int]) -> set[int]:
    shown = set(living)
    closed = [unit for unit in units if unit.archived_at is not None]
    found = True
    while found:
        found = False
        for unit in closed:
            if unit.id not in shown and unit.parent_id in shown:
                shown.add(unit.id)
                found = True
    return shown


def depth_first(branches: list[Branch], depth: int = 0) -> list[tuple[int, Unit]]:
    """Units in the order of the tree, each with how deep it stands."""
    rows: list[tuple[int, Unit]] = []
    for branch in branches:
        rows.append((depth, branch.unit))
        rows.extend(depth_first(branch.below, depth + 1))
    return rows
