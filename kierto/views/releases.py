"""The decision by which public property leaves its organisation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotFound
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.releases import ReleaseForm
from kierto.queries import access
from kierto.queries.claims import claim_of_party
from kierto.queries.releases import leaves_public_property, release_of
from kierto.services import releases
from kierto.views import refusals
from kierto.views.claiming import claim_shown
from kierto.views.guards import now, person, requires, viewer

blueprint = Blueprint("releases", __name__)


@blueprint.route("/claims/<int(max=9007199254740991):claim_id>/release", methods=["GET", "POST"])
@requires(Permission.DECIDE_CLAIM)
def record(claim_id: int) -> Response | str | tuple[str, int]:
    """Record the decision; the price of the listing is proposed."""
    claim = claim_of_party(claim_id, viewer())
    decides = access.may(person(), Permission.DECIDE_CLAIM, claim.listing.unit_id)
    if not decides or not leaves_public_property(claim):
        raise NotFound
    known = release_of(claim)
    form = ReleaseForm(obj=known)
    if known is None and not form.is_submitted():
        form.decided_on.data, form.price.data = local_day(now()), claim.listing.price
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                releases.record(claim_id, form.decision(), person=person(), now=now())
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("The decision is recorded. It stands on the receipt."), "success")
            return redirect(url_for("claims.show", claim_id=claim_id), 303)
    return render_template("releases/record.html", form=form, shown=claim_shown(claim)), status
