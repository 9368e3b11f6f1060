"""Recording the decision by which public property leaves its organisation."""

from dataclasses import dataclass
from datetime import date, datetime

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.units import Money
from kierto.models import Release, User
from kierto.queries.releases import leaves_public_property, release_of
from kierto.services import claims, events
from kierto.services.access import allow


class NoRelease(Refused):
    message = N_("A decision is recorded only when public property leaves its organisation.")


class DecidedInTheFuture(Refused):
    message = N_("The day of the decision cannot be in the future.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by whom, under which number, and at what value and price."""

    decided_by: str
    number: str
    decided_on: date
    estimated_value: Money
    price: Money
    reason: str


def record(claim_id: int, decision: Decision, *, person: User, now: datetime) -> Release:
    """Record the decision, or put a mistake in it right; the history keeps that it happened."""
    claim = claims.locked_claim(claim_id)
    allow(person, Permission.DECIDE_CLAIM, claim.listing.unit)
    if not leaves_public_property(claim):
        raise NoRelease
    if decision.decided_on > local_day(now):
        raise DecidedInTheFuture(field="decided_on")
    release = release_of(claim)
    if release is None:
        release = Release(claim_id=claim.id)
        session.add(release)
    release.decided_by, release.number = decision.decided_by.strip(), decision.number.strip()
    release.decided_on, release.reason = decision.decided_on, decision.reason.strip()
    release.estimated_value, release.price = decision.estimated_value, decision.price
    release.recorded_at, release.recorded_by_id = now, person.id
    events.record(
        "released",
        listing=claim.listing,
        claim=claim,
        person=person,
        unit=claim.listing.unit,
        now=now,
        quantity=str(claim.quantity),
        number=release.number,
    )
    return release
