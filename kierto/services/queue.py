"""Those who wait for a listing, and how they move up when quantity comes back.

Whoever makes quantity free calls ``promote`` in the same transaction: a claim that ends, a
handover of less, a correction, a raised amount, a listing that is opened again.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from kierto.db import session
from kierto.domain.period import local_day
from kierto.domain.states import CLAIM_CHANGES, ClaimState, ListingState, become
from kierto.domain.units import Quantity
from kierto.models import Claim, Listing
from kierto.services import events, notices, stock


def waiting(listing: Listing, *, but: Claim | None = None) -> list[Claim]:
    """Who waits and can still be served, in the order they came.

    Numbers are given while the listing is locked, so they tell the order better than the clocks
    of several processes. A claim for more than is left in all keeps its place, but holds up
    nobody behind it.
    """
    claims = session.scalars(
        select(Claim)
        .where(Claim.listing_id == listing.id, Claim.state == ClaimState.WAITING)
        .order_by(Claim.id)
    )
    return [claim for claim in claims if claim is not but and claim.quantity <= listing.left]


def promote(listing: Listing, now: datetime) -> int:
    """Give free quantity to those who wait (the listing is locked); how many got it.

    The queue is strict: while the first in it cannot be served in full, nobody overtakes.
    """
    promoted = 0
    if listing.state is not ListingState.OPEN:
        return promoted
    for claim in waiting(listing):
        if claim.quantity > listing.free:
            break
        hold(claim, now)
        events.record(
            "promoted",
            listing=listing,
            claim=claim,
            unit=claim.unit,
            now=now,
            quantity=str(claim.quantity),
        )
        notices.claim_held(claim, now)
        if claim.state is ClaimState.RESERVED:
            notices.claim_approved(claim, now)
        promoted += 1
    return promoted


def hold(claim: Claim, now: datetime) -> None:
    """Keep the claim's quantity away from others: ``requested`` where the giver approves."""
    listing = claim.listing
    approves = listing.organisation.approves_claims
    target = ClaimState.REQUESTED if approves else ClaimState.RESERVED
    claim.state = become(claim.state, target, CLAIM_CHANGES)
    if target is ClaimState.RESERVED:
        set_pickup(claim, now)
    listing.reserved += claim.quantity
    stock.settle(listing, now)


def set_pickup(claim: Claim, now: datetime) -> None:
    """Start the days within which a reservation is fetched: when it is yours and there."""
    listing = claim.listing
    begins = max(local_day(now), listing.available_from or date.min)
    claim.pickup_by = begins + timedelta(days=listing.organisation.pickup_days)


def goods_come_later(listing: Listing) -> None:
    """Who has reserved keeps the full days when the goods can be fetched only later."""
    if listing.available_from is None:
        return
    earliest = listing.available_from + timedelta(days=listing.organisation.pickup_days)
    for claim in session.scalars(
        select(Claim).where(
            Claim.listing_id == listing.id,
            Claim.state == ClaimState.RESERVED,
            Claim.pickup_by < earliest,
        )
    ):
        claim.pickup_by = earliest


def give_back(claim: Claim, amount: Quantity, now: datetime) -> None:
    """Return ``amount`` of a claim that holds it to the listing (which is locked)."""
    claim.returned += amount
    claim.listing.reserved -= amount
    stock.settle(claim.listing, now)
