"""Signing in and out: each browser's session is a row that can be ended."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.models import SignIn, User
from kierto.services import passwords

SHORT = timedelta(hours=12)
REMEMBERED = timedelta(days=30)


class WrongPassword(Refused):
    """The same sentence whether the address or the password is unknown."""

    status = 401
    message = N_("The e-mail address or the password is not right. Check both and try again.")


def sign_in(
    email: str, password: str, *, remember: bool, now: datetime, browser: str = ""
) -> SignIn:
    """Begin a session for the person with ``email``. Raises WrongPassword."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    right = passwords.matches(user, password)
    if user is None or not right or not user.is_active:
        raise WrongPassword
    return begin(user, remember=remember, now=now, browser=browser)


def begin(user: User, *, remember: bool, now: datetime, browser: str = "") -> SignIn:
    """A new session with a key of its own, for somebody who has shown who they are."""
    started = SignIn(
        key=secrets.token_urlsafe(32),
        user=user,
        browser=browser[:60],
        created_at=now,
        expires_at=now + (REMEMBERED if remember else SHORT),
    )
    session.add(started)
    return started


def sign_out(key: str, *, now: datetime) -> None:
    """End the session with ``key``; a copied cookie is then worth nothing."""
    session.execute(
        update(SignIn).where(SignIn.key == key, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end(sign_in_id: int, *, person: User, now: datetime) -> None:
    """End one of the person's own sessions; somebody else's id changes nothing."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == person.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
