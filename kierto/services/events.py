"""Writing the history that people read beside a listing."""

from datetime import datetime
from typing import Any

from kierto.db import session
from kierto.models import Claim, Event, Listing, Unit, User

_FREES_NOTHING = frozenset({"claimed", "queued", "promoted", "approved", "lent", "confirmed"})
"""Kinds after which a listing cannot meet a want that it did not meet before."""


def record(
    kind: str,
    *,
    listing: Listing,
    now: datetime,
    claim: Claim | None = None,
    person: User | None = None,
    unit: Unit | None = None,
    **data: Any,  # noqa: ANN401
) -> None:
    """Add one line: ``kind`` is a word of ``kierto.wording.EVENTS``."""
    session.flush()
    session.add(
        Event(
            listing_id=listing.id,
            claim_id=None if claim is None else claim.id,
            kind=kind,
            user_id=None if person is None else person.id,
            unit_id=None if unit is None else unit.id,
            data=data,
            happened_at=now,
            is_searched=kind in _FREES_NOTHING,
        )
    )
