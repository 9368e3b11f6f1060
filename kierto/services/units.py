"""The tree of an organisation: adding, changing, closing and merging units."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import IntegrityError

from kierto.db import Base, session
from kierto.domain.codes import code_of, is_code
from kierto.domain.errors import N_, Conflict, Refused
from kierto.domain.permissions import Permission
from kierto.domain.place import Place
from kierto.models import Membership, Organisation, Site, Unit, User
from kierto.queries import access
from kierto.services import merging
from kierto.services.access import allow
from kierto.services.submissions import once


class UnitNameNeeded(Refused):
    message = N_("Write the name of the unit.")


class WrongCode(Refused):
    message = N_("“%(code)s” is not a code: use small letters a–z, digits and hyphens.")


class CodeTaken(Conflict):
    message = N_("Another unit already has the code “%(code)s”.")


class UnitUnderItself(Refused):
    message = N_("“%(unit)s” cannot be placed under itself or under a unit that belongs to it.")


class OtherOrganisation(Refused):
    message = N_("The unit belongs to another organisation.")


class HistoryExists(Conflict):
    message = N_(
        "“%(unit)s” has a history, so it cannot be deleted. Take it out of use instead: what has "
        "happened stays in the reports under its name."
    )


class TopUnit(Conflict):
    message = N_("“%(unit)s” is the top of the organisation, so it stays.")


class SuccessorNeeded(Conflict):
    message = N_(
        "“%(unit)s” still has listings, claims, needs, people or units below it. Choose the unit "
        "that takes them over."
    )


class ClosedUnit(Conflict):
    message = N_("“%(unit)s” is out of use. Choose a unit that is in use.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is said of a unit. Without a code one is made of the name."""

    name: str
    code: str = ""
    is_store: bool = False
    contact: str = ""
    address: str = ""
    postcode: str = ""
    municipality: str = ""
    place: Place | None = None
    precision: str | None = None


def add(
    parent: Unit, details: Details, *, person: User, now: datetime, key: str | None = None
) -> Unit:
    """A new unit below ``parent``. Raises NotAllowed and the refusals above."""
    allow(person, Permission.ADMINISTER_UNITS, parent)

    def make() -> Unit:
        return found(parent.organisation, details, parent=parent)

    content = [parent.id, details.name, details.code]
    return once(Unit, make, person=person, key=key, content=content, now=now)


def found(organisation: Organisation, details: Details, *, parent: Unit | None = None) -> Unit:
    """As ``add``, for callers that have made sure that it is allowed; the top without parent."""
    if parent is not None and parent.archived_at is not None:
        raise ClosedUnit(field="parent", unit=parent.name)
    unit = Unit(
        organisation_id=organisation.id,
        parent_id=None if parent is None else parent.id,
        code=_free_code(details),
    )
    _fill(unit, details)
    try:
        with session.begin_nested():
            session.add(unit)
    except IntegrityError as taken:
        raise CodeTaken(field="code", code=unit.code) from taken
    return unit


def change(unit: Unit, details: Details, *, parent: Unit | None, person: User) -> Unit:
    """Rename a unit, move it in the tree, change its place. Its code stays.

    The ledger keeps the names of the day. ``parent`` None leaves the unit where it is. Raises
    NotAllowed, UnitUnderItself and the refusals above.
    """
    allow(person, Permission.ADMINISTER_UNITS, unit)
    lock_tree(unit.organisation_id)
    if parent is not None and parent.id != unit.parent_id:
        allow(person, Permission.ADMINISTER_UNITS, parent)
        _move(unit, parent)
    _fill(unit, details)
    session.flush()
    return unit


def delete(unit: Unit, *, person: User) -> None:
    """Remove a unit that nothing has ever happened to. Raises HistoryExists, TopUnit."""
    allow(person, Permission.ADMINISTER_UNITS, unit)
    lock_tree(unit.organisation_id)
    _refuse_top(unit)
    if has_history(unit):
        raise HistoryExists(unit=unit.name)
    for membership in session.scalars(select(Membership).where(Membership.unit_id == unit.id)):
        session.delete(membership)
    session.flush()
    session.delete(unit)
    session.flush()


