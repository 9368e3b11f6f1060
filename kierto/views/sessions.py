"""Which person a browser's cookie stands for."""

from datetime import UTC, datetime

from sqlalchemy import select

from kierto.db import session
from kierto.models import SignIn, User


def load(key: str) -> User | None:
    """The person whose sign-in has ``key`` and is still good."""
    now = datetime.now(UTC)
    sign_in = session.scalar(
        select(SignIn).where(
            SignIn.key == key, SignIn.ended_at.is_(None), SignIn.expires_at > now
        )
    )
    return sign_in.user if sign_in is not None and sign_in.user.is_active else None
