"""Claims in both directions: asking, answering, taking back."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotFound, Refused
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.forms.claims import ClaimForm, LowerForm, ReasonForm
from kierto.forms.messages import MessageForm
from kierto.models import Claim, Listing, Unit
from kierto.queries import access
from kierto.queries.claims import claim_of_party, from_units, to_units
from kierto.queries.visibility import visible_listing
from kierto.services import claims
from kierto.services.submissions import KeyReused
from kierto.views import refusals
from kierto.views.arranging import arranged
from kierto.views.cards import card_of
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.wording import explain

blueprint = Blueprint("claims", __name__)

ONE = "/claims/<int(max=9007199254740991):claim_id>"


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The page of a listing shows its claims with ``claims/_of_listing.html``."""
    return {"claim_shown": claim_shown}


@blueprint.get("/claims")
@signed_in
def index() -> str:
    """What our units have asked for, and what others ask of them."""
    units, ended = viewer().units, "ended" in request.args
    return render_template(
        "claims/index.html",
        ended=ended,
        may_tell_hours=access.may(person(), Permission.POST_LISTING),
        may_drive=access.may(person(), Permission.DRIVE),
        to_us=[claim_shown(claim) for claim in to_units(units, active=not ended)],
        from_us=[claim_shown(claim) for claim in from_units(units, active=not ended)],
    )


@blueprint.get(ONE)
@signed_in
def show(claim_id: int) -> str:
    """One claim: its way so far and what can be done now."""
    return claim_page(claim_of_party(claim_id, viewer()))


@blueprint.post("/listings/<int(max=9007199254740991):listing_id>/claims", endpoint="request")
@requires(Permission.CLAIM)
def ask(listing_id: int) -> Response | tuple[str, int]:
    """Claim some of a listing; a refusal shows the form again with what was typed."""
    listing = visible_listing(listing_id, viewer(), now())
    units = [u for u in access.choices_where(person(), Permission.CLAIM) if u.id != listing.unit_id]
    form = ClaimForm()
    unit = _chosen(units, form.unit.data) or (units[0] if len(units) == 1 else None)
    if not form.validate():
        return _refused(listing, form, units, 422)
    if unit is None:
        form.unit.errors = [_("Choose the unit for which you claim.")]
        return _refused(listing, form, units, 422)
    try:
        with transaction():
            claim = claims.request(
                listing_id,
                unit,
                form.quantity.data,
                person=person(),
                now=now(),
                key=form.key.data or None,
                purpose=form.purpose.data or "",
                loan_days=form.loan_days.data,
            )
            claim_id, state = claim.id, claim.state
    except KiertoError as error:
        if isinstance(error, NotFound):
            raise
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        listing = visible_listing(listing_id, viewer(), now())
        return _refused(listing, form, units, refusals.show(error, form))
    _thank(state, listing)
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


@blueprint.post(f"{ONE}/approve")
@requires(Permission.DECIDE_CLAIM)
def approve(claim_id: int) -> Response | tuple[str, int]:
    """The giver says yes."""
    return _change(
        claim_id,
        lambda: claims.approve(claim_id, person=person(), now=now()),
        _("The claim is approved. The receiver now sees how to reach you."),
    )


@blueprint.post(f"{ONE}/decline")
@requires(Permission.DECIDE_CLAIM)
def decline(claim_id: int) -> Response | tuple[str, int]:
    """The giver says no."""
    reason = ReasonForm().reason.data or ""
    return _change(
        claim_id,
        lambda: claims.decline(claim_id, person=person(), now=now(), reason=reason[:300]),
        _("The claim is declined. The amount is free again."),
    )


@blueprint.post(f"{ONE}/cancel")
@signed_in
def cancel(claim_id: int) -> Response | tuple[str, int]:
    """Either side takes the claim back."""
    reason = ReasonForm().reason.data or ""
    return _change(
        claim_id,
        lambda: claims.cancel(claim_id, person=person(), now=now(), reason=reason[:300]),
        _("The claim is cancelled. The amount is free again."),
    )


@blueprint.post(f"{ONE}/lower")
@requires(Permission.CLAIM)
def lower(claim_id: int) -> Response | tuple[str, int]:
    """The claimer needs less; a refusal is told on the page of the claim."""
    claim = claim_of_party(claim_id, viewer())
    form = LowerForm()
    if not form.validate():
        return claim_page(claim, refusal=" ".join(map(str, form.quantity.errors))), 422
    quantity = form.quantity.data
    try:
        return _change(
            claim_id,
            lambda: claims.lower(claim_id, quantity, person=person(), now=now()),
            _("The claim is smaller now. The rest is free again."),
        )
    except Refused as error:
        return claim_page(claim_of_party(claim_id, viewer()), refusal=explain(error)), error.status


def _change(claim_id: int, act: Callable[[], Claim], done: str) -> Response | tuple[str, int]:
    """Do it and show the claim; a step that is no longer possible is told there."""
    claim_of_party(claim_id, viewer())
    try:
        with transaction():
            act()
    except KiertoError as error:
        if error.status != 409:
            raise
        return claim_page(claim_of_party(claim_id, viewer()), refusal=explain(error)), error.status
    flash(done, "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


def claim_page(claim: Claim, refusal: str = "", written: MessageForm | None = None) -> str:
    """The page of a claim; ``written`` is a message that was refused, shown as it was typed."""
    return render_template(
        "claims/show.html",
        shown=claim_shown(claim),
        arranged=arranged(claim),
        refusal=refusal,
        written=written,
    )


def _refused(listing: Listing, form: ClaimForm, units: list[Unit], status: int) -> tuple[str, int]:
    form.unit.choices = [(unit.code, unit.name) for unit in units]
    page = render_template(
        "claims/refused.html", form=form, listing=listing, card=card_of(listing), units=units
    )
    return page, status


def _chosen(units: list[Unit], code: str | None) -> Unit | None:
    return next((unit for unit in units if unit.code == code), None)


def _thank(state: ClaimState, listing: Listing) -> None:
    """Say what happens next."""
    giver = listing.unit.name
    if state is ClaimState.REQUESTED:
        flash(_("Your claim waits for approval by %(unit)s. You get a message.", unit=giver))
    elif state is ClaimState.RESERVED:
        flash(_("It is reserved for you. Agree with %(unit)s on fetching it.", unit=giver))
    else:
        flash(_("You are in the queue. You get a message when it is your turn."))
