"""What time alone brings about: reservations lapse, offers expire, wider stages open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from kierto.db import session
from kierto.domain.states import ListingState
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Event, Listing
from kierto.services import claims, events, listings, pickups, stock, streams, tidying

LOOK_BACK = timedelta(days=7)
"""A stage that opened longer ago is no news, even if no worker ran on that day."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How many reservations lapsed, waiting claims were promoted, offers expired, stages opened."""

    lapsed: int
    promoted: int
    expired: int
    opened: int


def keep_up(now: datetime) -> Upkeep:
    """Do all that is due at ``now``. Each thing is done once, however often this runs."""
    lapsed = claims.lapse_overdue(now)
    expired = listings.expire_overdue(now)
    streams.offer_due(now)
    opened = note_openings(now)
    pickups.remind(now)
    tidying.tidy(now)
    session.flush()
    promoted = session.scalar(
        select(func.count())
        .select_from(Event)
        .where(Event.kind == "promoted", Event.happened_at == now)
    )
    return Upkeep(lapsed, promoted or 0, expired, opened)


def note_openings(now: datetime) -> int:
    """Write into the histories that a wider stage has opened by its date; how many did."""
    columns = (Listing.partners_from, Listing.companies_from, Listing.public_from)
    candidates = session.scalars(
        select(Listing.id)
        .where(
            Listing.state == ListingState.OPEN,
            or_(
                *(
                    and_(column > Listing.opened_at, column > now - LOOK_BACK, column <= now)
                    for column in columns
                )
            ),
        )
        .order_by(Listing.id)
    ).all()
    opened = 0
    for listing_id in candidates:
        listing = stock.lock(listing_id)
        stage = current_stage(listing, now)
        if listing.state is ListingState.OPEN and not _is_noted(listing, stage):
            events.record("opened_to", listing=listing, now=now, stage=stage)
            opened += 1
    return opened


def _is_noted(listing: Listing, stage: Stage) -> bool:
    told = session.scalars(
        select(Event.data).where(Event.listing_id == listing.id, Event.kind == "opened_to")
    )
    return any(data.get("stage") == stage for data in told)
