"""What a scanned label means for the person who scanned it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from kierto.db import session
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.models import Claim, Handover, Listing, PresenceCode, User
from kierto.queries import access


def claims_to_move(listing_id: int, person: User) -> Sequence[Claim]:
    """The reserved claims of the listing that ``person`` may hand over or receive."""
    units = access.units_where(person, Permission.RECORD_HANDOVER)
    return session.scalars(
        select(Claim)
        .join(Listing, Listing.id == Claim.listing_id)
        .where(
            Claim.listing_id == listing_id,
            Claim.state == ClaimState.RESERVED,
            # What is lent is recorded as a loan, on the page of its claim.
            Claim.loan_days.is_(None),
            or_(Claim.unit_id.in_(units), Listing.unit_id.in_(units)),
        )
        .order_by(Claim.pickup_by, Claim.id)
    ).all()


def handovers_to_confirm(listing_id: int, person: User) -> Sequence[Handover]:
    """What has moved of the listing and waits for the word of ``person``'s side."""
    units = access.units_where(person, Permission.RECORD_HANDOVER)
    return session.scalars(
        select(Handover)
        .where(
            Handover.listing_id == listing_id,
            or_(
                Handover.giver_unit_id.in_(units) & Handover.giver_confirmed_at.is_(None),
                Handover.receiver_unit_id.in_(units) & Handover.receiver_confirmed_at.is_(None),
            ),
            # Who has confirmed one side does not confirm the other.
            Handover.giver_confirmed_by_id.is_distinct_from(person.id),
            Handover.receiver_confirmed_by_id.is_distinct_from(person.id),
        )
        .order_by(Handover.id.desc())
    ).all()


def code_shown_by(claim: Claim, person: User, now: datetime) -> PresenceCode | None:
    """The code that ``person`` shows for ``claim``, while it is good."""
    return session.scalar(
        select(PresenceCode)
        .where(
            PresenceCode.claim_id == claim.id,
            PresenceCode.user_id == person.id,
            PresenceCode.expires_at > now,
        )
        .limit(1)
    )
