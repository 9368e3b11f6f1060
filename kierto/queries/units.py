"""Units, as people choose among them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.models import Membership, Unit, User


def by_code(code: str) -> Unit | None:
    """The unit that links, commands and the API call ``code``."""
    return session.scalar(select(Unit).where(Unit.code == code))


def home_of(user: User) -> Unit | None:
    """The unit from which ``user`` looks: the first one they belong to that has a place."""
    memberships = (
        select(Unit)
        .join(Membership, Membership.unit_id == Unit.id)
        .where(Membership.user_id == user.id, Unit.archived_at.is_(None))
        .options(joinedload(Unit.site))
        .order_by(Membership.id)
    )
    units = session.scalars(memberships).all()
    placed = (unit for unit in units if unit.site is not None and unit.site.place is not None)
    return next(placed, units[0] if units else None)


def of_organisations(organisation_ids: Collection[int]) -> list[Unit]:
    """The living units of these organisations."""
    return list(
        session.scalars(
            select(Unit).where(
                Unit.organisation_id.in_(organisation_ids), Unit.archived_at.is_(None)
            )
        )
    )


def living() -> list[Unit]:
    """Every unit in use, of all organisations, by name."""
    return list(
        session.scalars(
            select(Unit)
            .where(Unit.archived_at.is_(None))
            .options(joinedload(Unit.organisation))
            .order_by(Unit.name, Unit.id)
        )
    )
