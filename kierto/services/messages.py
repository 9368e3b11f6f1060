"""Writing to the other side of a claim."""

from datetime import datetime

from kierto.db import session
from kierto.domain.errors import N_, NotAllowed, Refused
from kierto.domain.permissions import Permission
from kierto.models import Claim, Message, Unit, User
from kierto.queries import access
from kierto.services import notices
from kierto.services.submissions import once

LONGEST = 2000


class NothingWritten(Refused):
    message = N_("Write the message first.")


class TooLong(Refused):
    message = N_("A message has at most %(most)s letters; this one has %(length)s.")


def side_of(claim: Claim, person: User) -> Unit | None:
    """The unit for which ``person`` may write about ``claim``; None when they act for neither.

    Who acts for both, writes for the one that asked: the giver is told.
    """
    if access.may(person, Permission.CLAIM, claim.unit_id):
        return claim.unit
    if access.may(person, Permission.DECIDE_CLAIM, claim.listing.unit_id):
        return claim.listing.unit
    return None


def write(
    claim: Claim, text: str, *, person: User, now: datetime, key: str | None = None
) -> Message:
    """Store a message and tell the other side. Raises NotAllowed, NothingWritten, TooLong.

    A claim that has ended can still be written about: a lamp may have been left in the drawer.
    """
    unit = side_of(claim, person)
    if unit is None:
        raise NotAllowed
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise NothingWritten(field="text")
    if len(written) > LONGEST:
        raise TooLong(field="text", most=LONGEST, length=len(written))

    def make() -> Message:
        message = Message(
            claim_id=claim.id,
            unit=unit,
            author_id=person.id,
            text=written,
            written_at=now,
        )
        session.add(message)
        session.flush()
        notices.claim_written(claim, message, now)
        return message

    return once(
        Message, make, person=person, key=key, content=[claim.id, unit.id, written], now=now
    )
