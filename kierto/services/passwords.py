"""Passwords: what is good enough, how they are kept, and the links that set them."""

import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from kierto.db import session
from kierto.domain.errors import N_, Refused
from kierto.models import PasswordLink, SignIn, User

SHORTEST = 10
LONGEST = 200
RESET_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=14)

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))
"""Verified when there is no such account, so that the answer takes as long as for a real one."""


class WeakPassword(Refused):
    message = N_("A password needs at least %(shortest)s characters. Several words are good.")


class PasswordIsAddress(Refused):
    message = N_("The password is too easy to guess: it must not be your e-mail address.")


class WrongOldPassword(Refused):
    message = N_("The current password is not right. Nothing was changed.")


class DeadLink(Refused):
    """A link that was used, replaced, or is too old; the answer is the same for all."""

    status = 410
    message = N_(
        "This link no longer works. Ask for a new one: each works once and for a short time."
    )


def matches(user: User | None, password: str) -> bool:
    """Whether ``password`` is the person's; takes as long when there is no such person."""
    kept = None if user is None else user.password_hash
    try:
        _hasher.verify(kept or _NOBODY, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def set_password(user: User, password: str) -> None:
    """Store a new password. Raises WeakPassword or PasswordIsAddress."""
    if not SHORTEST <= len(password.strip()) or len(password) > LONGEST:
        raise WeakPassword(field="password", shortest=SHORTEST)
    if user.email and password.strip().lower() in {user.email, user.email.partition("@")[0]}:
        raise PasswordIsAddress(field="password")
    user.password_hash = _hasher.hash(password)


def end_sign_ins(user: User, *, now: datetime, but: str | None = None) -> None:
    """End all sessions of the person, except the one whose key is ``but``."""
    session.execute(
        update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.key != (but or ""))
        .values(ended_at=now)
    )


def change(user: User, old: str, new: str, *, now: datetime) -> None:
    """Change the own password; every session ends (the view begins a new one).

    Raises WrongOldPassword and the refusals of ``set_password``.
    """
    if not matches(user, old):
        raise WrongOldPassword(field="old")
    set_password(user, new)
    end_sign_ins(user, now=now)
    end_links(user, now=now)


def make_link(user: User, *, lasts: timedelta, now: datetime) -> str:
    """The secret of a new link; earlier ones end."""
    end_links(user, now=now)
    secret = secrets.token_urlsafe(32)
    session.add(
        PasswordLink(digest=_digest(secret), user=user, created_at=now, expires_at=now + lasts)
    )
    return secret


def end_links(user: User, *, now: datetime) -> None:
    """Make every unused link of the person worthless."""
    session.execute(
        update(PasswordLink)
        .where(PasswordLink.user_id == user.id, PasswordLink.used_at.is_(None))
        .values(used_at=now)
    )


def owner_of_link(secret: str, *, now: datetime) -> User:
    """Whose link this is. Raises DeadLink."""
    link = session.scalar(
        select(PasswordLink).where(
            PasswordLink.digest == _digest(secret),
            PasswordLink.used_at.is_(None),
            PasswordLink.expires_at > now,
        )
    )
    if link is None or not link.user.is_active:
        raise DeadLink
    return link.user


def use_link(secret: str, password: str, *, now: datetime) -> User:
    """Set the password by a link, which is then used up; all sessions of the person end.

    Raises DeadLink (also for the second of two at once) and the refusals of ``set_password``.
    """
    user = owner_of_link(secret, now=now)
    set_password(user, password)
    used = session.execute(
        update(PasswordLink)
        .where(PasswordLink.digest == _digest(secret), PasswordLink.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise DeadLink
    end_links(user, now=now)
    end_sign_ins(user, now=now)
    return user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
