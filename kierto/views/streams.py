"""Recurring side streams: what comes again and again, and what was offered of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto import formats
from kierto.db import transaction
from kierto.domain.errors import ForbiddenChange, KiertoError
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.stream import Rhythm
from kierto.domain.text import sort_key
from kierto.forms.streams import StreamForm
from kierto.models import Listing, Stream, Unit
from kierto.queries import access, categories
from kierto.queries.streams import listings_of, of_units, stream_of_viewer
from kierto.services import streams
from kierto.services.submissions import KeyReused
from kierto.views import refusals
from kierto.views.cards import free_text
from kierto.views.guards import now, person, requires, signed_in, viewer
from kierto.wording import explain, explain_note, label

blueprint = Blueprint("streams", __name__)

ONE = "/streams/<int(max=9007199254740991):stream_id>"
KINDS = {"running": "success", "paused": "alert", "ended": "neutral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamShown:
    """A stream in the reader's words."""

    stream: Stream
    amount_text: str
    status_text: str
    status_kind: str
    days_text: str
    law_text: str
    category_text: str
    problem_text: str


def stream_shown(stream: Stream) -> StreamShown:
    """``stream`` in the reader's language."""
    problem = stream.problem
    law = [label(stream.legal_status), stream.waste_code or ""]
    law += [label(stream.recovery)] if stream.recovery else []
    return StreamShown(
        stream=stream,
        amount_text=amount_text(stream),
        status_text=label(stream.state),
        status_kind=KINDS[stream.state.value],
        days_text=_days(stream),
        law_text=", ".join(part for part in law if part),
        category_text=stream.category.name(str(get_locale())),
        problem_text="" if problem is None else explain_note(problem["message"], problem["data"]),
    )


def amount_text(stream: Stream) -> str:
    """“5 t a month”."""
    amount = formats.quantity(stream.quantity, stream.measure)
    if stream.rhythm is Rhythm.WEEK:
        return str(_("%(amount)s a week", amount=amount))
    return str(_("%(amount)s a month", amount=amount))


@blueprint.get("/streams")
@signed_in
def index() -> str:
    """The streams of our units."""
    return render_template(
        "streams/index.html",
        found=[stream_shown(stream) for stream in of_units(viewer().units)],
        may_start=access.may(person(), Permission.POST_LISTING),
    )


@blueprint.route("/streams/new", methods=["GET", "POST"])
@requires(Permission.POST_LISTING)
def new() -> Response | tuple[str, int]:
    """Tell what comes again and again; the running period is offered at once."""
    form = StreamForm(data={"key": secrets.token_urlsafe(16), "starts_on": local_day(now())})
    form.offer_choices(categories.tree(str(get_locale())))
    units = sorted(
        access.choices_where(person(), Permission.POST_LISTING), key=lambda u: sort_key(u.name)
    )
    form.unit.choices = [(unit.code, unit.name) for unit in units]
    unit = next((u for u in units if u.code == form.unit.data), units[0])
    form.unit.data = unit.code
    if not form.is_submitted():
        return _form_page(form, units)
    flow = form.flow(categories.by_code) if form.validate() else None
    if flow is None:
        return _form_page(form, units, 422)
    try:
        with transaction():
            stream_id = streams.start(
                unit, flow, person=person(), now=now(), key=form.key.data or None
            ).id
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        if error.field == "kilograms_per_measure":
            error.field = "kilograms"
        return _form_page(form, units, refusals.show(error, form))
    flash(_("The stream is saved. Each period gets a listing of its own by itself."), "success")
    return redirect(url_for("streams.show", stream_id=stream_id), 303)


@blueprint.get(ONE)
@signed_in
def show(stream_id: int) -> str:
    """One stream with the listings of its periods."""
    stream = stream_of_viewer(stream_id, viewer())
    return render_template(
        "streams/show.html",
        shown=stream_shown(stream),
        rows=[_row(listing) for listing in listings_of(stream)],
        may_change=access.may(person(), Permission.POST_LISTING, stream.unit_id),
    )


@blueprint.post(f"{ONE}/pause")
@requires(Permission.POST_LISTING)
def pause(stream_id: int) -> Response:
    """Offer nothing more until it goes on."""
    return _change(stream_id, streams.pause, _("The stream is paused. What is offered stays."))


@blueprint.post(f"{ONE}/resume")
@requires(Permission.POST_LISTING)
def resume(stream_id: int) -> Response:
    """Go on from the running period."""
    return _change(stream_id, streams.resume, _("The stream goes on."))


@blueprint.post(f"{ONE}/end")
@requires(Permission.POST_LISTING)
def end(stream_id: int) -> Response:
    """End it for good."""
    return _change(stream_id, streams.end, _("The stream has ended. What is offered stays."))


def _change(stream_id: int, act: Callable[..., Stream], done: str) -> Response:
    stream_of_viewer(stream_id, viewer())
    try:
        with transaction():
            act(stream_id, person=person(), now=now())
    except ForbiddenChange as error:
        flash(explain(error), "error")
    else:
        flash(done, "success")
    return redirect(url_for("streams.show", stream_id=stream_id), 303)


def _row(listing: Listing) -> list[object]:
    first, last = listing.available_from, listing.available_until
    days = f"{formats.day(first)}–{formats.day(last)}" if first and last else ""
    return [
        {"text": days, "url": url_for("listings.show", listing_id=listing.id)},
        label(listing.state),
        free_text(listing),
        formats.quantity(listing.handed_over, listing.measure),
    ]


def _days(stream: Stream) -> str:
    begin = formats.day(stream.starts_on)
    if stream.ends_on is None:
        return str(_("from %(day)s", day=begin))
    return f"{begin}–{formats.day(stream.ends_on)}"


def _form_page(form: StreamForm, units: list[Unit], status: int = 200) -> tuple[str, int]:
    return render_template("streams/new.html", form=form, units=units), status
