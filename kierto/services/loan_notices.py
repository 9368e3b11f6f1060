"""Mails about things that are lent."""

from datetime import datetime

from babel.dates import format_date

from kierto.domain.errors import N_
from kierto.domain.permissions import Permission
from kierto.models import Loan, User
from kierto.queries import people
from kierto.services import outbox
from kierto.services.letters import say

DUE = N_("Bring back by %(day)s: %(title)s")
DUE_BODY = N_(
    "%(borrower)s has “%(title)s” on loan from %(lender)s. Bring it back by %(day)s.\n\n%(link)s"
)
LATE = N_("Late: %(title)s")
LATE_BODY = N_(
    "“%(title)s”, lent by %(lender)s to %(borrower)s, was to be back by %(day)s. Bring it back, or "
    "agree on a new day with each other. The lender records the return here:\n\n%(link)s"
)


def due(loan: Loan, now: datetime) -> int:
    """The borrower hears that the last day is near, once; how many people were told."""
    return _tell(loan, _borrowers(loan), f"due {loan.due_on}", (DUE, DUE_BODY), now)


def late(loan: Loan, *, weeks: int, now: datetime) -> int:
    """Both sides hear that the day has passed, once for each of the whole ``weeks`` since."""
    both = {user.id: user for user in (*_borrowers(loan), *_lenders(loan))}
    kind = f"late {loan.due_on} {weeks}"
    return _tell(loan, list(both.values()), kind, (LATE, LATE_BODY), now)


def _borrowers(loan: Loan) -> list[User]:
    return people.members_who(Permission.CLAIM, loan.claim.unit)


def _lenders(loan: Loan) -> list[User]:
    return people.members_who(Permission.RECORD_HANDOVER, loan.claim.listing.unit)


def _tell(
    loan: Loan, receivers: list[User], kind: str, sentences: tuple[str, str], now: datetime
) -> int:
    told = 0
    claim = loan.claim
    subject, body = sentences
    for user in receivers:
        words = {
            "title": claim.listing.title,
            "borrower": claim.unit.name,
            "lender": claim.listing.unit.name,
            "day": format_date(loan.due_on, "short", locale=user.language),
            "link": f"{outbox.SITE}/claims/{claim.id}",
        }
        message = outbox.tell(
            user,
            key=f"loan {loan.id} {kind} {user.id}",
            subject=say(user.language, subject, **words),
            body=say(user.language, body, **words),
            now=now,
        )
        told += message is not None
    return told
