"""Short codes that prove that the two sides of a handover stand face to face.

One side shows a code (or its QR form) on the own screen, the other one types or scans it while
recording: then both have confirmed, and no second confirmation has to be waited for.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, ForbiddenChange, NotAllowed, Refused
from kierto.domain.states import ClaimState
from kierto.models import Claim, PresenceCode, User
from kierto.services import claims
from kierto.services.pickups import gives, receives

VALID = timedelta(minutes=15)
MOST_TRIES = 5


class WrongPresenceCode(Refused):
    message = N_(
        "The code does not fit. Ask for a new one on the other screen: it is good for 15 minutes."
    )


def show(claim_id: int, *, person: User, now: datetime) -> PresenceCode:
    """The code that ``person`` shows to the other side; one that is still good stays."""
    claim = claims.locked_claim(claim_id)
    giver = gives(person, claim)
    if not (giver or receives(person, claim)):
        raise NotAllowed
    if claim.state is not ClaimState.RESERVED:
        raise ForbiddenChange(state=claim.state, target=ClaimState.HANDED_OVER)
    shown = _of_side(claim, by_giver=giver)
    if shown is not None and shown.user_id == person.id and _is_good(shown, now):
        return shown
    if shown is None:
        shown = PresenceCode(claim_id=claim.id, by_giver=giver)
        session.add(shown)
    shown.user_id, shown.expires_at, shown.tries = person.id, now + VALID, 0
    shown.code = f"{secrets.randbelow(1_000_000):06d}"
    session.flush()
    return shown


def count_try(claim_id: int, code: str, *, person: User) -> None:
    """Count a wrong code, in a transaction of its own that stays when the recording is refused."""
    claim = claims.locked_claim(claim_id)
    for shown in _others(claim, person):
        if shown.code != code.strip():
            shown.tries += 1


def witness(claim: Claim, code: str, *, person: User, now: datetime) -> PresenceCode:
    """The code of the other side that ``person`` typed. Raises WrongPresenceCode.

    Nobody is their own witness, however many units they act for.
    """
    for shown in _others(claim, person):
        if shown.code == code.strip() and _is_good(shown, now):
            return shown
    raise WrongPresenceCode(field="code")


def _others(claim: Claim, person: User) -> list[PresenceCode]:
    """The codes that somebody else shows, for a side that ``person`` does not record for."""
    sides = {True: receives(person, claim), False: gives(person, claim)}
    found = session.scalars(select(PresenceCode).where(PresenceCode.claim_id == claim.id))
    return [shown for shown in found if shown.user_id != person.id and sides[shown.by_giver]]


def _of_side(claim: Claim, *, by_giver: bool) -> PresenceCode | None:
    return session.scalar(
        select(PresenceCode).where(
            PresenceCode.claim_id == claim.id, PresenceCode.by_giver.is_(by_giver)
        )
    )


def _is_good(shown: PresenceCode, now: datetime) -> bool:
    return shown.expires_at > now and shown.tries < MOST_TRIES
