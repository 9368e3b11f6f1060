"""Agreeing on a time for fetching: picked from what the site offers, or proposed and accepted."""

from datetime import datetime, timedelta

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, Conflict, ForbiddenChange, NotAllowed, Refused
from kierto.domain.opening import Slot
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.models import Claim, Pickup, User
from kierto.queries import access, pickups
from kierto.services import claims, events, pickup_notices

LONGEST = timedelta(hours=12)
FARTHEST = timedelta(days=365)


class NotOffered(Conflict):
    message = N_("This time is no longer offered. Choose another one.")


class TimeChanged(Conflict):
    message = N_("The proposed time has changed since you looked. Look again.")


class TimePassed(Refused):
    message = N_("The time must be still to come, and within a year.")


class TimesReversed(Refused):
    message = N_("The end must come after the beginning, and on the same day.")


def pick(claim_id: int, starts_at: datetime, *, person: User, now: datetime) -> Pickup:
    """The receiver takes a time that the giver's site offers: it is agreed at once.

    Raises NotOffered, ForbiddenChange (the claim is not reserved) and NotAllowed.
    """
    claim = _reserved(claim_id)
    if not receives(person, claim):
        raise NotAllowed
    found = [slot for slot in pickups.offered(claim, now) if slot.starts_at == starts_at]
    if not found:
        raise NotOffered(field="slot")
    pickup = _set(claim, found[0], by_giver=False, person=person, now=now)
    _agree(pickup, person, now)
    return pickup


def propose(claim_id: int, slot: Slot, *, person: User, now: datetime) -> Pickup:
    """Either side proposes a time of its own; the other one accepts it or proposes another.

    Raises TimePassed, TimesReversed, ForbiddenChange and NotAllowed.
    """
    claim = _reserved(claim_id)
    giver = gives(person, claim)
    if not (giver or receives(person, claim)):
        raise NotAllowed
    if slot.ends_at <= slot.starts_at or slot.ends_at - slot.starts_at > LONGEST:
        raise TimesReversed(field="until")
    if slot.starts_at <= now or slot.starts_at > now + FARTHEST:
        raise TimePassed(field="day")
    pickup = _set(claim, slot, by_giver=giver, person=person, now=now)
    pickup_notices.proposed(pickup, now)
    return pickup


def accept(claim_id: int, revision: int, *, person: User, now: datetime) -> Pickup:
    """The other side says yes to the proposal of ``revision``. Repeating it changes nothing.

    Raises TimeChanged when something else stands by now, TimePassed when it is too late.
    """
    claim = _reserved(claim_id)
    pickup = pickups.pickup_of(claim)
    if pickup is None or pickup.revision != revision:
        raise TimeChanged
    if not (receives(person, claim) if pickup.by_giver else gives(person, claim)):
        raise NotAllowed
    if pickup.agreed_at is None:
        if pickup.starts_at <= now:
            raise TimePassed
        _agree(pickup, person, now)
    return pickup


def cancel(claim_id: int, *, person: User, now: datetime) -> None:
    """Either side takes the time back; the reservation stays, and so does its last day."""
    claim = claims.locked_claim(claim_id)
    giver = gives(person, claim)
    if not (giver or receives(person, claim)):
        raise NotAllowed
    pickup = pickups.pickup_of(claim)
    if pickup is None:
        return
    pickup.cancelled_at = now
    pickup.revision += 1
    _note("pickup_cancelled", claim, person, now, pickup)
    pickup_notices.cancelled(pickup, now, by_giver=giver)


def remind(now: datetime) -> int:
    """Tell both sides of what is fetched within a day; how many pick-ups were told of.

    What was agreed less than a day before needs no reminder.
    """
    day = timedelta(days=1)
    due = session.scalars(
        select(Pickup)
        .join(Claim, Claim.id == Pickup.claim_id)
        .where(
            Claim.state == ClaimState.RESERVED,
            Pickup.agreed_at.is_not(None),
            Pickup.cancelled_at.is_(None),
            Pickup.starts_at.between(now, now + day),
        )
        .order_by(Pickup.id)
    ).all()
    told = 0
    for pickup in due:
        if pickup.agreed_at is not None and pickup.agreed_at < pickup.starts_at - day:
            told += pickup_notices.coming(pickup, now)
    return told


def gives(person: User, claim: Claim) -> bool:
    """Whether ``person`` arranges things for the giver of ``claim``."""
    return access.may(person, Permission.RECORD_HANDOVER, claim.listing.unit_id)


def receives(person: User, claim: Claim) -> bool:
    """Whether ``person`` arranges things for the receiver of ``claim``."""
    return access.may(person, Permission.RECORD_HANDOVER, claim.unit_id)


def _reserved(claim_id: int) -> Claim:
    claim = claims.locked_claim(claim_id)
    if claim.state is not ClaimState.RESERVED:
        raise ForbiddenChange(state=claim.state, target=ClaimState.RESERVED)
    return claim


def _set(claim: Claim, slot: Slot, *, by_giver: bool, person: User, now: datetime) -> Pickup:
    pickup = session.scalar(select(Pickup).where(Pickup.claim_id == claim.id))
    if pickup is None:
        pickup = Pickup(claim=claim, revision=0)
        session.add(pickup)
    pickup.starts_at, pickup.ends_at, pickup.by_giver = slot.starts_at, slot.ends_at, by_giver
    pickup.proposed_at, pickup.proposed_by_id = now, person.id
    pickup.agreed_at = pickup.agreed_by_id = pickup.cancelled_at = None
    pickup.revision += 1
    session.flush()
    return pickup


def _agree(pickup: Pickup, person: User, now: datetime) -> None:
    claim = pickup.claim
    pickup.agreed_at, pickup.agreed_by_id = now, person.id
    day = local_day(pickup.starts_at)
    # A reservation is kept at least until the day on which both sides have agreed to meet.
    claim.pickup_by = max(claim.pickup_by or day, day)
    _note("pickup_agreed", claim, person, now, pickup)
    pickup_notices.agreed(pickup, now)


def _note(kind: str, claim: Claim, person: User, now: datetime, pickup: Pickup) -> None:
    own = gives(person, claim)
    events.record(
        kind,
        listing=claim.listing,
        claim=claim,
        person=person,
        unit=claim.listing.unit if own else claim.unit,
        now=now,
        quantity=str(claim.quantity),
        starts_at=pickup.starts_at.isoformat(),
    )
