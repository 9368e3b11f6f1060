"""Bearer tokens of the API: shown once, kept as a hash."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.models import Token, User

PREFIX = "kierto_"
"""So that a token that was published by mistake is recognised for what it is."""


class TokenNeedsName(Refused):
    message = N_("Give the token a name that tells what uses it, such as “Reports to Excel”.")


def create(user: User, *, name: str, now: datetime) -> tuple[Token, str]:
    """A new token and its text, which nobody can show again. Raises TokenNeedsName."""
    if not name.strip():
        raise TokenNeedsName(field="name")
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token(user=user, name=name.strip()[:100], digest=digest(text), created_at=now)
    session.add(token)
    session.flush()
    return token, text


def revoke(token_id: int, *, person: User, now: datetime) -> None:
    """End one of the person's own tokens; somebody else's id changes nothing."""
    session.execute(
        update(Token)
        .where(Token.id == token_id, Token.user_id == person.id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(user: User, *, now: datetime) -> None:
    """End every token of the person."""
    session.execute(
        update(Token)
        .where(Token.user_id == user.id, Token.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def person_of(text: str, now: datetime) -> User | None:
    """Whom a token acts for; None when it is unknown, revoked, or its person may not sign in."""
    token = session.scalar(select(Token).where(Token.digest == digest(text)))
    if token is None or (token.revoked_at is not None and token.revoked_at <= now):
        return None
    return token.user if token.user.is_active else None


def digest(text: str) -> str:
    """The hash under which a token's text is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
