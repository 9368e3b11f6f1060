"""What waits for somebody who has just signed in, and what their units achieved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.hierarchy import Step
from kierto.domain.period import Period
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass
from kierto.models import Claim, Handover, LedgerEntry, Listing, User
from kierto.queries import access

MOST = 20


class Waiting(StrEnum):
    """Why something waits for this person."""

    APPROVE = "approve"
    FETCH = "fetch"
    GIVE = "give"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: a claim to decide, fetch or give, or a handover to confirm."""

    why: Waiting
    claim: Claim | None = None
    handover: Handover | None = None


@dataclass(frozen=True, slots=True)
class Achieved:
    """What units gave to and took into reuse in a period."""

    given: Mass
    received: Mass
    handovers: int


def tasks_of(person: User) -> list[Task]:
    """What waits for ``person``, the most urgent kind first."""
    return list(_tasks(person))[:MOST]


def achieved(units: frozenset[int], period: Period) -> Achieved:
    """Reused mass that ``units`` gave and received, as the ledger stands."""
    return Achieved(
        given=_mass(LedgerEntry.giver_unit_id.in_(units), period),
        received=_mass(LedgerEntry.receiver_unit_id.in_(units), period),
        handovers=_standing(units, period),
    )


def year_until(today: date) -> Period:
    """This calendar year so far."""
    return Period(date(today.year, 1, 1), today)


def _tasks(person: User) -> Iterator[Task]:
    decides = access.units_where(person, Permission.DECIDE_CLAIM)
    moves = access.units_where(person, Permission.RECORD_HANDOVER)
    claims = access.units_where(person, Permission.CLAIM)
    given = Listing.unit_id
    for claim in _claims(given.in_(decides), ClaimState.REQUESTED):
        yield Task(Waiting.APPROVE, claim=claim)
    for claim in _claims(Claim.unit_id.in_(claims), ClaimState.RESERVED):
        yield Task(Waiting.FETCH, claim=claim)
    for claim in _claims(given.in_(moves), ClaimState.RESERVED):
        yield Task(Waiting.GIVE, claim=claim)
    unconfirmed = (
        select(Handover)
        .where(
            Handover.claim_id.is_not(None),
            Handover.objection.is_(None),
            # Who has confirmed one side does not confirm the other.
            Handover.giver_confirmed_by_id.is_distinct_from(person.id),
            Handover.receiver_confirmed_by_id.is_distinct_from(person.id),
            or_(
                Handover.giver_unit_id.in_(moves) & Handover.giver_confirmed_at.is_(None),
                Handover.receiver_unit_id.in_(moves) & Handover.receiver_confirmed_at.is_(None),
            ),
        )
        .order_by(Handover.recorded_at.desc())
        .limit(MOST)
    )
    for handover in session.scalars(unconfirmed):
        yield Task(Waiting.CONFIRM, handover=handover)


def _claims(condition: ColumnElement[bool], state: ClaimState) -> Iterator[Claim]:
    statement: Select[Claim] = (
        select(Claim)
        .join(Claim.listing)
        .options(joinedload(Claim.listing), joinedload(Claim.unit))
        .where(condition, Claim.state == state)
        .order_by(Claim.pickup_by, Claim.requested_at)
        .limit(MOST)
    )
    return iter(session.scalars(statement))


def _mass(condition: ColumnElement[bool], period: Period) -> Mass:
    total = session.scalar(
        select(func.sum(LedgerEntry.mass)).where(
            condition,
            LedgerEntry.step == Step.REUSE,
            LedgerEntry.occurred_on.between(period.first, period.last),
        )
    )
    return total or Mass(0)


def _standing(units: frozenset[int], period: Period) -> int:
    reversed_ids = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    return session.scalars(
        select(func.count())
        .select_from(LedgerEntry)
        .where(
            or_(LedgerEntry.giver_unit_id.in_(units), LedgerEntry.receiver_unit_id.in_(units)),
            LedgerEntry.step == Step.REUSE,
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.id.not_in(reversed_ids),
            LedgerEntry.occurred_on.between(period.first, period.last),
        )
    ).one()
