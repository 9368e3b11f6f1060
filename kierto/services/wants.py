"""Posting, changing and closing wants."""

from dataclasses import dataclass
from datetime import date, datetime

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.errors import N_, Refused
from kierto.domain.matching import RADIUS_CLASSES_M, radius_class
from kierto.domain.permissions import Permission
from kierto.domain.place import Place
from kierto.domain.states import WANT_CHANGES, WantState, become
from kierto.domain.units import Quantity
from kierto.models import Category, Unit, User, Want
from kierto.services.access import allow
from kierto.services.submissions import once


class PlaceUnknown(Refused):
    message = N_("Choose a place: your unit has no place on the map yet.")


class RadiusOutOfRange(Refused):
    message = N_("The distance must be between 0 and %(most)s km.")


class DatesReversed(Refused):
    message = N_("The last day comes before the first.")


class NothingWanted(Refused):
    message = N_("The amount must be more than zero. Leave it empty if any amount will do.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What is needed, how far it may be and until when; ``place`` defaults to the unit's site."""

    category: Category
    radius_m: int
    quantity: Quantity | None = None
    condition: Condition = Condition.REPAIRABLE
    place: Place | None = None
    place_name: str | None = None
    wanted_from: date | None = None
    wanted_until: date | None = None
    note: str = ""
    is_shared: bool = True


def post(unit: Unit, need: Need, *, person: User, now: datetime, key: str | None = None) -> Want:
    """Store a new standing need of ``unit``. Raises NotAllowed and the refusals above."""
    allow(person, Permission.POST_WANT, unit)

    def make() -> Want:
        want = Want(
            organisation_id=unit.organisation_id,
            unit=unit,
            author_id=person.id,
            created_at=now,
            state=WantState.OPEN,
        )
        _fill(want, need, now)
        session.add(want)
        return want

    content = [
        unit.id,
        need.category.id,
        need.radius_m,
        str(need.quantity),
        need.condition,
        need.wanted_from,
        need.wanted_until,
        need.note,
        need.is_shared,
    ]
    return once(Want, make, person=person, key=key, content=content, now=now)


def unsaved(unit: Unit, need: Need, *, now: datetime) -> Want:
    """The want that ``post`` would store, for looking once. Raises the refusals above."""
    want = Want(
        organisation_id=unit.organisation_id,
        unit=unit,
        unit_id=unit.id,
        category_id=need.category.id,
        created_at=now,
        state=WantState.OPEN,
    )
    _fill(want, need, now)
    return want


def change(want: Want, need: Need, *, person: User, now: datetime) -> Want:
    """Replace what the want says."""
    allow(person, Permission.POST_WANT, want.unit)
    _fill(want, need, now)
    return want


def close(want: Want, *, met: bool, person: User, now: datetime) -> Want:
    """End the want: the need was met, or is no longer there. Repeating it changes nothing."""
    allow(person, Permission.POST_WANT, want.unit)
    target = WantState.MET if met else WantState.CLOSED
    if want.state is not target:
        want.state = become(want.state, target, WANT_CHANGES)
        want.changed_at = now
    return want


def reopen(want: Want, *, person: User, now: datetime) -> Want:
    """Look again for something that was met or closed."""
    allow(person, Permission.POST_WANT, want.unit)
    if want.state is not WantState.OPEN:
        want.state = become(want.state, WantState.OPEN, WANT_CHANGES)
        want.changed_at = now
        want.is_searched = False
    return want


def _fill(want: Want, need: Need, now: datetime) -> None:
    site = want.unit.site
    place = need.place or (None if site is None else site.place)
    if place is None:
        raise PlaceUnknown(field="place")
    if not 0 <= need.radius_m <= RADIUS_CLASSES_M[-1]:
        raise RadiusOutOfRange(field="radius_km", most=RADIUS_CLASSES_M[-1] // 1000)
    if need.quantity is not None and need.quantity <= Quantity(0):
        raise NothingWanted(field="quantity")
    if need.wanted_from and need.wanted_until and need.wanted_until < need.wanted_from:
        raise DatesReversed(field="wanted_until")
    want.category = need.category
    want.quantity = need.quantity
    want.condition, want.condition_rank = need.condition, need.condition.rank
    want.place = place
    want.place_name = need.place_name or (None if site is None else site.name)
    want.radius_m, want.radius_class = need.radius_m, radius_class(need.radius_m)
    want.wanted_from, want.wanted_until = need.wanted_from, need.wanted_until
    want.note = need.note.strip()
    want.is_shared = need.is_shared
    want.is_searched = False
    want.changed_at = now
