"""People of an organisation: inviting, roles, closing an account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.domain.permissions import Permission, Role
from kierto.forms.administration import InviteForm, RolesForm
from kierto.models import Unit
from kierto.queries import access, unit_tree
from kierto.queries import people as people_queries
from kierto.services import people
from kierto.views import refusals
from kierto.views.guards import now, person, requires
from kierto.views.passwords import link_maker

blueprint = Blueprint("people", __name__)


def _rows() -> list[tuple[int, Unit]]:
    """The units for which the reader chooses people, as trees."""
    rows: list[tuple[int, Unit]] = []
    for organisation in unit_tree.organisations_of(person()):
        tree = unit_tree.administered_tree(person(), organisation)
        rows += [row for row in unit_tree.depth_first(tree) if row[1].archived_at is None]
    return rows


@blueprint.get("/administration/people")
@requires(Permission.ADMINISTER_PEOPLE)
def index() -> str:
    """Everybody with a role in the reader's units."""
    return render_template(
        "administration/people.html",
        people=people_queries.people_of(person()),
        administered=access.units_where(person(), Permission.ADMINISTER_PEOPLE),
    )


@blueprint.route("/administration/people/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER_PEOPLE)
def new() -> str | Response | tuple[str, int]:
    """Invite somebody by mail."""
    form = InviteForm()
    form.offer_units(_rows())
    if not form.is_submitted():
        form.unit.data = request.args.get("unit", type=int)
        form.roles.data = [Role.MEMBER.value]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                invited = people.invite(
                    form.email.data or "",
                    form.name.data or "",
                    unit_tree.administered_unit(person(), form.unit.data),
                    [Role(role) for role in form.roles.data or ()],
                    person=person(),
                    link=link_maker(),
                    now=now(),
                )
                email = invited.email
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("%(email)s gets a mail about it.", email=email), "success")
            return redirect(url_for("people.index"))
    return render_template("administration/invite.html", form=form), status


@blueprint.get("/administration/people/<int:user_id>")
@requires(Permission.ADMINISTER_PEOPLE)
def show(user_id: int) -> str:
    """One person and their roles in the reader's units."""
    shown = people_queries.person_of(person(), user_id)
    administered = access.units_where(person(), Permission.ADMINISTER_PEOPLE)
    held: dict[Unit, list[str]] = {}
    for membership in people_queries.memberships_of(shown):
        if membership.unit_id in administered:
            held.setdefault(membership.unit, []).append(membership.role.value)
    forms = []
    for unit, roles in held.items():
        form = RolesForm(formdata=None, roles=roles, prefix=f"unit{unit.id}-")
        forms.append((unit, form))
    return render_template(
        "administration/person.html",
        shown=shown,
        role_forms=forms,
        is_self=shown.id == person().id,
        acts_elsewhere=any(m.unit_id not in administered for m in shown.memberships),
    )


@blueprint.post("/administration/people/<int:user_id>/units/<int:unit_id>")
@requires(Permission.ADMINISTER_PEOPLE)
def roles(user_id: int, unit_id: int) -> Response:
    """Set the roles that somebody holds in a unit; old rights end at once."""
    shown = people_queries.person_of(person(), user_id)
    unit = unit_tree.administered_unit(person(), unit_id)
    form = RolesForm(prefix=f"unit{unit_id}-")
    target = url_for("people.show", user_id=user_id)
    if not form.validate_on_submit():
        return redirect(target)
    chosen = [Role(role) for role in form.roles.data or ()]
    name = shown.name
    try:
        with transaction():
            people.set_roles(shown, unit, chosen, person=person())
    except KiertoError as error:
        refusals.flash(error)
        return redirect(target)
    flash(_("The roles of %(name)s are changed. They hold from this moment.", name=name))
    has_left = not any(
        m.unit_id in access.units_where(person(), Permission.ADMINISTER_PEOPLE)
        for m in shown.memberships
    )
    return redirect(url_for("people.index") if has_left else target)


@blueprint.post("/administration/people/<int:user_id>/link")
@requires(Permission.ADMINISTER_PEOPLE)
def send_link(user_id: int) -> Response:
    """Send somebody a new link that sets the password."""
    shown = people_queries.person_of(person(), user_id)
    with transaction():
        people.send_reset(shown.email or "", link=link_maker(), now=now())
    flash(_("A link is on its way by mail."), "success")
    return redirect(url_for("people.show", user_id=user_id))


@blueprint.post("/administration/people/<int:user_id>/deactivate")
@requires(Permission.ADMINISTER_PEOPLE)
def deactivate(user_id: int) -> Response:
    """Close an account at once."""
    return _change_account(user_id, opens=False)


@blueprint.post("/administration/people/<int:user_id>/reactivate")
@requires(Permission.ADMINISTER_PEOPLE)
def reactivate(user_id: int) -> Response:
    """Open a closed account again."""
    return _change_account(user_id, opens=True)


def _change_account(user_id: int, *, opens: bool) -> Response:
    shown = people_queries.person_of(person(), user_id)
    name = shown.name
    try:
        with transaction():
            if opens:
                people.reactivate(shown, person=person())
            else:
                people.deactivate(shown, person=person(), now=now())
    except KiertoError as error:
        refusals.flash(error)
    else:
        told = (
            _("%(name)s can sign in again.") if opens else _("The account of %(name)s is closed.")
        )
        flash(told % {"name": name}, "success")
    return redirect(url_for("people.show", user_id=user_id))
