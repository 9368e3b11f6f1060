"""Wants and what meets them."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import ForbiddenChange, KiertoError, NotAllowed
from kierto.domain.permissions import Permission
from kierto.forms.wants import WantForm, kilometres_of, values_of
from kierto.models import Unit, Want
from kierto.queries import access
from kierto.queries.alerts import dismissed_of
from kierto.queries.matches import Match, listings_for
from kierto.queries.nearest import Cursor
from kierto.queries.wants import of_units, want_of_viewer, wishes_of
from kierto.services import wants
from kierto.services.submissions import KeyReused
from kierto.views import needing, refusals
from kierto.views.cards import Card, card_of
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.views.reasons import reasons_in_words
from kierto.views.wanting import want_shown
from kierto.wording import explain

blueprint = Blueprint("wants", __name__)

ONE = "/wants/<int(max=9007199254740991):want_id>"
PAGE = 24


@blueprint.get("/wants")
@signed_in
def index() -> str:
    """What our units look for, and how much of it there is now."""
    units, ended = viewer().units, "ended" in request.args
    return render_template(
        "wants/index.html",
        ended=ended,
        may_post=access.may(person(), Permission.POST_WANT),
        wishes=len(wishes_of(viewer())),
        wants=[want_shown(want) for want in of_units(units, is_open=not ended)],
    )


@blueprint.route("/wants/new", methods=["GET", "POST"])
@requires(Permission.POST_WANT)
def new() -> Response | tuple[str, int]:
    """Tell what is needed; the next page shows at once what there is."""
    form = WantForm(
        data={
            "key": secrets.token_urlsafe(16),
            "category": request.args.get("category", ""),
            "radius_km": "25",
            "condition": "fair",
            "is_shared": True,
        }
    )
    units = needing.units_for()
    if not form.is_submitted():
        return _form_page(form, units)
    unit = needing.unit_of(units, form)
    need = needing.need_of(form, unit)
    if need is None or unit is None:
        return _form_page(form, units, 422)
    try:
        with transaction():
            want = wants.post(unit, need, person=person(), now=now(), key=form.key.data or None)
            want_id = want.id
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        return _form_page(form, units, refusals.show(error, form))
    flash(_("The want is saved. You get a message when something new meets it."), "success")
    return redirect(url_for("wants.show", want_id=want_id), 303)


@blueprint.get(ONE)
@signed_in
def show(want_id: int) -> str:
    """One want with the listings that meet it, the nearest first."""
    want = want_of_viewer(want_id, viewer())
    after = _cursor()
    dismissed = dismissed_of(want, person())
    found = listings_for(want, now=now(), limit=PAGE + 1, after=after, without=dismissed)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return render_template(
        "wants/show.html",
        shown=want_shown(want),
        may_change=access.may(person(), Permission.POST_WANT, want.unit_id),
        cards=[(_card(match), match.listing.id) for match in found[:PAGE]],
        is_first=after is None,
        dismissed=len(dismissed),
        more=f"{last.distance_m!r}:{last.listing.id}" if last else "",
    )


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.POST_WANT)
def edit(want_id: int) -> Response | tuple[str, int]:
    """Change what is needed."""
    want = want_of_viewer(want_id, viewer())
    if not access.may(person(), Permission.POST_WANT, want.unit_id):
        raise NotAllowed
    form = WantForm(data=values_of(want), kept_km=kilometres_of(want))
    if not form.is_submitted():
        return _form_page(form, [want.unit], want=want)
    need = needing.need_of(form, want.unit, kept=want)
    if need is None:
        return _form_page(form, [want.unit], 422, want=want)
    try:
        with transaction():
            wants.change(want, need, person=person(), now=now())
    except KiertoError as error:
        return _form_page(form, [want.unit], refusals.show(error, form), want=want)
    flash(_("The changes are saved."), "success")
    return redirect(url_for("wants.show", want_id=want_id), 303)


@blueprint.post(f"{ONE}/met")
@requires(Permission.POST_WANT)
def met(want_id: int) -> Response:
    """What was needed was found."""
    return _end(want_id, lambda want: wants.close(want, met=True, person=person(), now=now()))


@blueprint.post(f"{ONE}/close")
@requires(Permission.POST_WANT)
def close(want_id: int) -> Response:
    """It is not needed any more."""
    return _end(want_id, lambda want: wants.close(want, met=False, person=person(), now=now()))


@blueprint.post(f"{ONE}/reopen")
@requires(Permission.POST_WANT)
def reopen(want_id: int) -> Response:
    """Look for it again."""
    return _end(want_id, lambda want: wants.reopen(want, person=person(), now=now()))


def _card(match: Match) -> Card:
    return card_of(match.listing, distance_m=match.distance_m, reasons=reasons_in_words(match))


def _end(want_id: int, act: Callable[[Want], Want]) -> Response:
    want = want_of_viewer(want_id, viewer())
    try:
        with transaction():
            act(want)
    except ForbiddenChange as error:
        flash(explain(error), "error")
    return redirect(url_for("wants.show", want_id=want_id), 303)


def _form_page(
    form: WantForm, units: list[Unit], status: int = 200, *, want: Want | None = None
) -> tuple[str, int]:
    unit = needing.offer_choices(form, units)
    page = render_template("wants/form.html", form=form, units=units, unit=unit, want=want)
    return page, status


def _cursor() -> Cursor | None:
    """Where the last page ended; anything that is no cursor begins anew."""
    metres, _colon, listing_id = request.args.get("after", "").partition(":")
    try:
        return Cursor(float(metres), int(listing_id))
    except ValueError:
        return None
