"""What a person has been told of, and what does not interest them."""

from sqlalchemy import select

from kierto.db import session
from kierto.models import Alert, User, Want


def dismissed_of(want: Want, user: User) -> frozenset[int]:
    """Ids of the listings that ``user`` has dismissed for ``want``."""
    return frozenset(
        session.scalars(
            select(Alert.listing_id).where(
                Alert.want_id == want.id,
                Alert.user_id == user.id,
                Alert.dismissed_at.is_not(None),
            )
        )
    )
