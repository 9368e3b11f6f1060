"""Which units a person acts for, and what they may do there."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, select

from kierto.db import session
from kierto.domain.permissions import PERMISSIONS, Permission, Role, roles_with
from kierto.domain.visibility import STAGES, Stage, Viewer
from kierto.models import Membership, Organisation, Unit, User


def _units_with_role() -> Select[int]:
    held = (
        select(Membership.unit_id.label("id"))
        .where(
            Membership.user_id == bindparam("user"),
            Membership.role.in_(bindparam("roles", expanding=True)),
        )
        .cte("held", recursive=True)
    )
    below = held.union(select(Unit.id).join(held, Unit.parent_id == held.c.id))
    return select(Unit.id).join(below, Unit.id == below.c.id).where(Unit.archived_at.is_(None))


# Asked several times for every page: put together once.
_UNITS_WITH_ROLE = _units_with_role()


def units_with_role(user: User, roles: Collection[Role]) -> frozenset[int]:
    """Ids of the living units where ``user`` holds one of ``roles``, in the unit or above it."""
    return frozenset(session.scalars(_UNITS_WITH_ROLE, {"user": user.id, "roles": list(roles)}))


def units_where(user: User, permission: Permission) -> frozenset[int]:
    """Ids of the units for which ``user`` has ``permission``."""
    return units_with_role(user, roles_with(permission))


def may(user: User, permission: Permission, unit_id: int | None = None) -> bool:
    """Whether ``user`` has ``permission`` in the unit, or in any unit when none is named."""
    if user.deactivated_at is not None:
        return False
    if user.is_operator and permission in PERMISSIONS[Role.OPERATOR]:
        return True
    units = units_where(user, permission)
    return bool(units) if unit_id is None else unit_id in units


def viewer_of(user: User | None) -> Viewer:
    """The viewer that ``user`` is; None is a visitor who has not signed in."""
    if user is None or user.deactivated_at is not None:
        return Viewer()
    units = units_with_role(user, tuple(Role))
    organisations = session.scalars(
        select(Organisation)
        .join(Unit, Unit.organisation_id == Organisation.id)
        .where(Unit.id.in_(units))
        .distinct()
    ).all()
    stage = min(
        (organisation.stage for organisation in organisations),
        key=STAGES.index,
        default=Stage.PUBLIC,
    )
    return Viewer(stage=stage, organisations=frozenset(o.id for o in organisations), units=units)


def viewer_of_unit(unit: Unit) -> Viewer:
    """A unit as a viewer: what its people may see on its behalf."""
    return Viewer(
        stage=unit.organisation.stage,
        organisations=frozenset({unit.organisation_id}),
        units=frozenset({unit.id}),
    )


def choices_where(user: User, permission: Permission) -> list[Unit]:
    """The units among which ``user`` chooses when acting, by name."""
    return list(
        session.scalars(
            select(Unit).where(Unit.id.in_(units_where(user, permission))).order_by(Unit.name)
        )
    )


def top_unit(organisation: Organisation) -> Unit:
    """The first living unit of the organisation that is under no other."""
    return session.scalars(
        select(Unit)
        .where(
            Unit.organisation_id == organisation.id,
            Unit.parent_id.is_(None),
            Unit.archived_at.is_(None),
        )
        .order_by(Unit.id)
        .limit(1)
    ).one()
