"""Whose entries: units with those below them, organisations, and what a person may open."""

from sqlalchemy import ColumnElement, false, or_, select

from kierto.db import session
from kierto.domain.permissions import Permission, roles_with
from kierto.models import LedgerEntry, Membership, Organisation, Unit, User
from kierto.queries import access
from kierto.queries.ledger import of_organisations
from kierto.queries.ledger_selection import either_unit


def organisation_by_business_id(business_id: str) -> int | None:
    """The organisation's id; None when there is none."""
    return session.scalar(select(Organisation.id).where(Organisation.business_id == business_id))


def unit_by_code(code: str) -> int | None:
    """The unit's id; None when there is none."""
    return session.scalar(select(Unit.id).where(Unit.code == code))


def parties(organisations: frozenset[int]) -> tuple[list[Unit], list[Unit]]:
    """The units that gave and those that received in the entries of ``organisations``, by name."""
    where = of_organisations(organisations)
    givers, receivers = (
        list(
            session.scalars(
                select(Unit)
                .where(Unit.id.in_(select(column).where(where).distinct()))
                .order_by(Unit.name)
            )
        )
        for column in (LedgerEntry.giver_unit_id, LedgerEntry.receiver_unit_id)
    )
    return givers, receivers


def unit_name(code: str) -> str:
    """Today's name of the unit, or the code when there is none."""
    return session.scalar(select(Unit.name).where(Unit.code == code)) or code


def unit_and_below(code: str) -> frozenset[int]:
    """Ids of the unit with this code and of all below it, closed ones too; empty when unknown."""
    tree = select(Unit.id).where(Unit.code == code).cte("tree", recursive=True)
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return frozenset(session.scalars(select(tree.c.id)))


def open_to(user: User) -> ColumnElement[bool]:
    """Entries that ``user`` may open: those of the own units, and of all that a role reaches.

    Somebody who may see the ledger at the top of an organisation sees all of the organisation,
    its closed units included.
    """
    parts = [either_unit(access.viewer_of(user).units)]
    parts.append(either_unit(access.units_where(user, Permission.SEE_LEDGER)))
    whole = whole_organisations(user)
    parts.append(of_organisations(whole) if whole else false())
    return or_(*parts)


def whole_organisations(user: User) -> frozenset[int]:
    """The organisations whose every entry ``user`` may open."""
    return frozenset(
        session.scalars(
            select(Unit.organisation_id)
            .join(Membership, Membership.unit_id == Unit.id)
            .where(
                Unit.parent_id.is_(None),
                Membership.user_id == user.id,
                Membership.role.in_(roles_with(Permission.SEE_LEDGER)),
            )
        )
    )


def is_open_to(entry: LedgerEntry, user: User) -> bool:
    """Whether ``user`` may open this entry."""
    statement = select(LedgerEntry.id).where(LedgerEntry.id == entry.id, open_to(user))
    return session.scalar(statement) is not None
