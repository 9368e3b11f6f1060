"""What is lent now."""

from sqlalchemy import select

from kierto.db import session
from kierto.domain.states import ClaimState
from kierto.models import Claim, Loan


def loan_of(claim: Claim) -> Loan | None:
    """The loan that the claim is or was."""
    return session.scalar(select(Loan).where(Loan.claim_id == claim.id))


def running() -> list[Loan]:
    """What is out now, in the order in which it is due."""
    return list(
        session.scalars(
            select(Loan)
            .join(Claim, Claim.id == Loan.claim_id)
            .where(Claim.state == ClaimState.LENT)
            .order_by(Loan.due_on, Loan.id)
        )
    )
