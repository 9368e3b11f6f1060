"""Which person a browser's cookie stands for."""

from datetime import UTC, datetime

from sqlalchemy import select

from kierto.db import session
from kierto.models import SignIn, User


class Session:
    """What Flask-Login keeps of a sign-in: its key, not the person's id."""

    def __init__(self, key: str, user: User) -> None:
        self._key = key
        self._user = user

    def get_id(self) -> str:
        return self._key

    def __getattr__(self, name: str) -> object:
        return getattr(self._user, name)


def load(key: str) -> User | None:
    """The person whose sign-in has ``key`` and is still good."""
    now = datetime.now(UTC)
    sign_in = session.scalar(
        select(SignIn).where(SignIn.key == key, SignIn.ended_at.is_(None), SignIn.expires_at > now)
    )
    return sign_in.user if sign_in is not None and sign_in.user.is_active else None
