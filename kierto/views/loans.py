"""Lending what a claim has reserved, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.domain.loan import ReturnedAs
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.loans import LendForm, ReturnForm
from kierto.models import Claim
from kierto.queries.claims import claim_of_party
from kierto.services import loans
from kierto.views import refusals
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, viewer
from kierto.views.lending import loan_shown

blueprint = Blueprint("loans", __name__)

ONE = "/claims/<int(max=9007199254740991):claim_id>"


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The page of a claim shows its loan with ``claims/_loan.html``."""
    return {"loan_shown": loan_shown}


@blueprint.route(f"{ONE}/loan", methods=["GET", "POST"])
@requires(Permission.RECORD_HANDOVER)
def begin(claim_id: int) -> Response | tuple[str, int]:
    """The borrower has fetched it."""
    claim = claim_of_party(claim_id, viewer())
    form = LendForm(data={"day": local_day(now())})
    if not form.is_submitted():
        return _page("loans/begin.html", claim, form)
    if not form.validate():
        return _page("loans/begin.html", claim, form, 422)
    try:
        with transaction():
            loans.begin(claim_id, on=form.day.data, person=person(), now=now())
    except KiertoError as error:
        status = refusals.show(error, form)
        return _page("loans/begin.html", claim_of_party(claim_id, viewer()), form, status)
    flash(_("It is on loan. Its return is recorded on this page."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


@blueprint.route(f"{ONE}/return", methods=["GET", "POST"])
@requires(Permission.RECORD_HANDOVER)
def bring_back(claim_id: int) -> Response | tuple[str, int]:
    """The lender has it again."""
    claim = claim_of_party(claim_id, viewer())
    form = ReturnForm(data={"day": local_day(now()), "returned_as": ReturnedAs.GOOD.value})
    form.offer_choices()
    if not form.is_submitted():
        return _page("loans/return.html", claim, form)
    if not form.validate():
        return _page("loans/return.html", claim, form, 422)
    try:
        with transaction():
            loans.bring_back(
                claim_id,
                on=form.day.data,
                returned_as=ReturnedAs(form.returned_as.data),
                note=form.note.data or "",
                person=person(),
                now=now(),
            )
    except KiertoError as error:
        status = refusals.show(error, form)
        return _page("loans/return.html", claim_of_party(claim_id, viewer()), form, status)
    flash(_("It is back. The amount can be claimed again."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


def _page(
    template: str, claim: Claim, form: LendForm | ReturnForm, status: int = 200
) -> tuple[str, int]:
    page = render_template(template, form=form, shown=claim_shown(claim), loan=loan_shown(claim))
    return page, status
