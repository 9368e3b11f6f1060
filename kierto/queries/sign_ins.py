"""Open sessions of a person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from kierto.db import session
from kierto.models import SignIn, User


def open_sign_in(key: str, now: datetime) -> SignIn | None:
    """The session with ``key``, if it has neither ended nor run out and its person is active."""
    found = session.scalar(
        select(SignIn).where(SignIn.key == key, SignIn.ended_at.is_(None), SignIn.expires_at > now)
    )
    return found if found is not None and found.user.is_active else None


def open_sign_ins(user: User, now: datetime) -> Sequence[SignIn]:
    """Where the person is signed in, newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()
