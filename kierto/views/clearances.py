"""Emptying a building: plan, capture by room, fates for many lines, balance."""

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.documents import clearance as papers
from kierto.domain.clearance import Fate
from kierto.domain.condition import Condition
from kierto.domain.errors import KiertoError
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.text import sort_key
from kierto.forms.clearances import CaptureForm, LinesForm, PlanForm
from kierto.models import Clearance, Unit
from kierto.queries import access, categories, units
from kierto.queries.clearances import (
    Chosen,
    balance_of,
    clearance_of,
    clearances_of,
    ids_of,
    latest,
    lines_of,
    progress_of,
    rooms_of,
)
from kierto.services import clearances, photos
from kierto.services.clearances import Done
from kierto.services.submissions import KeyReused
from kierto.views import capturing, refusals, sending
from kierto.views.guards import now, person, requires, signed_in
from kierto.views.installation import photo_store
from kierto.wording import explain, label

blueprint = Blueprint("clearances", __name__)

ONE = "/clearances/<int(max=9007199254740991):clearance_id>"
PAGE = 100
LATEST = 12


@blueprint.get("/clearances")
@signed_in
def index() -> str:
    """The clearances of the units that the reader follows."""
    return render_template(
        "clearances/index.html",
        found=clearances_of(person()),
        may_start=access.may(person(), Permission.POST_LISTING),
        today=local_day(now()),
    )


@blueprint.route("/clearances/new", methods=["GET", "POST"])
@requires(Permission.POST_LISTING)
def new() -> Response | tuple[str, int]:
    """Begin to empty a building."""
    choices = _units()
    form = PlanForm(data={"key": secrets.token_urlsafe(16)})
    form.unit.choices = [(unit.code, unit.name) for unit in choices]
    unit = next((unit for unit in choices if unit.code == form.unit.data), choices[0])
    if not form.validate_on_submit():
        return _plan_page(form, choices, 422 if form.is_submitted() else 200)
    try:
        with transaction():
            clearance = clearances.start(
                unit, _plan(form), person=person(), now=now(), key=form.key.data or None
            )
            clearance_id = clearance.id
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        return _plan_page(form, choices, refusals.show(error, form))
    flash(_("The clearance is open. Go from room to room and note what is there."), "success")
    return redirect(url_for("clearances.capture", clearance_id=clearance_id), 303)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.POST_LISTING)
def edit(clearance_id: int) -> Response | tuple[str, int]:
    """Change name and days."""
    clearance = clearance_of(clearance_id, person())
    form = PlanForm(
        data={
            "name": clearance.name,
            "available_from": clearance.available_from,
            "empty_by": clearance.empty_by,
        }
    )
    if not form.validate_on_submit():
        return _plan_page(form, [clearance.unit], 422 if form.is_submitted() else 200, clearance)
    try:
        with transaction():
            clearances.change(clearance, _plan(form), person=person())
    except KiertoError as error:
        return _plan_page(form, [clearance.unit], refusals.show(error, form), clearance)
    flash(_("The changes are saved."), "success")
    return _back(clearance_id)


@blueprint.get(ONE)
@signed_in
def show(clearance_id: int) -> str:
    """The lines with their fates, how far it is, and the balance."""
    return _page(clearance_of(clearance_id, person()), LinesForm(formdata=None))


@blueprint.route(f"{ONE}/capture", methods=["GET", "POST"])
@requires(Permission.POST_LISTING)
def capture(clearance_id: int) -> Response | tuple[str, int]:
    """Note what is in a room, many things at once."""
    clearance = clearance_of(clearance_id, person())
    form = CaptureForm(
        data={"key": secrets.token_urlsafe(16), "room": request.args.get("room", "")}
    )
    if not form.is_submitted():
        return _capture_page(clearance, form)
    valid = form.validate()
    held = sending.received(form.photos)
    offers = capturing.offers_of(form, clearance)
    if not valid or form.errors or offers is None:
        return _capture_page(clearance, form, 422, held)
    title = ""
    try:
        with transaction():
            for number, offer in enumerate(offers):
                title = offer.title
                listing = clearances.capture(
                    clearance, offer, person=person(), now=now(), key=f"{form.key.data}:{number}"
                )
                # Photos of a room show all that was written down together.
                if number == 0 and held and not listing.photos:
                    photos.attach(listing, held, person=person(), now=now())
    except KiertoError as error:
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        form.lines.errors = [*form.lines.errors, f"{title}: {explain(error)}"]
        return _capture_page(clearance, form, error.status, held)
    for photo in held:
        photo_store().release(photo.name, owner=person().id)
    flash(ngettext("%(num)s line is noted.", "%(num)s lines are noted.", len(offers)), "success")
    room = (form.room.data or "").strip()
    return redirect(url_for("clearances.capture", clearance_id=clearance_id, room=room), 303)


