"""Forgetting what is no longer needed of people: old sessions, links, texts of sent mail."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update

from kierto.db import session
from kierto.models import OutboxMessage, PasswordLink, RateCount, SignIn

KEPT = timedelta(days=30)


def tidy(now: datetime) -> None:
    """Forget what ended or was sent more than ``KEPT`` ago; that a mail was sent stays known."""
    before = now - KEPT
    session.execute(delete(SignIn).where(or_(SignIn.ended_at < before, SignIn.expires_at < before)))
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at < before))
    session.execute(delete(RateCount).where(RateCount.expires_at < now))
    session.execute(
        update(OutboxMessage)
        .where(
            or_(OutboxMessage.sent_at < before, OutboxMessage.failed_at < before),
            OutboxMessage.body != "",
        )
        .values(body="", subject="", html="")
    )
