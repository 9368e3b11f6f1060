"""A loan as people see it."""

from dataclasses import dataclass

from flask_babel import gettext as _

from kierto import formats
from kierto.domain.loan import ReturnedAs
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.models import Claim, Loan
from kierto.queries import access
from kierto.queries.loans import loan_of
from kierto.views.guards import now, person
from kierto.wording import label


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanShown:
    """The loan that a claim is to be, is or was, with what this person can do about it."""

    days: int
    loan: Loan | None
    is_late: bool
    state_text: str
    returned_text: str
    may_lend: bool
    may_take_back: bool


def loan_shown(claim: Claim) -> LoanShown | None:
    """The loan of ``claim`` for the person who looks; None for what is given for good."""
    if claim.loan_days is None:
        return None
    loan, lender = loan_of(claim), claim.listing.unit_id
    records = Permission.RECORD_HANDOVER
    is_late = is_late_now(claim, loan)
    return LoanShown(
        days=claim.loan_days,
        loan=loan,
        is_late=is_late,
        state_text=_state(loan, is_late=is_late) if claim.state is ClaimState.LENT else "",
        returned_text=returned_text(loan),
        may_lend=claim.state is ClaimState.RESERVED
        and any(access.may(person(), records, unit) for unit in (lender, claim.unit_id)),
        may_take_back=claim.state is ClaimState.LENT and access.may(person(), records, lender),
    )


def is_late_now(claim: Claim, loan: Loan | None) -> bool:
    """Whether it is out and its last day has passed."""
    is_out = claim.state is ClaimState.LENT
    return is_out and loan is not None and loan.due_on < local_day(now())


def returned_text(loan: Loan | None) -> str:
    """How it came back: “in good order”, “damaged: a leg is bent”."""
    if loan is None or loan.returned_as is None:
        return ""
    how = label(loan.returned_as)
    return f"{how}: {loan.note}" if loan.returned_as is ReturnedAs.DAMAGED else how


def _state(loan: Loan | None, *, is_late: bool) -> str:
    if loan is None:
        return ""
    day = formats.day(loan.due_on)
    if is_late:
        return str(_("Late: it was to be back by %(day)s.", day=day))
    return str(_("On loan until %(day)s.", day=day))
