"""Finding, showing, posting and changing listings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotAllowed, NotFound
from kierto.domain.permissions import Permission
from kierto.domain.visibility import Stage
from kierto.forms.listings import PhotosForm
from kierto.models import Listing
from kierto.queries import access
from kierto.queries.visibility import visible_listing
from kierto.services import listings, photos
from kierto.views import finding, posting, sending, showing
from kierto.views.guards import now, person, public, requires, viewer
from kierto.views.installation import map_settings, photo_store
from kierto.wording import explain

blueprint = Blueprint("listings", __name__)
blueprint.url_value_preprocessor(sending.allow_large_requests)

ONE = "/listings/<int(max=9007199254740991):listing_id>"
"""The address of one listing; a greater number is none that a database could hold."""


@blueprint.get("/listings")
@public
def index() -> str:
    """Find listings by words, category and place."""
    found = finding.found()
    return render_template("listings/index.html", found=found, map_settings=map_settings())


@blueprint.get(ONE)
@public
def show(listing_id: int) -> str:
    """One listing with what this person can do about it."""
    shown = showing.shown(visible_listing(listing_id, viewer(), now()))
    return render_template("listings/show.html", shown=shown, map_settings=map_settings())


@blueprint.post(f"{ONE}/withdraw")
@requires(Permission.POST_LISTING)
def withdraw(listing_id: int) -> Response:
    """Take an offer back; what is promised stays promised."""
    listing = visible_listing(listing_id, viewer(), now())
    with transaction():
        listings.withdraw(listing, person=person(), now=now())
    flash(_("The listing is withdrawn. It can be opened again."), "success")
    return _back(listing_id)


@blueprint.post(f"{ONE}/reopen")
@requires(Permission.POST_LISTING)
def reopen(listing_id: int) -> Response:
    """Offer a withdrawn or expired listing again."""
    listing = visible_listing(listing_id, viewer(), now())
    with transaction():
        listings.reopen(listing, person=person(), now=now())
    flash(_("The listing is open again."), "success")
    return _back(listing_id)


@blueprint.post(f"{ONE}/open")
@requires(Permission.POST_LISTING)
def open_to(listing_id: int) -> Response:
    """Open an audience stage earlier than planned."""
    listing = visible_listing(listing_id, viewer(), now())
    stage = next((s for s in Stage if s.value == request.form.get("stage")), None)
    if stage is None or stage is Stage.OWN:
        raise NotFound
    with transaction():
        listings.open_to(listing, stage, person=person(), now=now())
    flash(_("The listing is now open to more people."), "success")
    return _back(listing_id)


@blueprint.post(f"{ONE}/photos")
@requires(Permission.POST_LISTING)
def add_photos(listing_id: int) -> Response:
    """Add, describe, order and remove photos, all with one button."""
    listing = visible_listing(listing_id, viewer(), now())
    if not access.may(person(), Permission.POST_LISTING, listing.unit_id):
        raise NotAllowed
    form = PhotosForm()
    sent = sending.received(form.photos)
    refusals = list(form.photos.errors)
    try:
        with transaction():
            gone = _arrange(listing)
            photos.attach(listing, sent, person=person(), now=now())
    except KiertoError as error:
        refusals.append(explain(error))
    else:
        store = photo_store()
        for photo in sent:
            store.release(photo.name, owner=person().id)
        for name in gone:
            store.discard(name)
    for sentence in refusals:
        flash(sentence, "error")
    if not refusals:
        flash(_("The photos are saved."), "success")
    return redirect(url_for("listings.edit", listing_id=listing_id, _anchor="photos"), 303)


def _arrange(listing: Listing) -> list[str]:
    """Do what the form says of each photo; the names of those removed."""
    gone = []
    order = []
    for photo in list(listing.photos):
        if request.form.get(f"remove-{photo.name}"):
            photos.remove(photo, person=person())
            gone.append(photo.name)
            continue
        words = request.form.get(f"description-{photo.name}")
        if words is not None:
            photos.describe(photo, words, person=person())
        place = request.form.get(f"place-{photo.name}", "")
        number = int(place) if place.isdecimal() and len(place) < 4 else photo.position + 1
        # Of two with one number, the one that was moved goes first.
        order.append((number, number == photo.position + 1, photo.position, photo.name))
    photos.arrange(listing, [entry[-1] for entry in sorted(order)], person=person())
    return gone


def _back(listing_id: int) -> Response:
    return redirect(url_for("listings.show", listing_id=listing_id), 303)


blueprint.add_url_rule("/listings/new", "new", posting.new, methods=["GET", "POST"])
blueprint.add_url_rule(f"{ONE}/edit", "edit", posting.edit, methods=["GET", "POST"])
blueprint.add_url_rule("/listings/suggestions", "suggestions", posting.suggestions)
blueprint.add_url_rule("/listings/asks", "asks", posting.asks)
blueprint.add_url_rule("/listings/weights", "weights", posting.weights)
