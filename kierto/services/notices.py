"""Mails about claims: who is told what, in the receiver's own language.

Each is queued in the transaction of the change it tells of, once for each claim, kind and person.
"""

from datetime import datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from kierto.db import session
from kierto.domain.errors import N_
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.domain.units import Measure
from kierto.models import Claim, User
from kierto.queries import access, people
from kierto.services import outbox
from kierto.services.letters import say

ASKED = N_("%(claimer)s asks for: %(title)s")
ASKED_BODY = N_(
    "%(claimer)s would like %(quantity)s of “%(title)s”.\n\nApprove or decline it:\n%(link)s"
)
TAKEN = N_("Reserved: %(title)s")
TAKEN_BODY = N_(
    "%(claimer)s has reserved %(quantity)s of “%(title)s”. You need not approve it.\n\n%(link)s"
)
YOURS = N_("It is yours: %(title)s")
YOURS_BODY = N_(
    "%(giver)s has kept %(quantity)s of “%(title)s” for you. Fetch it by %(day)s.\n\n%(link)s"
)
DECLINED = N_("Declined: %(title)s")
DECLINED_BODY = N_("%(giver)s cannot give you %(quantity)s of “%(title)s”. %(reason)s\n\n%(link)s")
CANCELLED = N_("Cancelled: %(title)s")
CANCELLED_BODY = N_(
    "The reservation of %(claimer)s, %(quantity)s of “%(title)s” from %(giver)s, has been "
    "cancelled. %(reason)s\n\n%(link)s"
)
LAPSED = N_("Lapsed: %(title)s")
LAPSED_BODY = N_(
    "The reservation of %(claimer)s, %(quantity)s of “%(title)s”, has lapsed because it was not "
    "fetched in time. The things are free again.\n\n%(link)s"
)


def claim_held(claim: Claim, now: datetime) -> None:
    """A claim holds its quantity now: the giver is asked or told, the claimer told if it is theirs.

    It may be new, or have come up from the queue.
    """
    if claim.state is ClaimState.REQUESTED:
        _tell(claim, _givers(claim), "requested", (ASKED, ASKED_BODY), now)
    elif claim.state is ClaimState.RESERVED:
        _tell(claim, _givers(claim), "reserved", (TAKEN, TAKEN_BODY), now)


def claim_approved(claim: Claim, now: datetime) -> None:
    """The giver has said yes, or the queue has reached the claim where nobody needs to."""
    _tell(claim, _claimers(claim), "approved", (YOURS, YOURS_BODY), now)


def claim_declined(claim: Claim, now: datetime) -> None:
    """The giver has said no."""
    _tell(claim, _claimers(claim), "declined", (DECLINED, DECLINED_BODY), now)


def claim_cancelled(claim: Claim, person: User | None, now: datetime) -> None:
    """One side has taken the claim back: the other is told, both when neither did it."""
    by_claimer = person is not None and access.may(person, Permission.CLAIM, claim.unit_id)
    receivers = _givers(claim) if by_claimer else _claimers(claim)
    if person is None:
        receivers = _claimers(claim) + _givers(claim)
    _tell(claim, receivers, "cancelled", (CANCELLED, CANCELLED_BODY), now)


def claim_lapsed(claim: Claim, now: datetime) -> None:
    """The day for fetching has passed."""
    _tell(claim, _claimers(claim) + _givers(claim), "lapsed", (LAPSED, LAPSED_BODY), now)


def _givers(claim: Claim) -> list[User]:
    return people.members_who(Permission.DECIDE_CLAIM, claim.listing.unit)


def _claimers(claim: Claim) -> list[User]:
    """Who claimed; the unit's people when they no longer act for it."""
    author = claim.author
    if author is not None and access.may(author, Permission.CLAIM, claim.unit_id):
        return [author]
    return people.members_who(Permission.CLAIM, claim.unit)


def _tell(
    claim: Claim, receivers: list[User], kind: str, sentences: tuple[str, str], now: datetime
) -> None:
    subject, body = sentences
    session.flush()
    for user in receivers:
        language = user.language
        words = {
            "claimer": claim.unit.name,
            "giver": claim.listing.unit.name,
            "title": claim.listing.title,
            "quantity": _amount(claim, language),
            "day": format_date(claim.pickup_by, "short", locale=language)
            if claim.pickup_by
            else "",
            "reason": claim.reason,
            "link": f"{outbox.SITE}/claims",
        }
        outbox.tell(
            user,
            key=f"claim {claim.id} {kind} {user.id}",
            subject=say(language, subject, **words),
            body=say(language, body, **words),
            now=now,
        )


def _amount(claim: Claim, language: str) -> str:
    measure = claim.listing.measure
    word = say(language, "pcs") if measure is Measure.PIECES else measure.value
    return f"{format_decimal(claim.quantity.decimal, locale=language)} {word}"
