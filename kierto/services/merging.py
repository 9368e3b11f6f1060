"""What moves from a unit that closes to the one that takes over."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from kierto.db import session
from kierto.domain.states import ClaimState, ListingState, WantState
from kierto.domain.stream import StreamState
from kierto.domain.units import Quantity
from kierto.models import Claim, Listing, Membership, Stream, Unit, Want
from kierto.services import claims, stock

_ACTIVE = [state for state in ClaimState if state.is_active]
MERGED = "merged"
"""The reason of a claim that ends because giver and claimer became one unit."""


def is_busy(unit: Unit) -> bool:
    """Whether anything would be left without a keeper."""
    questions = (
        select(Listing.id).where(_going_on(unit)),
        select(Claim.id).where(Claim.unit_id == unit.id, Claim.state.in_(_ACTIVE)),
        select(Want.id).where(Want.unit_id == unit.id, Want.state == WantState.OPEN),
        select(Stream.id).where(Stream.unit_id == unit.id, Stream.state != StreamState.ENDED),
        select(Membership.id).where(Membership.unit_id == unit.id),
        select(Unit.id).where(Unit.parent_id == unit.id, Unit.archived_at.is_(None)),
    )
    return any(session.scalar(question.limit(1)) is not None for question in questions)


def merge(unit: Unit, successor: Unit, *, now: datetime) -> None:
    """Give what goes on to ``successor``: listings, claims, streams, needs, people and units.

    Claims between the two end, because nobody claims from themselves. What has ended stays with
    the closed unit; the ledger is not touched.
    """
    for listing_id in session.scalars(select(Listing.id).where(_going_on(unit))).all():
        _take_listing(listing_id, successor, now)
    active = select(Claim.id).where(Claim.unit_id == unit.id, Claim.state.in_(_ACTIVE))
    for claim_id in session.scalars(active.order_by(Claim.listing_id, Claim.id)).all():
        claims.locked_claim(claim_id).unit = successor
    session.flush()
    _end_claims_on_own_listings(successor, now)
    session.execute(
        update(Want)
        .where(Want.unit_id == unit.id, Want.state == WantState.OPEN)
        .values(unit_id=successor.id, changed_at=now)
    )
    session.execute(
        update(Stream)
        .where(Stream.unit_id == unit.id, Stream.state != StreamState.ENDED)
        .values(unit_id=successor.id, changed_at=now)
    )
    _take_people(unit, successor)
    for child in list(unit.children):
        if child.archived_at is None:
            child.parent = successor
    session.flush()


def _going_on(unit: Unit) -> ColumnElement[bool]:
    return (Listing.unit_id == unit.id) & or_(
        Listing.state != ListingState.CLOSED, Listing.reserved > Quantity(0)
    )


def _take_listing(listing_id: int, successor: Unit, now: datetime) -> None:
    listing = stock.lock(listing_id)
    if listing.reference is not None:
        taken = select(Listing.id).where(
            Listing.unit_id == successor.id, Listing.reference == listing.reference
        )
        if session.scalar(taken) is not None:
            listing.reference = f"{listing.unit.code}:{listing.reference}"[:120]
    listing.unit = successor
    stock.touch(listing, now)
    session.flush()


def _end_claims_on_own_listings(unit: Unit, now: datetime) -> None:
    own = (
        select(Claim.id)
        .join(Listing, Claim.listing_id == Listing.id)
        .where(Claim.unit_id == unit.id, Listing.unit_id == unit.id, Claim.state.in_(_ACTIVE))
        .order_by(Claim.listing_id, Claim.id)
    )
    for claim_id in session.scalars(own).all():
        claims.drop(claim_id, reason=MERGED, now=now)


def _take_people(unit: Unit, successor: Unit) -> None:
    held = {
        (m.user_id, m.role)
        for m in session.scalars(select(Membership).where(Membership.unit_id == successor.id))
    }
    for membership in session.scalars(select(Membership).where(Membership.unit_id == unit.id)):
        if (membership.user_id, membership.role) in held:
            session.delete(membership)
        else:
            membership.unit = successor
    session.flush()
