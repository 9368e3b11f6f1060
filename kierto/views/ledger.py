"""The ledger: entries, what stands behind each, and corrections."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto import wording
from kierto.db import session, transaction
from kierto.documents.reuse_report_tables import key_label
from kierto.domain.errors import KiertoError, NotFound
from kierto.domain.permissions import Permission
from kierto.domain.reuse_report import Grouping, KeyPart
from kierto.forms.corrections import CorrectionForm
from kierto.forms.ledger import LedgerFilterForm
from kierto.forms.reports import FILTER_NAMES, NOBODY, LedgerQuestion
from kierto.models import LedgerEntry
from kierto.queries import access, categories, ledger_list, ledger_scope
from kierto.services import corrections
from kierto.views.guards import now, person, requires, signed_in, viewer

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/ledger")
@signed_in
def index() -> str:
    """The entries that a figure opens to, the newest first."""
    question = LedgerQuestion.asked(request.args, viewer().organisations)
    found = ledger_list.page(
        question.selection,
        ledger_scope.open_to(person()),
        language=str(get_locale()),
        before=request.args.get("before", type=int),
    )
    form = LedgerFilterForm(
        request.args,
        parties=ledger_scope.parties(viewer().organisations),
        tree=categories.tree(str(get_locale())),
    )
    return render_template(
        "ledger/index.html",
        form=form,
        page=found,
        question=question,
        filters=_in_words(question.query),
    )


@blueprint.get("/ledger/<int:entry_id>")
@signed_in
def show(entry_id: int) -> str:
    """One entry with everything that stands behind it."""
    entry = _open_entry(entry_id)
    found = ledger_list.evidence(entry, language=str(get_locale()))
    may_correct = found.stands and access.may(
        person(), Permission.CORRECT_LEDGER, entry.giver_unit_id
    )
    sides = {entry.giver_unit_id, entry.receiver_unit_id}
    return render_template(
        "ledger/show.html",
        found=found,
        entry=entry,
        may_correct=may_correct,
        may_see_receipt=found.handover is not None and not sides.isdisjoint(viewer().units),
    )


@blueprint.route("/ledger/<int:entry_id>/correct", methods=["GET", "POST"])
@requires(Permission.CORRECT_LEDGER)
def correct(entry_id: int) -> tuple[str, int] | Response:
    """Reverse an entry and write the right one; nothing is edited."""
    entry = _open_entry(entry_id)
    form = CorrectionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                _reversal, corrected = corrections.correct(
                    entry_id, form.correction(), person=person(), now=now()
                )
                shown = entry_id if corrected is None else corrected.id
        except KiertoError as error:
            field = {"mass_kg": "mass"}.get(error.field or "", error.field or "")
            target = form[field] if field in form else form.reason  # noqa: SIM401 - not a mapping
            target.errors = [*target.errors, wording.explain(error)]
            entry = _open_entry(entry_id)
        else:
            flash(_("The entry was corrected. The old one stays readable."), "success")
            return redirect(url_for("ledger.show", entry_id=shown))
    found = ledger_list.evidence(entry, language=str(get_locale()))
    status = 422 if form.errors else 200
    page = render_template("ledger/correct.html", form=form, entry=entry, found=found)
    return page, status


def _open_entry(entry_id: int) -> LedgerEntry:
    entry = session.get(LedgerEntry, entry_id)
    if entry is None or not ledger_scope.is_open_to(entry, person()):
        raise NotFound
    return entry


def _in_words(query: dict[str, str]) -> list[tuple[str, str, dict[str, str]]]:
    """The filters of a link: name, value, and the link without it."""
    found = []
    for name, title in FILTER_NAMES.items():
        if name in query:
            rest = {key: value for key, value in query.items() if key != name}
            found.append((str(title), _value(name, query[name]), rest))
    return found


def _value(name: str, code: str) -> str:
    grouping = {"giver": Grouping.UNIT}.get(name) or Grouping(name)
    text = code
    if grouping is Grouping.CATEGORY:
        category = categories.by_code(code)
        text = code if category is None else category.name(str(get_locale()))
    elif grouping in {Grouping.UNIT, Grouping.RECEIVER} and code != NOBODY:
        text = ledger_scope.unit_name(code)
    return key_label(KeyPart(grouping, None if code == NOBODY else code, text))
