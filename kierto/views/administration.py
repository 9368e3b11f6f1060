"""The front door of administration: what the reader may administer; and the organisation."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import session, transaction
from kierto.domain.errors import KiertoError, NotAllowed, NotFound
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.visibility import OrganisationKind, StageDays
from kierto.forms.administration import OrganisationForm, PermitForm, PolicyForm
from kierto.models import Organisation
from kierto.queries import access, organisations, unit_tree
from kierto.services import organisations as organisation_services
from kierto.views import refusals
from kierto.views.guards import now, person, requires, signed_in
from kierto.views.passwords import link_maker

blueprint = Blueprint("administration", __name__)


@blueprint.get("/administration")
@signed_in
def index() -> str:
    """The organisations in which the reader administers something; for the operator all."""
    operates = access.may(person(), Permission.OPERATE)
    own = unit_tree.organisations_of(person())
    if not own and not operates:
        raise NotAllowed
    return render_template(
        "administration/index.html",
        trees=[(own_one, unit_tree.administered_tree(person(), own_one)) for own_one in own],
        whole={o.id for o in own if _administers_whole(o)},
        operates=operates,
        organisations=organisations.all_with_counts() if operates else [],
    )


def _administers_whole(organisation: Organisation) -> bool:
    top = access.top_unit(organisation)
    return access.may(person(), Permission.ADMINISTER_ORGANISATION, top.id)


def _own(organisation_id: int) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None or not _administers_whole(found):
        raise NotFound
    return found


@blueprint.route(
    "/administration/organisations/<int:organisation_id>/policy", methods=["GET", "POST"]
)
@requires(Permission.ADMINISTER_ORGANISATION)
def policy(organisation_id: int) -> str | Response | tuple[str, int]:
    """Who sees listings when, who approves, how long goods wait."""
    organisation = _own(organisation_id)
    form = PolicyForm(obj=organisation)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                organisation_services.set_policy(
                    organisation,
                    days=StageDays(
                        form.days_to_partners.data,
                        form.days_to_companies.data,
                        form.days_to_public.data,
                    ),
                    approves_claims=bool(form.approves_claims.data),
                    pickup_days=form.pickup_days.data or 0,
                    person=person(),
                )
                organisation_services.offer_transport(
                    organisation,
                    drives=bool(form.drives.data),
                    price=form.drive_price.data,
                    person=person(),
                )
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("Saved. It holds for listings opened from now on."), "success")
            return redirect(url_for("administration.policy", organisation_id=organisation_id))
    return render_template(
        "administration/policy.html", form=form, organisation=organisation
    ), status


@blueprint.route(
    "/administration/organisations/<int:organisation_id>/permits", methods=["GET", "POST"]
)
@requires(Permission.ADMINISTER_ORGANISATION)
def permits(organisation_id: int) -> str | Response | tuple[str, int]:
    """The waste that the organisation may lawfully receive."""
    organisation = _own(organisation_id)
    form = PermitForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                organisation_services.add_permit(
                    organisation,
                    code=form.code.data or "",
                    reference=form.reference.data or "",
                    valid_from=form.valid_from.data or local_day(now()),
                    valid_until=form.valid_until.data,
                    person=person(),
                )
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("The permit is recorded."), "success")
            return redirect(url_for("administration.permits", organisation_id=organisation_id))
    page = render_template(
        "administration/permits.html",
        form=form,
        organisation=organisation,
        permits=organisations.permits_of(organisation),
        today=local_day(now()),
    )
    return page, status


@blueprint.post("/administration/organisations/<int:organisation_id>/permits/<int:permit_id>/end")
@requires(Permission.ADMINISTER_ORGANISATION)
def end_permit(organisation_id: int, permit_id: int) -> Response:
    """End a permit today."""
    organisation = _own(organisation_id)
    with transaction():
        organisation_services.end_permit(permit_id, organisation, person=person(), now=now())
    flash(_("The permit no longer counts."), "success")
    return redirect(url_for("administration.permits", organisation_id=organisation_id))


@blueprint.route("/administration/organisations/new", methods=["GET", "POST"])
@requires(Permission.OPERATE)
def new_organisation() -> str | Response | tuple[str, int]:
    """Found an organisation and invite its first administrator."""
    form = OrganisationForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            with transaction():
                organisation_services.create(
                    organisation_services.Founding(
                        name=form.name.data or "",
                        kind=OrganisationKind(form.kind.data),
                        business_id=form.business_id.data or "",
                        admin_name=form.admin_name.data or "",
                        admin_email=form.admin_email.data or "",
                    ),
                    person=person(),
                    link=link_maker(),
                    now=now(),
                    key=request.form.get("idempotency_key"),
                )
        except KiertoError as error:
            status = refusals.show(error, form)
        else:
            flash(_("The organisation is there. Its administrator gets an invitation."), "success")
            return redirect(url_for("administration.index"))
    return render_template("administration/organisation.html", form=form), status
