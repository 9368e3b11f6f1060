"""Bearer tokens: made once, shown once, kept as a digest only."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update

from kierto.db import session
from kierto.models import Token, User

PREFIX = "kierto_"
"""So that a token is recognised where it should not be, in a log or a repository."""


def create(user: User, now: datetime, *, name: str = "") -> str:
    """A new token that acts for ``user``; the only moment at which it can be read."""
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        Token(user_id=user.id, name=name.strip()[:100], digest=digest(token), created_at=now)
    )
    return token


def revoke_all(user: User, now: datetime) -> None:
    """End every token of ``user``."""
    session.execute(
        update(Token)
        .where(Token.user_id == user.id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def person_of(token: str, now: datetime) -> User | None:
    """Whose token this is, if it is good at ``now`` and the person may still sign in."""
    found = session.scalar(select(Token).where(Token.digest == digest(token)))
    if found is None or (found.revoked_at is not None and found.revoked_at <= now):
        return None
    return found.user if found.user.is_active else None


def digest(token: str) -> str:
    """SHA-256 (hex): enough for a random token, which cannot be guessed from a list."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
