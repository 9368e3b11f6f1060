"""Units and sites by the names that commands and the API have for them."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from kierto.db import session
from kierto.domain.permissions import Permission, Role
from kierto.models import Site, Unit, User
from kierto.queries import access


def by_code(code: str) -> Unit | None:
    """The living unit with this code."""
    return session.scalar(select(Unit).where(Unit.code == code, Unit.archived_at.is_(None)))


def site_of(organisation_id: int, site: int | str) -> Site | None:
    """A site of the organisation by its number or its name; None also when two have the name."""
    condition = Site.id == site if isinstance(site, int) else Site.name == site
    found = session.scalars(
        select(Site).where(Site.organisation_id == organisation_id, condition).limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def sites_of(organisation_ids: Collection[int]) -> dict[int, list[Site]]:
    """The sites of the organisations, by name."""
    found: dict[int, list[Site]] = defaultdict(list)
    for site in session.scalars(
        select(Site).where(Site.organisation_id.in_(organisation_ids)).order_by(Site.name, Site.id)
    ):
        found[site.organisation_id].append(site)
    return found


def own_units(user: User) -> list[tuple[Unit, frozenset[Permission]]]:
    """The units for which ``user`` acts in any role, by code, with what they may do there."""
    may: dict[int, set[Permission]] = defaultdict(set)
    for permission in Permission:
        for unit_id in access.units_where(user, permission):
            may[unit_id].add(permission)
    held = access.units_with_role(user, tuple(Role))
    units = session.scalars(select(Unit).where(Unit.id.in_(held)).order_by(Unit.code))
    return [(unit, frozenset(may[unit.id])) for unit in units]
