"""The amounts of a listing: locked before anybody decides on them, settled after every change."""

from datetime import datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.states import LISTING_CHANGES, ListingState, become
from kierto.models import Listing


def lock(listing_id: int) -> Listing:
    """The listing, locked until the transaction ends: every change of amounts begins here."""
    listing = session.scalar(
        select(Listing)
        .where(Listing.id == listing_id)
        .with_for_update(of=Listing)
        .execution_options(populate_existing=True)
    )
    if listing is None:
        raise NotFound
    return listing


def touch(listing: Listing, now: datetime) -> None:
    """Mark the listing as changed, so that an older copy of it counts as stale."""
    listing.version += 1
    listing.changed_at = now


def settle(listing: Listing, now: datetime) -> None:
    """Close a listing of which nothing is left, open it again when something came back."""
    nothing_left = not listing.free and not listing.reserved
    if listing.state in {ListingState.OPEN, ListingState.DRAFT} and nothing_left:
        listing.state = become(listing.state, ListingState.CLOSED, LISTING_CHANGES)
    elif listing.state is ListingState.CLOSED and not nothing_left:
        # What was never offered does not become an offer because an entry was corrected.
        again = ListingState.OPEN if listing.opened_at is not None else ListingState.DRAFT
        listing.state = become(listing.state, again, LISTING_CHANGES)
    touch(listing, now)
