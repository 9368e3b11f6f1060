"""What became of the rest of a listing, and the balance that closes."""

import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotAllowed
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.units import Mass
from kierto.forms.outcomes import OutcomeForm
from kierto.models import Listing
from kierto.queries import access
from kierto.queries.balance import balance_of, waste_codes
from kierto.queries.visibility import visible_listing
from kierto.services import outcomes
from kierto.services.submissions import KeyReused
from kierto.views import refusals
from kierto.views.guards import now, person, requires, viewer

blueprint = Blueprint("outcomes", __name__)


@blueprint.route(
    "/listings/<int(max=9007199254740991):listing_id>/outcomes", methods=["GET", "POST"]
)
@requires(Permission.RECORD_OUTCOME)
def new(listing_id: int) -> Response | str | tuple[str, int]:
    """Record that a part was kept, recycled, burned for energy or disposed of."""
    listing = visible_listing(listing_id, viewer(), now())
    if not access.may(person(), Permission.RECORD_OUTCOME, listing.unit_id):
        raise NotAllowed
    form = OutcomeForm(
        data={
            "key": secrets.token_urlsafe(16),
            "quantity": listing.free or None,
            "occurred_on": local_day(now()),
            "waste_code": listing.waste_code or listing.category.waste_code or "",
        }
    )
    if not form.is_submitted():
        return _page(listing, form)
    if not form.validate():
        return _page(listing, form), 422
    kind = OutcomeKind(form.kind.data)
    kilograms = form.mass_kg.data
    try:
        with transaction():
            outcomes.end(
                listing_id,
                form.quantity.data,
                kind,
                occurred_on=form.occurred_on.data,
                person=person(),
                now=now(),
                waste_code=(form.waste_code.data or "").strip() or None,
                weighed=None if kilograms is None else Mass.from_kilograms(kilograms),
                key=form.key.data or None,
            )
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        status = refusals.show(error, form)
        return _page(visible_listing(listing_id, viewer(), now()), form), status
    flash(_("It is recorded. The balance of the listing shows it."), "success")
    return redirect(url_for("outcomes.new", listing_id=listing_id, _anchor="balance"), 303)


def _page(listing: Listing, form: OutcomeForm) -> str:
    return render_template(
        "outcomes/new.html",
        form=form,
        listing=listing,
        balance=balance_of(listing),
        waste_codes=waste_codes(),
    )
