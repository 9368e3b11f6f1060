"""What a label leads to on a phone: confirm that you give or receive this, here and now."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.documents import qr
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.handovers import HandoverForm
from kierto.models import Claim
from kierto.queries import scanned
from kierto.queries.claims import claim_of_party
from kierto.queries.visibility import visible_listing
from kierto.services import handovers, presence
from kierto.services.pickups import gives
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.views.installation import settings

blueprint = Blueprint("scanning", __name__)


@blueprint.get("/scan/<int(max=9007199254740991):listing_id>")
@signed_in
def show(listing_id: int) -> Response | str:
    """The claim that moves now, with its amount; others are led to the listing."""
    claims = scanned.claims_to_move(listing_id, person())
    waiting = scanned.handovers_to_confirm(listing_id, person())
    if not claims and not waiting:
        listing = visible_listing(listing_id, viewer(), now())
        return redirect(url_for("listings.show", listing_id=listing.id))
    asked = request.args.get("claim", type=int)
    chosen = next((claim for claim in claims if claim.id == asked), None)
    if chosen is None and len(claims) == 1:
        chosen = claims[0]
    return render_template(
        "scanning/show.html",
        claims=[claim_shown(claim) for claim in claims],
        chosen=None if chosen is None else claim_shown(chosen),
        form=None if chosen is None else _form(chosen),
        gives=chosen is not None and gives(person(), chosen),
        estimate=None
        if chosen is None
        else handovers.estimate_of_part(chosen.listing, chosen.open_quantity),
        waiting=waiting,
        listing=(claims[0].listing if claims else waiting[0].listing),
    )


@blueprint.post("/claims/<int(max=9007199254740991):claim_id>/code")
@requires(Permission.RECORD_HANDOVER)
def make_code(claim_id: int) -> Response:
    """Make the code that the other side types or scans."""
    claim_of_party(claim_id, viewer())
    with transaction():
        presence.show(claim_id, person=person(), now=now())
    return redirect(url_for("scanning.code", claim_id=claim_id), 303)


@blueprint.get("/claims/<int(max=9007199254740991):claim_id>/code")
@requires(Permission.RECORD_HANDOVER)
def code(claim_id: int) -> Response | str:
    """The code, large, and as QR for the other phone."""
    claim = claim_of_party(claim_id, viewer())
    shown = scanned.code_shown_by(claim, person(), now())
    if shown is None:
        return redirect(url_for("claims.show", claim_id=claim_id))
    path = url_for("scanning.show", listing_id=claim.listing_id, claim=claim.id, code=shown.code)
    return render_template(
        "scanning/code.html",
        shown=claim_shown(claim),
        code=shown,
        drawing_url=url_for("scanning.code_drawing", claim_id=claim_id),
        address=f"{settings().base_url}{path}",
    )


@blueprint.get("/claims/<int(max=9007199254740991):claim_id>/code.svg")
@requires(Permission.RECORD_HANDOVER)
def code_drawing(claim_id: int) -> Response:
    """The QR code of the code that this person shows."""
    claim = claim_of_party(claim_id, viewer())
    shown = scanned.code_shown_by(claim, person(), now())
    if shown is None:
        return redirect(url_for("claims.show", claim_id=claim_id))
    path = url_for("scanning.show", listing_id=claim.listing_id, claim=claim.id, code=shown.code)
    response = Response(qr.svg(f"{settings().base_url}{path}"), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _form(claim: Claim) -> HandoverForm:
    return HandoverForm(
        formdata=None,
        data={
            "key": secrets.token_urlsafe(16),
            "quantity": claim.open_quantity,
            "occurred_on": local_day(now()),
            "rest": "stays",
            "code": request.args.get("code", "")[:6],
            "data_wiped": claim.listing.data_wiped or "",
        },
    )
