"""Checking before buying: look, claim what there is, or record that nothing suitable was there."""

import secrets

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from kierto.db import transaction
from kierto.documents import certificate as papers
from kierto.domain.errors import KiertoError
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.forms.certificates import CheckForm, RecordForm
from kierto.forms.wants import RADII_KM
from kierto.models import Certificate
from kierto.queries import access
from kierto.queries.certificates import Checked, by_code, check, of_organisation, of_units
from kierto.queries.matches import Match
from kierto.services import certificates, wants
from kierto.services.submissions import KeyReused
from kierto.services.wants import Need
from kierto.views import certifying, needing, refusals
from kierto.views.cards import Card, card_of
from kierto.views.guards import now, person, public, requires, signed_in, viewer
from kierto.views.installation import settings
from kierto.views.reasons import reasons_in_words

blueprint = Blueprint("certificates", __name__)

PAGE = 30
FIRST = {"radius_km": "25", "condition": "fair"}


@blueprint.get("/certificates")
@signed_in
def index() -> str:
    """The certificates of our units."""
    found = of_units(viewer().units, before=request.args.get("before", type=int), limit=PAGE + 1)
    return render_template(
        "certificates/index.html",
        rows=[certifying.line(one) for one in found[:PAGE]],
        more=found[PAGE - 1].id if len(found) > PAGE else None,
        is_first="before" not in request.args,
        may_check=access.may(person(), Permission.POST_WANT),
    )


@blueprint.route("/certificates/new", methods=["GET", "POST"])
@requires(Permission.POST_WANT)
def new() -> Answer | tuple[str, int]:
    """The need stands in the address; a POST records what there is for it."""
    asked = "category" in request.args
    form = CheckForm(
        formdata=request.args if asked else None,
        data=FIRST,
        kept_km=_kilometres(request.args.get("radius_km", "")),
        meta={"csrf": False},
    )
    record = RecordForm(
        data={"key": secrets.token_urlsafe(16), "purpose": request.args.get("purpose", "")}
    )
    units = needing.units_for()
    unit = needing.unit_of(units, form) or units[0]
    need = needing.need_of(form, unit) if asked else None
    if need is None:
        return _page(form, record, None, 422 if request.method == "POST" else 200)
    if not record.is_submitted():
        return _page(form, record, need)
    if not record.validate():
        return _page(form, record, need, 422)
    try:
        with transaction():
            code = certificates.issue(
                unit,
                need,
                person=person(),
                now=now(),
                purpose=record.purpose.data or "",
                reason=record.reason.data or "",
                key=record.key.data or None,
            ).code
    except KiertoError as error:
        if isinstance(error, KeyReused):
            record.key.data = secrets.token_urlsafe(16)
        return _page(form, record, need, refusals.show(error, record))
    flash(_("The check is recorded. Give its number or the PDF to purchasing."), "success")
    return redirect(url_for("certificates.show", code=code), 303)


@blueprint.get("/certificates/<code>")
@public
def show(code: str) -> str:
    """What anybody with the code may know; the own organisation sees more."""
    found = by_code(code)
    return render_template(
        "certificates/show.html",
        shown=certifying.shown(found, is_ours=found.organisation_id in viewer().organisations),
        is_valid=found.valid_until >= local_day(now()),
        may_check=current_user.is_authenticated
        and access.may(person(), Permission.POST_WANT, found.unit_id),
    )


@blueprint.get("/certificates/<code>.pdf")
@signed_in
def pdf(code: str) -> Response:
    """The certificate on paper, for the organisation whose it is."""
    found = of_organisation(code, viewer())
    content = papers.pdf(
        certifying.shown(found, is_ours=True),
        address=address_of(found),
        language=str(get_locale()),
        made_at=now(),
    )
    response = Response(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="kierto-{found.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def address_of(certificate: Certificate) -> str:
    """The public address of a certificate."""
    return f"{settings().base_url}{url_for('certificates.show', code=certificate.code)}"


def _page(
    form: CheckForm, record: RecordForm, need: Need | None, status: int = 200
) -> tuple[str, int]:
    units = needing.units_for()
    unit = needing.offer_choices(form, units)
    found: Checked | None = None
    if need is not None:
        try:
            found = check(wants.unsaved(unit, need, now=now()), now=now())
        except KiertoError as error:
            status = refusals.show(error, form)
    page = render_template(
        "certificates/new.html",
        form=form,
        record=record,
        units=units,
        unit=unit,
        found=found,
        need=need,
        cards=[_card(match) for match in found.suitable] if found else [],
        nearest=certifying.nearest_now(found) if found else [],
    )
    return page, status


def _kilometres(text: str) -> int | None:
    """A distance of a want that is none of the usual ones."""
    is_distance = text.isascii() and text.isdecimal() and len(text) < 5
    return int(text) if is_distance and int(text) <= RADII_KM[-1] else None


def _card(match: Match) -> Card:
    return card_of(match.listing, distance_m=match.distance_m, reasons=reasons_in_words(match))
