"""People as an administrator sees them, and what belongs to a person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.permissions import PERMISSIONS, Permission, Role
from kierto.models import Membership, Organisation, Token, Unit, User
from kierto.queries import access


def people_of(admin: User) -> Sequence[User]:
    """Those who hold a role in a unit that ``admin`` administers, by name."""
    units = access.units_where(admin, Permission.ADMINISTER_PEOPLE)
    return session.scalars(
        select(User)
        .where(User.memberships.any(Membership.unit_id.in_(units)))
        .options(selectinload(User.memberships).joinedload(Membership.unit))
        .order_by(User.name, User.id)
    ).all()


def person_of(admin: User, user_id: int) -> User:
    """One of ``people_of``. Raises NotFound for everybody else, whether they exist or not."""
    units = access.units_where(admin, Permission.ADMINISTER_PEOPLE)
    found = session.scalar(
        select(User).where(User.id == user_id, User.memberships.any(Membership.unit_id.in_(units)))
    )
    if found is None:
        raise NotFound
    return found


def colleagues(user_ids: frozenset[int], organisations: frozenset[int]) -> frozenset[int]:
    """Those of ``user_ids`` who hold a role in one of ``organisations``."""
    return frozenset(
        session.scalars(
            select(Membership.user_id)
            .join(Unit)
            .where(Membership.user_id.in_(user_ids), Unit.organisation_id.in_(organisations))
        )
    )


def by_address(email: str) -> User | None:
    """The account with this e-mail address."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def memberships_of(user: User) -> Sequence[Membership]:
    """The roles a person holds, by unit."""
    return session.scalars(
        select(Membership)
        .where(Membership.user_id == user.id)
        .join(Unit)
        .order_by(Unit.name, Membership.role)
    ).all()


def open_tokens(user: User) -> Sequence[Token]:
    """Tokens that still work, newest first."""
    return session.scalars(
        select(Token)
        .where(Token.user_id == user.id, Token.revoked_at.is_(None))
        .order_by(Token.created_at.desc(), Token.id.desc())
    ).all()


def administrators(organisation_id: int) -> Sequence[User]:
    """Who administers the whole organisation: active people with the role in a root unit."""
    return session.scalars(
        select(User)
        .join(Membership)
        .join(Unit)
        .where(
            Unit.organisation_id == organisation_id,
            Unit.parent_id.is_(None),
            Unit.archived_at.is_(None),
            Membership.role == Role.ADMIN,
            User.deactivated_at.is_(None),
            User.erased_at.is_(None),
        )
        .distinct()
        .order_by(User.name)
    ).all()


def administered_by_alone(user: User) -> list[Organisation]:
    """Organisations that would have nobody to administer them without ``user``."""
    organisations = session.scalars(
        select(Organisation)
        .join(Unit, Unit.organisation_id == Organisation.id)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.user_id == user.id, Membership.role == Role.ADMIN)
        .distinct()
    ).all()
    return [o for o in organisations if [a.id for a in administrators(o.id)] == [user.id]]


def members_who(permission: Permission, unit: Unit) -> list[User]:
    """Active people who hold, in this very unit, a role that carries ``permission``.

    When the unit has none, those of the nearest unit above it that has some.
    """
    roles = [role for role, granted in PERMISSIONS.items() if permission in granted]
    place: Unit | None = unit
    while place is not None:
        found = session.scalars(
            select(User)
            .join(Membership)
            .where(
                Membership.unit_id == place.id,
                Membership.role.in_(roles),
                User.deactivated_at.is_(None),
                User.erased_at.is_(None),
            )
            .distinct()
            .order_by(User.id)
        ).all()
        if found:
            return list(found)
        place = place.parent
    return []
