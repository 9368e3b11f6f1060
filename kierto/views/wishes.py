"""The wish list of an organisation, and what does not interest a person after all."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.permissions import Permission
from kierto.models import Listing, Want
from kierto.queries import access
from kierto.queries.visibility import visible_listing
from kierto.queries.wants import want_of_viewer, wishes_of
from kierto.services import alerts
from kierto.views.cards import card_of
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.views.wanting import wish_shown

blueprint = Blueprint("wishes", __name__)

MATCH = "/wants/<int(max=9007199254740991):want_id>/dismiss/<int(max=9007199254740991):listing_id>"


@blueprint.get("/wishes")
@signed_in
def index() -> str:
    """What colleagues in the same organisation look for."""
    return render_template(
        "wishes/index.html",
        may_give=access.may(person(), Permission.POST_LISTING),
        wishes=[wish_shown(want) for want in wishes_of(viewer())],
    )


@blueprint.get(MATCH)
@signed_in
def ask(want_id: int, listing_id: int) -> str:
    """Asks before anything changes: a link in a mail may be opened by a program."""
    want, listing = _match(want_id, listing_id)
    return render_template("wishes/dismiss.html", want=want, card=card_of(listing), listing=listing)


@blueprint.post(MATCH)
@requires(Permission.POST_WANT)
def dismiss(want_id: int, listing_id: int) -> Response:
    """The match is neither shown nor told any more to this person."""
    want, listing = _match(want_id, listing_id)
    with transaction():
        alerts.dismiss(want, listing, person=person(), now=now())
    flash(_("“%(title)s” is not shown for this want any more.", title=listing.title), "success")
    return redirect(url_for("wants.show", want_id=want_id), 303)


@blueprint.post("/wants/<int(max=9007199254740991):want_id>/show-again")
@requires(Permission.POST_WANT)
def show_again(want_id: int) -> Response:
    """Show again what was dismissed."""
    want = want_of_viewer(want_id, viewer())
    with transaction():
        alerts.show_again(want, person=person())
    return redirect(url_for("wants.show", want_id=want_id), 303)


def _match(want_id: int, listing_id: int) -> tuple[Want, Listing]:
    return want_of_viewer(want_id, viewer()), visible_listing(listing_id, viewer(), now())