def close(unit: Unit, *, successor: Unit | None, person: User, now: datetime) -> None:
    """Take a unit out of use; ``successor`` takes over what is still going on.

    Repeating changes nothing. Raises NotAllowed, TopUnit, SuccessorNeeded, UnitUnderItself.
    """
    allow_closed(person, unit)
    if unit.archived_at is not None:
        return
    lock_tree(unit.organisation_id)
    _refuse_top(unit)
    if successor is None:
        if merging.is_busy(unit):
            raise SuccessorNeeded(field="successor", unit=unit.name)
    else:
        allow(person, Permission.ADMINISTER_UNITS, successor)
        _check_parent(unit, successor)
        merging.merge(unit, successor, now=now)
    unit.archived_at, unit.successor = now, successor
    session.flush()


def reopen(unit: Unit, *, person: User) -> None:
    """Take a closed unit into use again, without what has moved to its successor."""
    allow_closed(person, unit)
    if unit.parent is not None and unit.parent.archived_at is not None:
        raise ClosedUnit(unit=unit.parent.name)
    unit.archived_at, unit.successor = None, None


def allow_closed(person: User, unit: Unit) -> None:
    """As ``allow``, also for a closed unit: whoever administers the unit above it may."""
    place = unit
    while place.archived_at is not None and place.parent is not None:
        place = place.parent
    allow(person, Permission.ADMINISTER_UNITS, place)


def lock_tree(organisation_id: int) -> None:
    """Let one change of a tree at a time happen, so that two moves never make a loop."""
    session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )


def has_history(unit: Unit) -> bool:
    """Whether any record but a role points to the unit."""
    references: list[ColumnElement[bool]] = [
        exists().where(column == unit.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name != Membership.__tablename__
        and any(key.column is Unit.__table__.c.id for key in column.foreign_keys)
    ]
    return any(session.scalar(select(reference)) for reference in references)


def _move(unit: Unit, parent: Unit) -> None:
    _refuse_top(unit)
    _check_parent(unit, parent)
    unit.parent = parent


def _check_parent(unit: Unit, parent: Unit) -> None:
    """Raises what speaks against ``parent`` standing above ``unit``."""
    if parent.organisation_id != unit.organisation_id:
        raise OtherOrganisation(field="parent")
    if parent.archived_at is not None:
        raise ClosedUnit(field="parent", unit=parent.name)
    place: Unit | None = parent
    while place is not None:
        if place.id == unit.id:
            raise UnitUnderItself(field="parent", unit=unit.name)
        place = place.parent


def _refuse_top(unit: Unit) -> None:
    if unit.parent_id is None:
        raise TopUnit(unit=unit.name)


def _fill(unit: Unit, details: Details) -> None:
    if not details.name.strip():
        raise UnitNameNeeded(field="name")
    unit.name = details.name.strip()[:200]
    unit.is_store = details.is_store
    unit.contact = details.contact.strip()[:200] or None
    if unit.site is None:
        unit.site = Site(organisation_id=unit.organisation_id, name=unit.name)
    site = unit.site
    site.name = unit.name
    site.address = details.address.strip()[:300] or None
    site.postcode = details.postcode.strip()[:10] or None
    site.municipality = details.municipality.strip()[:100] or None
    site.place, site.precision = details.place, details.precision


def _free_code(details: Details) -> str:
    wanted = details.code.strip().lower()
    if wanted:
        if not is_code(wanted):
            raise WrongCode(field="code", code=details.code)
        if _is_taken(wanted):
            raise CodeTaken(field="code", code=wanted)
        return wanted
    stem = code_of(details.name)
    code, number = stem, 2
    while _is_taken(code):
        code, number = f"{stem[:56]}-{number}", number + 1
    return code


def _is_taken(code: str) -> bool:
    return session.scalar(select(Unit.id).where(Unit.code == code)) is not None


def administers(person: User, unit: Unit) -> bool:
    """Whether ``person`` may change the unit, for pages that offer it."""
    return access.may(person, Permission.ADMINISTER_UNITS, unit.id)
