"""The newest listings that are open to everybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.period import local_day
from kierto.domain.states import ListingState
from kierto.domain.visibility import Viewer
from kierto.models import Listing
from kierto.queries.visibility import visible_to

LENGTH = 50


def public_listings(now: datetime) -> Sequence[Listing]:
    """Open listings that a visitor may see, at most ``LENGTH``, the latest published first.

    Who asks does not matter: all see the same.
    """
    return session.scalars(
        select(Listing)
        .where(
            Listing.state == ListingState.OPEN,
            or_(Listing.available_until.is_(None), Listing.available_until >= local_day(now)),
            visible_to(Viewer(), now),
        )
        .options(joinedload(Listing.unit), joinedload(Listing.category))
        .order_by(Listing.public_from.desc(), Listing.id.desc())
        .limit(LENGTH)
    ).all()
