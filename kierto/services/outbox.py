"""The outbox: mail is stored with the change it tells of, and leaves afterwards.

Sending is three steps, each a transaction of its own, so that no write lock is held while a mail
server is slow: ``take`` reserves a letter for a while, the mailer sends it, ``mark_sent`` or
``mark_failed`` records how it went. A process that dies in between leaves the letter to be taken
again when its time has run out, with the same Message-ID.
"""

import hashlib
import re
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from kierto.db import session
from kierto.models import OutboxMessage, User
from kierto.outside.mail import Letter
from kierto.services.mail_pages import html_of

LEASE = timedelta(minutes=10)
"""How long a taken letter is left alone."""

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
"""Waiting times after each failed attempt; after the last one the letter is given up."""

SITE = "{site}"
"""Stands in a body for the address of this installation, which is known when the mail leaves."""

LONGEST_SUBJECT = 150

MOST_REFUSALS = 3
"""Letters in a row that a server refuses for good before an address is left alone."""
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """``text`` fit for a header: one line, no control or direction marks, not too long."""
    line = " ".join(_TURNS.sub("", _BREAKS.sub(" ", text)).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def tell(
    user: User,
    *,
    key: str,
    subject: str,
    body: str,
    now: datetime,
    html: str = "",
    way_out: str = "",
) -> OutboxMessage | None:
    """Queue a mail to ``user``; None when they have no address or ``key`` was told already.

    ``html`` is made from ``body`` when not given; ``way_out`` is the path that ends such mails.

    People of the demo city have addresses where no mail arrives, so none is written to them.
    """
    if user.email is None or user.is_demo or not user.is_active:
        return None
    message = OutboxMessage(
        user_id=user.id,
        key=key[:120],
        subject=one_line(subject),
        body=body,
        html=html,
        way_out=way_out,
        created_at=now,
        next_attempt_at=now,
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def due(now: datetime, *, limit: int = 200) -> list[int]:
    """Ids of the mails whose time has come, oldest first; those of stopped addresses wait."""
    return list(
        session.scalars(
            select(OutboxMessage.id)
            .join(User)
            .where(
                User.mail_stopped_at.is_(None),
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.failed_at.is_(None),
                OutboxMessage.next_attempt_at <= now,
            )
            .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
            .limit(limit)
        )
    )


def take(message_id: int, *, now: datetime, sender: str, site: str) -> Letter | None:
    """The letter, reserved for this process; None when another one was faster or it is gone."""
    taken = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            OutboxMessage.next_attempt_at <= now,
            # The address may have been stopped since the round began.
            OutboxMessage.user_id.in_(select(User.id).where(User.mail_stopped_at.is_(None))),
        )
        .values(next_attempt_at=now + LEASE, attempts=OutboxMessage.attempts + 1)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return None
    message = session.get_one(OutboxMessage, message_id, populate_existing=True)
    if message.user.email is None:
        session.delete(message)
        return None
    digest = hashlib.sha256(f"{message.id} {message.key}".encode()).hexdigest()[:32]
    domain = sender.rpartition("@")[2].strip("<> ") or "localhost"
    return Letter(
        recipient=message.user.email,
        subject=message.subject,
        body=message.body.replace(SITE, site),
        message_id=f"<{digest}@{domain}>",
        html=(message.html or _html(message)).replace(SITE, site),
        way_out=f"{site}{message.way_out}" if message.way_out else "",
    )


def mark_sent(message_id: int, *, now: datetime) -> None:
    """The mail server has taken it."""
    message = session.get(OutboxMessage, message_id)
    if message is not None:
        message.sent_at, message.error = now, None
        message.user.mail_failures = 0


def _html(message: OutboxMessage) -> str:
    return html_of(message.body, language=message.user.language, subject=message.subject)


def mark_failed(
    message_id: int,
    reason: str,
    *,
    is_permanent: bool,
    now: datetime,
    blames_address: bool = False,
) -> bool:
    """Record a failure; whether the mail is given up for good.

    ``blames_address``: the server refused for good. After ``MOST_REFUSALS`` of these in a row
    nothing more leaves to the person until they say go on (``resume``).
    """
    message = session.get(OutboxMessage, message_id)
    if message is None:
        return True
    message.error = one_line(reason)
    if blames_address:
        user = message.user
        user.mail_failures += 1
        if user.mail_failures >= MOST_REFUSALS and user.mail_stopped_at is None:
            user.mail_stopped_at = now
    if is_permanent or message.attempts > len(WAITS):
        message.failed_at = now
        return True
    message.next_attempt_at = now + WAITS[message.attempts - 1]
    return False


def resume(user: User) -> None:
    """Try the person's address again: what has waited leaves at the next round."""
    user.mail_failures, user.mail_stopped_at = 0, None


def drop_unsent(user: User) -> None:
    """Take back all that is queued for the person."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.user_id == user.id, OutboxMessage.sent_at.is_(None)
        )
    )