@blueprint.post(f"{ONE}/fates")
@requires(Permission.POST_LISTING)
def fates(clearance_id: int) -> Response | tuple[str, int]:
    """Decide what becomes of the ticked lines."""
    clearance = clearance_of(clearance_id, person())
    form = LinesForm()
    fate = next((one for one in Fate if one.value == form.fate.data), None)
    if fate is None:
        form.fate.errors = [_("Choose what becomes of them.")]
        return _page(clearance, form), 422
    to = next((unit for unit in _receivers(clearance) if unit.code == form.to.data), None)
    lines = _ticked(clearance, form)
    try:
        with transaction():
            done = clearances.decide(clearance, lines, fate, to=to, person=person(), now=now())
    except KiertoError as error:
        return _page(clearance, form), refusals.show(error, form)
    _tell(done, ngettext("%(num)s line is decided.", "%(num)s lines are decided.", done.lines))
    return _back(clearance_id, **_choice_in_address())


@blueprint.post(f"{ONE}/carry-out")
@requires(Permission.RECORD_OUTCOME)
def carry_out(clearance_id: int) -> Response | tuple[str, int]:
    """Record that the ticked lines went the way that was planned."""
    clearance = clearance_of(clearance_id, person())
    form = LinesForm()
    if not form.validate():
        return _page(clearance, form), 422
    day: date = form.occurred_on.data or local_day(now())
    try:
        with transaction():
            done = clearances.carry_out(
                clearance, _ticked(clearance, form), occurred_on=day, person=person(), now=now()
            )
    except KiertoError as error:
        return _page(clearance, form), refusals.show(error, form)
    _tell(
        done, ngettext("%(num)s line is carried out.", "%(num)s lines are carried out.", done.lines)
    )
    return _back(clearance_id, **_choice_in_address())


@blueprint.post(f"{ONE}/lines/<int(max=9007199254740991):listing_id>/forget")
@requires(Permission.POST_LISTING)
def forget(clearance_id: int, listing_id: int) -> Response:
    """Take back a line that was noted by mistake."""
    clearance = clearance_of(clearance_id, person())
    try:
        with transaction():
            clearances.forget(clearance, listing_id, person=person(), now=now())
    except KiertoError as error:
        refusals.flash(error)
    else:
        flash(_("The line is taken back."), "success")
    room = request.form.get("room", "")
    return redirect(url_for("clearances.capture", clearance_id=clearance_id, room=room), 303)


@blueprint.post(f"{ONE}/close")
@requires(Permission.POST_LISTING)
def close(clearance_id: int) -> Response:
    """The building is empty."""
    clearance = clearance_of(clearance_id, person())
    try:
        with transaction():
            clearances.close(clearance, person=person(), now=now())
    except KiertoError as error:
        refusals.flash(error)
    else:
        flash(_("The clearance is closed, and its balance closes."), "success")
    return _back(clearance_id)


@blueprint.post(f"{ONE}/reopen")
@requires(Permission.POST_LISTING)
def reopen(clearance_id: int) -> Response:
    """Go on with a closed clearance."""
    clearance = clearance_of(clearance_id, person())
    with transaction():
        clearances.reopen(clearance, person=person())
    return _back(clearance_id)


@blueprint.get(f"{ONE}/balance.pdf")
@signed_in
def balance_pdf(clearance_id: int) -> Response:
    """The balance on paper."""
    clearance = clearance_of(clearance_id, person())
    content = papers.pdf(
        clearance,
        balance_of(clearance),
        lines=progress_of(clearance).lines,
        language=str(get_locale()),
        made_at=now(),
    )
    return _file(content, "application/pdf", f"kierto-clearance-{clearance_id}.pdf")


