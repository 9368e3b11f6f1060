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
from kierto.models import Claim, Message, User
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
LOWERED = N_("Less is needed: %(title)s")
LOWERED_BODY = N_(
    "%(claimer)s now needs %(quantity)s of “%(title)s”. The rest is free.\n\n%(link)s"
)
LAPSED = N_("Lapsed: %(title)s")
LAPSED_BODY = N_(
    "The reservation of %(claimer)s, %(quantity)s of “%(title)s”, has lapsed because it was not "
    "fetched in time. The things are free again.\n\n%(link)s"
)

FETCH = N_("Fetch by %(day)s: %(title)s")
FETCH_BODY = N_(
    "%(quantity)s of “%(title)s” is kept for %(claimer)s at %(giver)s until %(day)s. If you "
    "cannot fetch it, cancel the claim, so that somebody else gets it.\n\n%(link)s"
)
MESSAGE = N_("Message about: %(title)s")
MESSAGE_BODY = N_("%(sender)s writes about “%(title)s”:\n\n%(text)s\n\nAnswer here:\n%(link)s")
LEFT = N_("New contact: %(title)s")
LEFT_BODY = N_(
    "The person with whom you agreed about “%(title)s” no longer uses Kierto. The claim of "
    "%(claimer)s on %(giver)s, %(quantity)s, stays as it is: the unit goes on with it. Write to "
    "the unit here:\n\n%(link)s"
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


def claim_lowered(claim: Claim, now: datetime) -> None:
    """The claimer needs less: the giver is told, unless the claim only waits."""
    if claim.state.holds:
        kind = f"lowered to {claim.quantity}"
        _tell(claim, _givers(claim), kind, (LOWERED, LOWERED_BODY), now)


def claim_lapsed(claim: Claim, now: datetime) -> None:
    """The day for fetching has passed."""
    _tell(claim, _claimers(claim) + _givers(claim), "lapsed", (LAPSED, LAPSED_BODY), now)


def reminder_key(claim: Claim) -> str:
    """How the key of a reminder begins, by which one that was sent is known."""
    return f"claim {claim.id} fetch by {claim.pickup_by} "


def claim_to_be_fetched(claim: Claim, now: datetime) -> int:
    """The last days for fetching have come; how many people were told."""
    kind = f"fetch by {claim.pickup_by}"
    return _tell(claim, _claimers(claim), kind, (FETCH, FETCH_BODY), now)


def claim_written(claim: Claim, message: Message, now: datetime) -> None:
    """Somebody of one side has written: the other side is told, never the writer."""
    theirs = _givers(claim) if message.unit_id == claim.unit_id else _claimers(claim)
    receivers = [user for user in theirs if user.id != message.author_id]
    words = {"sender": message.unit.name, "text": message.text}
    sentences = (MESSAGE, MESSAGE_BODY)
    _tell(claim, receivers, f"message {message.id}", sentences, now, **words)


def contact_left(claim: Claim, now: datetime) -> None:
    """The person behind an open claim or its listing has been erased: the other side is told."""
    gone = {
        user.id
        for user in (claim.author, claim.listing.author)
        if user is not None and user.erased_at is not None
    }
    by_claimer = claim.author_id in gone
    receivers = _givers(claim) if by_claimer else _claimers(claim)
    others = [user for user in receivers if user.id not in gone]
    _tell(claim, others, "contact left", (LEFT, LEFT_BODY), now)


def _givers(claim: Claim) -> list[User]:
    return people.members_who(Permission.DECIDE_CLAIM, claim.listing.unit)


def _claimers(claim: Claim) -> list[User]:
    """Who claimed; the unit's people when they no longer act for it."""
    author = claim.author
    if author is not None and access.may(author, Permission.CLAIM, claim.unit_id):
        return [author]
    return people.members_who(Permission.CLAIM, claim.unit)


def _tell(
    claim: Claim,
    receivers: list[User],
    kind: str,
    sentences: tuple[str, str],
    now: datetime,
    **more: str,
) -> int:
    """Queue the mails; how many."""
    told = 0
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
            "link": f"{outbox.SITE}/claims/{claim.id}",
            **more,
        }
        message = outbox.tell(
            user,
            key=f"claim {claim.id} {kind} {user.id}",
            subject=say(language, subject, **words),
            body=say(language, body, **words),
            now=now,
        )
        told += message is not None
    return told


def _amount(claim: Claim, language: str) -> str:
    measure = claim.listing.measure
    word = say(language, "pcs") if measure is Measure.PIECES else measure.value
    return f"{format_decimal(claim.quantity.decimal, locale=language)} {word}"
