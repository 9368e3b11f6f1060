"""Units of an organisation: adding, changing, closing, merging."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.domain.permissions import Permission
from kierto.forms.administration import SuccessorForm, UnitForm
from kierto.models import Organisation, Unit
from kierto.queries import unit_tree
from kierto.services import merging, units
from kierto.views import refusals
from kierto.views.guards import now, person, requires

blueprint = Blueprint("units", __name__)


def _rows(organisation: Organisation, *, but: Unit | None = None) -> list[tuple[int, Unit]]:
    """Units in use as choices, without ``but`` and what is below it."""
    tree = unit_tree.administered_tree(person(), organisation)
    rows: list[tuple[int, Unit]] = []
    hidden_below: int | None = None
    for depth, unit in unit_tree.depth_first(tree):
        if hidden_below is not None and depth > hidden_below:
            continue
        hidden_below = depth if but is not None and unit.id == but.id else None
        if hidden_below is None and unit.archived_at is None:
            rows.append((depth, unit))
    return rows


@blueprint.route("/administration/units/<int:parent_id>/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_UNITS)
def new(parent_id: int) -> str | Response | tuple[str, int]:
    """Add a unit below another."""
    above = unit_tree.administered_unit(person(), parent_id)
    form = UnitForm()
    form.offer_parents(_rows(above.organisation))
    if not form.is_submitted():
        form.parent.data = above.id
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            details = form.details()
            with transaction():
                unit = units.add(
                    unit_tree.administered_unit(person(), form.parent.data),
                    details,
                    person=person(),
                    now=now(),
                    key=request.form.get("idempotency_key"),
                )
                name = unit.name
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("%(unit)s is added.", unit=name), "success")
            return redirect(url_for("administration.index"))
    return render_template("administration/unit.html", form=form, unit=None, above=above), status


@blueprint.route("/administration/units/<int:unit_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_UNITS)
def edit(unit_id: int) -> str | Response | tuple[str, int]:
    """Rename a unit, move it, tell where it is."""
    unit = unit_tree.administered_unit(person(), unit_id)
    if unit.archived_at is not None:
        return render_template("administration/closed_unit.html", unit=unit)
    form = UnitForm(obj=unit)
    rows = _rows(unit.organisation, but=unit)
    form.offer_parents(rows)
    # The top of what somebody administers is not theirs to move.
    movable = unit.parent_id in {row.id for _depth, row in rows}
    if not movable:
        del form.parent
    if not form.is_submitted():
        form.show(unit)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            details = form.details()
            with transaction():
                above = unit_tree.administered_unit(person(), form.parent.data) if movable else None
                units.change(unit, details, parent=above, person=person())
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("administration.index"))
    return render_template("administration/unit.html", form=form, unit=unit, above=None), status


@blueprint.route("/administration/units/<int:unit_id>/close", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_UNITS)
def close(unit_id: int) -> str | Response | tuple[str, int]:
    """Take a unit out of use; another one takes over what is open."""
    unit = unit_tree.administered_unit(person(), unit_id)
    form = SuccessorForm()
    form.offer(_rows(unit.organisation, but=unit))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                chosen = form.successor.data
                successor = unit_tree.administered_unit(person(), chosen) if chosen else None
                units.close(unit, successor=successor, person=person(), now=now())
                name = unit.name
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("%(unit)s is out of use. Its history stays in the reports.", unit=name))
            return redirect(url_for("administration.index"))
    page = render_template(
        "administration/close_unit.html",
        form=form,
        unit=unit,
        is_busy=merging.is_busy(unit),
        has_history=units.has_history(unit),
    )
    return page, status


@blueprint.post("/administration/units/<int:unit_id>/delete")
@requires(Permission.ADMINISTER_UNITS)
def delete(unit_id: int) -> Response:
    """Remove a unit that was added by mistake; one with a history can only be closed."""
    unit = unit_tree.administered_unit(person(), unit_id)
    name = unit.name
    try:
        with transaction():
            units.delete(unit, person=person())
    except units.HistoryExists as error:
        refusals.flash(error)
        return redirect(url_for("units.close", unit_id=unit_id))
    flash(_("%(unit)s is deleted.", unit=name), "success")
    return redirect(url_for("administration.index"))


@blueprint.post("/administration/units/<int:unit_id>/reopen")
@requires(Permission.ADMINISTER_UNITS)
def reopen(unit_id: int) -> Response:
    """Take a closed unit into use again."""
    unit = unit_tree.administered_unit(person(), unit_id)
    with transaction():
        units.reopen(unit, person=person())
    flash(_("The unit is in use again. What moved to its successor stays there."), "success")
    return redirect(url_for("units.edit", unit_id=unit_id))
