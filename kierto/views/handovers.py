"""Handovers: recording, confirming, objecting, showing."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto import formats
from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass, MassBasis
from kierto.forms.handovers import HandoverForm, ObjectionForm
from kierto.models import Claim, Handover
from kierto.queries import access
from kierto.queries.claims import claim_of_party
from kierto.queries.handovers import handover_of_party, moved, of_units, years_of
from kierto.queries.releases import leaves_public_property, release_of
from kierto.services import corrections, handovers, presence
from kierto.services.pickups import gives
from kierto.services.presence import WrongPresenceCode
from kierto.services.submissions import KeyReused
from kierto.views import refusals
from kierto.views.arranging import arranged
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.views.receipts import receipt_of

blueprint = Blueprint("handovers", __name__)

ONE = "/handovers/<int(max=9007199254740991):handover_id>"
PAGE = 30


@blueprint.get("/handovers")
@signed_in
def index() -> str:
    """What has moved from and to our units."""
    units = viewer().units
    year = request.args.get("year", type=int)
    direction = request.args.get("direction", "")
    years = years_of(units)
    found = of_units(
        units,
        year=year if year in years else None,
        direction=direction or None,
        before=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    return render_template(
        "handovers/index.html",
        found=found[:PAGE],
        more=found[PAGE - 1].handover.id if len(found) > PAGE else None,
        years=years,
        year=year if year in years else None,
        direction=direction,
        units=units,
    )


@blueprint.route("/claims/<int(max=9007199254740991):claim_id>/handover", methods=["GET", "POST"])
@requires(Permission.RECORD_HANDOVER)
def record(claim_id: int) -> Response | str | tuple[str, int]:
    """Record what moved: the amount that is open, today, unless told otherwise."""
    claim = claim_of_party(claim_id, viewer())
    form = HandoverForm(
        data={
            "key": secrets.token_urlsafe(16),
            "quantity": claim.open_quantity,
            "occurred_on": local_day(now()),
            "rest": "stays",
            "code": request.args.get("code", "")[:6],
            "data_wiped": claim.listing.data_wiped or "",
        }
    )
    if not form.is_submitted():
        return _form_page(claim, form)
    if not form.validate():
        return _form_page(claim, form), 422
    try:
        with transaction():
            handover, entry = handovers.hand_over(
                claim_id, form.move(), person=person(), now=now(), key=form.key.data or None
            )
            handover_id, mass, basis = handover.id, entry.mass, entry.mass_basis
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        if isinstance(error, WrongPresenceCode):
            with transaction():
                presence.count_try(claim_id, form.move().code, person=person())
        status = refusals.show(error, form)
        return _form_page(claim_of_party(claim_id, viewer()), form), status
    _thank(mass, basis)
    return redirect(url_for("handovers.show", handover_id=handover_id), 303)


@blueprint.get(ONE)
@signed_in
def show(handover_id: int) -> str:
    """The receipt of one handover."""
    return _receipt_page(handover_of_party(handover_id, viewer()), ObjectionForm(formdata=None))


@blueprint.post(f"{ONE}/confirm")
@requires(Permission.RECORD_HANDOVER)
def confirm(handover_id: int) -> Response:
    """The other side says that it is right."""
    handover_of_party(handover_id, viewer())
    with transaction():
        handovers.confirm(handover_id, person=person(), now=now())
    flash(_("Thank you. The handover is confirmed."), "success")
    return redirect(url_for("handovers.show", handover_id=handover_id), 303)


@blueprint.post(f"{ONE}/objection")
@requires(Permission.RECORD_HANDOVER)
def object_to(handover_id: int) -> Response | tuple[str, int]:
    """One side says what is wrong; the coordinator corrects the ledger."""
    handover = handover_of_party(handover_id, viewer())
    form = ObjectionForm()
    if not form.validate():
        return _receipt_page(handover, form), 422
    try:
        with transaction():
            handovers.object_to(
                handover_id,
                form.objection.data or "",
                person=person(),
                now=now(),
                received=form.received.data,
            )
    except KiertoError as error:
        status = refusals.show(error, form)
        return _receipt_page(handover_of_party(handover_id, viewer()), form), status
    flash(_("It is noted. The record waits for a correction."), "success")
    return redirect(url_for("handovers.show", handover_id=handover_id), 303)


@blueprint.post(f"{ONE}/agree")
@requires(Permission.RECORD_HANDOVER)
def agree(handover_id: int) -> Response:
    """The giver agrees that less arrived: the ledger is corrected so."""
    handover_of_party(handover_id, viewer())
    with transaction():
        corrections.agree_to_objection(handover_id, person=person(), now=now())
    flash(_("The record is corrected. What did not move is free again."), "success")
    return redirect(url_for("handovers.show", handover_id=handover_id), 303)


def _form_page(claim: Claim, form: HandoverForm) -> str:
    estimate = None
    if claim.open_quantity and claim.state is ClaimState.RESERVED:
        estimate = handovers.estimate_of_part(claim.listing, claim.open_quantity)
    return render_template(
        "handovers/record.html",
        form=form,
        shown=claim_shown(claim),
        estimate=estimate,
        gives=gives(person(), claim),
        lacks_release=leaves_public_property(claim) and release_of(claim) is None,
    )


def _receipt_page(handover: Handover, form: ObjectionForm) -> str:
    claim = handover.claim
    return render_template(
        "handovers/show.html",
        arranged=None if claim is None else arranged(claim),
        languages_of_receipt={"fi": "suomeksi", "sv": "på svenska", "en": "in English"},
        receipt=receipt_of(moved(handover), person()),
        form=form,
        may_see_entry=access.may(person(), Permission.SEE_LEDGER, handover.giver_unit_id),
    )


def _thank(mass: Mass | None, basis: MassBasis) -> None:
    if mass is None:
        flash(_("The handover is recorded. Its weight is still missing."), "success")
    else:
        told = formats.known_kilograms(mass, basis)
        flash(_("The handover is recorded: %(mass)s found a new user.", mass=told), "success")
