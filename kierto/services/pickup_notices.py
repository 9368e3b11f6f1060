"""Mails about times for fetching, in the receiver's own language.

Each is queued in the transaction of the change it tells of, once for each change and person.
"""

from datetime import datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from kierto.db import session
from kierto.domain.errors import N_
from kierto.domain.period import HELSINKI
from kierto.domain.permissions import Permission
from kierto.domain.units import Measure
from kierto.models import Pickup, Site, User
from kierto.queries import people, pickups
from kierto.services import outbox
from kierto.services.letters import say

PROPOSED = N_("Time for fetching proposed: %(title)s")
PROPOSED_BODY = N_(
    "%(other)s proposes %(time)s for “%(title)s” (%(quantity)s). Accept it or propose another "
    "time:\n\n%(link)s"
)
AGREED = N_("Time for fetching agreed: %(title)s")
AGREED_BODY = N_(
    "“%(title)s” (%(quantity)s) is fetched %(time)s.\n\nFrom: %(giver)s, %(place)s\nTo: "
    "%(claimer)s\n\nFor your calendar, and if the time does not suit after all:\n%(link)s"
)
CANCELLED = N_("Time for fetching cancelled: %(title)s")
CANCELLED_BODY = N_(
    "%(other)s cannot keep the time %(time)s for “%(title)s” (%(quantity)s). The reservation "
    "stays; agree on a new time by %(day)s:\n\n%(link)s"
)
COMING = N_("Soon to be fetched: %(title)s")
COMING_BODY = N_(
    "“%(title)s” (%(quantity)s) is fetched %(time)s.\n\nFrom: %(giver)s, %(place)s\nTo: "
    "%(claimer)s\n\nRecord the handover when the things move:\n%(link)s"
)


def proposed(pickup: Pickup, now: datetime) -> None:
    """One side has proposed a time: the other one is asked."""
    _tell(pickup, _others(pickup, by_giver=pickup.by_giver), "proposed", now)


def agreed(pickup: Pickup, now: datetime) -> None:
    """Both sides have agreed: who did not press the last button is told."""
    both = _others(pickup, by_giver=True) + _others(pickup, by_giver=False)
    receivers = [user for user in both if user.id != pickup.agreed_by_id]
    _tell(pickup, receivers, "agreed", now)


def cancelled(pickup: Pickup, now: datetime, *, by_giver: bool) -> None:
    """One side has taken the time back: the other one is told."""
    _tell(pickup, _others(pickup, by_giver=by_giver), "cancelled", now)


def coming(pickup: Pickup, now: datetime) -> bool:
    """The time has nearly come: both sides are reminded. Whether anybody was told."""
    both = _others(pickup, by_giver=True) + _others(pickup, by_giver=False)
    return _tell(pickup, both, "coming", now) > 0


_SENTENCES = {
    "proposed": (PROPOSED, PROPOSED_BODY),
    "agreed": (AGREED, AGREED_BODY),
    "cancelled": (CANCELLED, CANCELLED_BODY),
    "coming": (COMING, COMING_BODY),
}


def _others(pickup: Pickup, *, by_giver: bool) -> list[User]:
    """The people of the side that is not the one named."""
    claim = pickup.claim
    if not by_giver:
        return people.members_who(Permission.DECIDE_CLAIM, claim.listing.unit)
    members = people.members_who(Permission.CLAIM, claim.unit)
    own = [user for user in members if user.id == claim.author_id]
    return own or members


def _tell(pickup: Pickup, receivers: list[User], kind: str, now: datetime) -> int:
    session.flush()
    claim = pickup.claim
    subject, body = _SENTENCES[kind]
    givers = {user.id for user in _others(pickup, by_giver=False)}
    told = 0
    for user in {user.id: user for user in receivers}.values():
        language = user.language
        words = {
            "title": claim.listing.title,
            "giver": claim.listing.unit.name,
            "claimer": claim.unit.name,
            "other": claim.unit.name if user.id in givers else claim.listing.unit.name,
            "quantity": _amount(pickup, language),
            "time": _time(pickup, language),
            "place": _place(pickups.site_of(claim)) or claim.listing.unit.name,
            "day": format_date(claim.pickup_by, "short", locale=language)
            if claim.pickup_by
            else "",
            "link": f"{outbox.SITE}/claims/{claim.id}",
        }
        message = outbox.tell(
            user,
            key=f"claim {claim.id} pickup {kind} {pickup.revision} {user.id}",
            subject=say(language, subject, **words),
            body=say(language, body, **words),
            now=now,
        )
        told += message is not None
    return told


def _amount(pickup: Pickup, language: str) -> str:
    measure = pickup.claim.listing.measure
    word = say(language, "pcs") if measure is Measure.PIECES else measure.value
    amount = pickup.claim.open_quantity.decimal
    return f"{format_decimal(amount, locale=language)} {word}"


def _time(pickup: Pickup, language: str) -> str:
    start, end = (at.astimezone(HELSINKI) for at in (pickup.starts_at, pickup.ends_at))
    day = format_date(start, "EEE d.M.yyyy" if language != "en" else "EEE d MMM yyyy", language)
    mark = {"fi": "klo ", "sv": "kl. "}.get(language, "")
    point = ":" if language == "en" else "."
    times = "–".join(f"{at.hour}{point}{at:%M}" for at in (start, end))
    return f"{day} {mark}{times}"


def _place(site: Site | None) -> str:
    if site is None:
        return ""
    parts = (site.name, site.address, site.municipality)
    return ", ".join(part for part in parts if part)
