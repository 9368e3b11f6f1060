"""Reminding of what is reserved and not fetched yet, before the reservation lapses."""

from datetime import datetime, timedelta

from sqlalchemy import select

from kierto.db import session
from kierto.domain.period import local_day
from kierto.domain.states import ClaimState
from kierto.models import Claim, OutboxMessage
from kierto.queries.pickups import stops_the_clock
from kierto.services import loans, notices

DAYS_BEFORE = 2
"""A reminder leaves when this many days are left, once for each date."""


def remind(now: datetime) -> int:
    """Queue the reminders that are due; how many claims were reminded of."""
    today = local_day(now)
    claims = session.scalars(
        select(Claim)
        .where(
            Claim.state == ClaimState.RESERVED,
            Claim.pickup_by.between(today, today + timedelta(days=DAYS_BEFORE)),
            # A reservation of so few days needs no reminder on the day it was made.
            Claim.requested_at < now - timedelta(days=1),
            # An agreed time has a reminder of its own, the day before.
            ~stops_the_clock(now),
        )
        .order_by(Claim.id)
    ).all()
    keys = {claim.id: notices.reminder_key(claim) for claim in claims}
    told = session.scalars(
        select(OutboxMessage.key).where(
            OutboxMessage.created_at > now - timedelta(days=DAYS_BEFORE + 2),
            OutboxMessage.key.startswith("claim ", autoescape=True),
            OutboxMessage.key.contains(" fetch by ", autoescape=True),
        )
    ).all()
    reminded = 0
    for claim in claims:
        if not any(key.startswith(keys[claim.id]) for key in told):
            reminded += notices.claim_to_be_fetched(claim, now)
    return reminded + loans.remind(now)
