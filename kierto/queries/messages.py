"""The messages of a claim."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.models import Claim, Message


def messages_of(claim: Claim) -> list[Message]:
    """What was written about a claim, the oldest first (for those who may see the claim)."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.claim_id == claim.id)
            .options(joinedload(Message.unit), joinedload(Message.author))
            .order_by(Message.written_at, Message.id)
        )
    )