@blueprint.get(f"{ONE}/lines.xlsx")
@signed_in
def lines_xlsx(clearance_id: int) -> Response:
    """Every line and the balance as a workbook."""
    clearance = clearance_of(clearance_id, person())
    content = papers.xlsx(clearance, lines_of(clearance, Chosen()), balance_of(clearance))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content, kind, f"kierto-clearance-{clearance_id}.xlsx")


def _page(clearance: Clearance, form: LinesForm) -> str:
    chosen = _chosen()
    after = max(request.args.get("after", 0, type=int), 0)
    found = lines_of(clearance, chosen, limit=PAGE + 1, after=after)
    form.to.choices = [("", _("Choose a unit"))] + [
        (unit.code, unit.name) for unit in _receivers(clearance)
    ]
    balance = balance_of(clearance)
    return render_template(
        "clearances/show.html",
        clearance=clearance,
        form=form,
        lines=found[:PAGE],
        more=after + PAGE if len(found) > PAGE else None,
        after=after,
        shown=len(ids_of(clearance, chosen)),
        chosen=chosen,
        choice=_choice_in_address(),
        rooms=rooms_of(clearance),
        fates=list(Fate),
        progress=progress_of(clearance),
        balance=balance,
        rows=papers.balance_rows(balance),
        notes=papers.notes(balance),
        today=local_day(now()),
        may_change=access.may(person(), Permission.POST_LISTING, clearance.unit_id),
    )


def _capture_page(
    clearance: Clearance, form: CaptureForm, status: int = 200, held: object = ()
) -> tuple[str, int]:
    room = " ".join((form.room.data or "").split())
    form.category.choices = capturing.category_choices(categories.tree(str(get_locale())))
    page = render_template(
        "clearances/capture.html",
        clearance=clearance,
        form=form,
        held=held,
        room=room,
        rooms=[one for one in rooms_of(clearance) if one.name],
        latest=latest(clearance, room, LATEST),
        progress=progress_of(clearance),
        condition_text=label(Condition(form.condition.data)).capitalize(),
    )
    return page, status


def _plan_page(
    form: PlanForm, choices: list[Unit], status: int, clearance: Clearance | None = None
) -> tuple[str, int]:
    page = render_template("clearances/plan.html", form=form, units=choices, clearance=clearance)
    return page, status


def _plan(form: PlanForm) -> clearances.Plan:
    return clearances.Plan(
        name=form.name.data or "",
        empty_by=form.empty_by.data,
        available_from=form.available_from.data,
    )


def _chosen() -> Chosen:
    fate = request.args.get("fate", "")
    return Chosen(
        room=request.args.get("room"),
        fate=next((one for one in Fate if one.value == fate), None),
        is_undecided=fate == "undecided",
        is_open="open" in request.args,
    )


def _choice_in_address() -> dict[str, str]:
    return {name: request.args[name] for name in ("room", "fate", "open") if name in request.args}


def _ticked(clearance: Clearance, form: LinesForm) -> list[int]:
    if form.everything.data:
        return ids_of(clearance, _chosen())
    return [int(text) for text in request.form.getlist("line") if text.isdecimal()]


def _tell(done: Done, sentence: str) -> None:
    if done.lines:
        flash(sentence, "success")
    elif not done.refusals:
        flash(_("Nothing changed: tick lines that are still open and decided."), "info")
    for refusal in done.refusals[:10]:
        flash(f"{refusal.listing.title}: {explain(refusal.error)}", "error")


def _receivers(clearance: Clearance) -> list[Unit]:
    living = units.of_organisations([clearance.organisation_id])
    return [unit for unit in living if unit.id != clearance.unit_id]


def _units() -> list[Unit]:
    found = access.choices_where(person(), Permission.POST_LISTING)
    return sorted(found, key=lambda unit: sort_key(unit.name))


def _back(clearance_id: int, **choice: str) -> Response:
    address: dict[str, Any] = {"clearance_id": clearance_id, **choice}
    if choice:
        address["_anchor"] = "lines"
    return redirect(url_for("clearances.show", **address), 303)


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
