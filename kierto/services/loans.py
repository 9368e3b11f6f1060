"""Lending and bringing back. Neither writes the ledger: a loan is no reuse."""

from datetime import date, datetime

from kierto.db import session
from kierto.domain.errors import N_, ForbiddenChange, NotAllowed, Refused
from kierto.domain.loan import ReturnedAs, due_day
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import CLAIM_CHANGES, ClaimState, become
from kierto.domain.text import many_lines
from kierto.models import Claim, Loan, User
from kierto.queries import access
from kierto.queries.loans import loan_of, running
from kierto.services import claims, events, loan_notices, queue
from kierto.services.access import allow

DAYS_BEFORE = 2


class NoLoan(Refused):
    message = N_("This claim is not a loan.")


class NotToday(Refused):
    message = N_("The day cannot be in the future.")


class BeforeBegin(Refused):
    message = N_("It was lent on %(day)s, so it cannot have come back before.")


class DamageUntold(Refused):
    message = N_("Say what is damaged.")


def begin(claim_id: int, *, on: date, person: User, now: datetime) -> Loan:
    """The borrower has fetched all of a reserved claim. Repeating it changes nothing.

    Either side records it. Raises NoLoan, NotToday, NotAllowed, and ForbiddenChange when the
    claim is not reserved.
    """
    claim = claims.locked_claim(claim_id)
    if not any(
        access.may(person, Permission.RECORD_HANDOVER, unit_id)
        for unit_id in (claim.listing.unit_id, claim.unit_id)
    ):
        raise NotAllowed
    if claim.loan_days is None:
        raise NoLoan
    known = loan_of(claim)
    if known is not None and claim.state is ClaimState.LENT:
        return known
    if on > local_day(now):
        raise NotToday(field="day")
    claim.state = become(claim.state, ClaimState.LENT, CLAIM_CHANGES)
    loan = Loan(
        claim=claim,
        quantity=claim.open_quantity,
        begun_on=on,
        due_on=due_day(on, claim.loan_days),
        begun_at=now,
        begun_by_id=person.id,
    )
    session.add(loan)
    _record("lent", claim, person, now)
    return loan


def bring_back(
    claim_id: int,
    *,
    on: date,
    returned_as: ReturnedAs,
    note: str = "",
    person: User,
    now: datetime,
) -> Loan:
    """The lender has it again: its quantity is free. Repeating it changes nothing.

    Raises ForbiddenChange when it is not lent, NotToday, BeforeBegin, DamageUntold, NotAllowed.
    """
    claim = claims.locked_claim(claim_id)
    allow(person, Permission.RECORD_HANDOVER, claim.listing.unit)
    loan = loan_of(claim)
    if loan is None:
        raise ForbiddenChange(state=claim.state, target=ClaimState.RETURNED)
    if claim.state is ClaimState.RETURNED:
        return loan
    if on > local_day(now):
        raise NotToday(field="day")
    if on < loan.begun_on:
        raise BeforeBegin(field="day", day=loan.begun_on)
    said = many_lines(note)
    if returned_as is ReturnedAs.DAMAGED and not said:
        raise DamageUntold(field="note")
    claim.state = become(claim.state, ClaimState.RETURNED, CLAIM_CHANGES)
    claim.ended_at = now
    loan.returned_on, loan.returned_as, loan.note = on, returned_as, said
    loan.returned_at, loan.returned_by_id = now, person.id
    queue.give_back(claim, claim.open_quantity, now)
    kind = "returned" if returned_as is ReturnedAs.GOOD else "returned_damaged"
    _record(kind, claim, person, now)
    queue.promote(claim.listing, now)
    return loan


def remind(now: datetime) -> int:
    """Queue the reminders of what is due soon or late; how many were queued.

    The borrower hears of the last day once, of being late once a week, and so does the lender.
    """
    today, told = local_day(now), 0
    for loan in running():
        left = (loan.due_on - today).days
        if left < 0:
            told += loan_notices.late(loan, weeks=-left // 7, now=now)
        elif left <= DAYS_BEFORE and loan.begun_on < today:
            told += loan_notices.due(loan, now)
    return told


def _record(kind: str, claim: Claim, person: User, now: datetime) -> None:
    events.record(
        kind,
        listing=claim.listing,
        claim=claim,
        person=person,
        unit=claim.unit,
        now=now,
        quantity=str(claim.quantity),
    )
