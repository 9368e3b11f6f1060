"""A unit's hours and ways for those who fetch from it, told by the unit itself."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotFound
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.openings import ClosedForm, FetchingForm
from kierto.models import Unit
from kierto.queries import access, pickups
from kierto.services import openings
from kierto.views import refusals
from kierto.views.guards import now, person, requires

blueprint = Blueprint("fetching", __name__)

ONE = "/units/<int(max=9007199254740991):unit_id>/fetching"


@blueprint.get("/units/fetching")
@requires(Permission.POST_LISTING)
def index() -> Response | str:
    """The units whose hours this person tells; straight to it when there is one."""
    units = access.choices_where(person(), Permission.POST_LISTING)
    if len(units) == 1:
        return redirect(url_for("fetching.edit", unit_id=units[0].id))
    return render_template("fetching/index.html", units=units)


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(Permission.POST_LISTING)
def edit(unit_id: int) -> Response | str | tuple[str, int]:
    """Hours, lift, dock, door and contact."""
    unit = _own(unit_id)
    form = FetchingForm()
    if not form.is_submitted():
        hours = {} if unit.site is None else pickups.hours_of(unit.site)
        form.show(unit.site, hours)
        return _page(unit, form, ClosedForm(formdata=None))
    if not form.validate():
        return _page(unit, form, ClosedForm(formdata=None)), 422
    with transaction():
        openings.describe(unit, form.fetching(), person=person())
    flash(_("Saved. Those who claim something from you see these times."), "success")
    return redirect(url_for("fetching.edit", unit_id=unit_id), 303)


@blueprint.post(f"{ONE}/closed")
@requires(Permission.POST_LISTING)
def close(unit_id: int) -> Response | tuple[str, int]:
    """Offer no times on these days."""
    unit = _own(unit_id)
    form = ClosedForm()
    status = 422
    if form.validate():
        try:
            with transaction():
                openings.close(
                    unit,
                    form.first.data,
                    form.last.data or form.first.data,
                    reason=form.reason.data or "",
                    person=person(),
                )
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("fetching.edit", unit_id=unit_id), 303)
    known = FetchingForm(formdata=None)
    known.show(unit.site, {} if unit.site is None else pickups.hours_of(unit.site))
    return _page(unit, known, form), status


@blueprint.post(f"{ONE}/closed/<int(max=9007199254740991):closed_id>/delete")
@requires(Permission.POST_LISTING)
def reopen(unit_id: int, closed_id: int) -> Response:
    """Take closed days back."""
    unit = _own(unit_id)
    with transaction():
        openings.reopen(unit, closed_id, person=person())
    flash(_("Saved."), "success")
    return redirect(url_for("fetching.edit", unit_id=unit_id), 303)


def _own(unit_id: int) -> Unit:
    for unit in access.choices_where(person(), Permission.POST_LISTING):
        if unit.id == unit_id:
            return unit
    raise NotFound


def _page(unit: Unit, form: FetchingForm, closed_form: ClosedForm) -> str:
    closed = () if unit.site is None else pickups.closed_days_of(unit.site, local_day(now()))
    return render_template(
        "fetching/edit.html", unit=unit, form=form, closed=closed, closed_form=closed_form
    )
