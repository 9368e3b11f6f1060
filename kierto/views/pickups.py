"""Agreeing on a time for fetching, ordering transport, and the drivers' list."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.domain.opening import Slot
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.pickups import ProposalForm, TransportForm
from kierto.models import Claim, Transport
from kierto.queries import pickups as pickup_queries
from kierto.queries.claims import claim_of_party
from kierto.services import pickups, transports
from kierto.services.handovers import estimate_of_part
from kierto.views import refusals
from kierto.views.arranging import arranged, place_text, price_text, ways_text
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, viewer

blueprint = Blueprint("pickups", __name__)

ONE = "/claims/<int(max=9007199254740991):claim_id>/pickup"


@blueprint.get(ONE)
@requires(Permission.RECORD_HANDOVER)
def show(claim_id: int) -> str:
    """The times that the giver offers, and a form for another one."""
    return _page(claim_of_party(claim_id, viewer()), ProposalForm(formdata=None))


@blueprint.post(f"{ONE}/pick")
@requires(Permission.RECORD_HANDOVER)
def pick(claim_id: int) -> Response:
    """The receiver takes an offered time."""
    claim_of_party(claim_id, viewer())
    try:
        starts_at = datetime.fromisoformat(request.form.get("slot", ""))
    except ValueError:
        flash(_("Choose one of the times."), "error")
        return redirect(url_for("pickups.show", claim_id=claim_id), 303)
    if starts_at.tzinfo is None:
        starts_at = now()
    return _change(
        claim_id,
        lambda: pickups.pick(claim_id, starts_at, person=person(), now=now()),
        _("The time is agreed. The giver gets a message."),
    )


@blueprint.post(f"{ONE}/propose")
@requires(Permission.RECORD_HANDOVER)
def propose(claim_id: int) -> Response | tuple[str, int]:
    """One side proposes a time of its own."""
    claim = claim_of_party(claim_id, viewer())
    form = ProposalForm()
    if not form.validate():
        return _page(claim, form), 422
    try:
        with transaction():
            pickups.propose(claim_id, form.slot(), person=person(), now=now())
    except KiertoError as error:
        status = refusals.show(error, form)
        return _page(claim_of_party(claim_id, viewer()), form), status
    flash(_("The time is proposed. The other side gets a message and accepts it."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


@blueprint.post(f"{ONE}/accept")
@requires(Permission.RECORD_HANDOVER)
def accept(claim_id: int) -> Response:
    """The other side says yes."""
    revision = request.form.get("revision", 0, type=int)
    return _change(
        claim_id,
        lambda: pickups.accept(claim_id, revision, person=person(), now=now()),
        _("The time is agreed. The other side gets a message."),
    )


@blueprint.post(f"{ONE}/cancel")
@requires(Permission.RECORD_HANDOVER)
def cancel(claim_id: int) -> Response:
    """Either side takes the time back."""
    return _change(
        claim_id,
        lambda: pickups.cancel(claim_id, person=person(), now=now()),
        _("The time is cancelled. The reservation stays; agree on a new time."),
    )


@blueprint.route("/claims/<int(max=9007199254740991):claim_id>/transport", methods=["GET", "POST"])
@requires(Permission.RECORD_HANDOVER)
def transport(claim_id: int) -> Response | str | tuple[str, int]:
    """Who brings the goods."""
    claim = claim_of_party(claim_id, viewer())
    driver, known = pickup_queries.driver_of(claim), pickup_queries.transport_of(claim)
    form = TransportForm(obj=known)
    form.offer(
        driver="" if driver is None else driver.name,
        price="" if driver is None else price_text(driver.drive_price),
    )
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    transports.arrange(
                        claim_id,
                        form.kind.data,
                        person=person(),
                        now=now(),
                        note=form.note.data or "",
                    )
            except KiertoError as error:
                status = refusals.show(error, form)
            else:
                flash(_("It is noted how the things travel."), "success")
                return redirect(url_for("claims.show", claim_id=claim_id), 303)
    page = render_template(
        "pickups/transport.html", form=form, shown=claim_shown(claim), driver=driver
    )
    return page, status


@blueprint.get("/transports")
@requires(Permission.DRIVE)
def ordered() -> str:
    """What is to be driven: from where to where, how heavy, when."""
    driven = "driven" in request.args
    found = pickup_queries.ordered_transports(person(), driven=driven)
    return render_template(
        "pickups/ordered.html", rows=[_row(one.claim, one) for one in found], driven=driven
    )


@blueprint.post("/transports/<int(max=9007199254740991):transport_id>/driven")
@requires(Permission.DRIVE)
def driven(transport_id: int) -> Response:
    """The driver says that it is done."""
    with transaction():
        transports.mark_driven(transport_id, person=person(), now=now())
    flash(_("Marked as driven. The giver and the receiver record the handover."), "success")
    return redirect(url_for("pickups.ordered"), 303)


def _change(claim_id: int, act: Callable[[], object], done: str) -> Response:
    """Do it; a refusal is told on the page of times, where another one can be chosen."""
    claim_of_party(claim_id, viewer())
    try:
        with transaction():
            act()
    except KiertoError as error:
        if error.status not in {409, 422}:
            raise
        refusals.flash(error)
        return redirect(url_for("pickups.show", claim_id=claim_id), 303)
    flash(done, "success")
    return redirect(url_for("claims.show", claim_id=claim_id), 303)


def _page(claim: Claim, form: ProposalForm) -> str:
    slots = pickup_queries.offered(claim, now())
    days = [
        (day, list(of_day))
        for day, of_day in groupby(slots, key=lambda slot: local_day(slot.starts_at))
    ]
    return render_template(
        "pickups/show.html",
        shown=claim_shown(claim),
        arranged=arranged(claim),
        days=days,
        form=form,
        value_of=_value_of,
    )


def _value_of(slot: Slot) -> str:
    return slot.starts_at.isoformat()


def _row(claim: Claim, one: Transport) -> dict[str, object]:
    listing = claim.listing
    origin, target = pickup_queries.site_of(claim), claim.unit.site
    return {
        "transport": one,
        "claim": claim,
        "pickup": pickup_queries.pickup_of(claim),
        "origin": listing.unit.name if origin is None else place_text(origin),
        "origin_ways": "" if origin is None else ways_text(origin),
        "origin_access": "" if origin is None else origin.access or "",
        "target": claim.unit.name if target is None else place_text(target),
        "target_ways": "" if target is None else ways_text(target),
        "mass": estimate_of_part(listing, claim.open_quantity or claim.quantity),
    }
