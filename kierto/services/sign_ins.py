"""Signing in and out: each browser's session is a row that can be ended."""

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.models import SignIn, User

SHORT = timedelta(hours=12)
REMEMBERED = timedelta(days=30)

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))


class WrongPassword(Refused):
    """The same sentence whether the address or the password is unknown."""

    status = 401
    message = N_("The e-mail address or the password is not right. Check both and try again.")


def sign_in(email: str, password: str, *, remember: bool, now: datetime) -> SignIn:
    """Begin a session for the person with ``email``. Raises WrongPassword."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    kept = _NOBODY if user is None or user.password_hash is None else user.password_hash
    try:
        _hasher.verify(kept, password)
    except VerifyMismatchError as mismatch:
        raise WrongPassword from mismatch
    if user is None or not user.is_active:
        raise WrongPassword
    started = SignIn(
        key=secrets.token_urlsafe(32),
        user=user,
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
