"""Importing listings, past handovers and sites: send, look, confirm once."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.documents import import_tables
from kierto.documents.tables import write_csv, write_xlsx
from kierto.domain.errors import KiertoError, NotAllowed, NotFound
from kierto.domain.permissions import Permission
from kierto.domain.table_columns import COLUMNS
from kierto.forms.imports import UploadForm, reading_form
from kierto.models import ImportRun, Unit
from kierto.outside.held_files import HeldFiles
from kierto.queries import access, categories, category_names, import_runs, named_units, units
from kierto.queries.listings import open_of_unit
from kierto.services.imports import drafts, running
from kierto.services.imports.drafts import Draft
from kierto.services.imports.result import ImportResult
from kierto.services.imports.running import File, Look, NothingSent, Order
from kierto.views import refusals
from kierto.views.guards import now, person, requires
from kierto.views.installation import settings
from kierto.wording import explain, explain_note

blueprint = Blueprint("imports", __name__)

ONE = "/imports/drafts/<name>"
PAGE = 30
ERRORS_SHOWN = 100
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/imports")
@requires(Permission.IMPORT)
def index() -> str:
    """What can be imported, and what has been."""
    own = access.choices_where(person(), Permission.IMPORT)
    before = request.args.get("before", type=int)
    found = import_runs.of_units([unit.id for unit in own], limit=PAGE + 1, before=before)
    return render_template(
        "imports/index.html",
        past=found[:PAGE],
        more=found[PAGE - 1].run.id if len(found) > PAGE else None,
        before=before,
        units=own,
        home=_home(own),
    )


@blueprint.route("/imports/new/<kind>", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def new(kind: str) -> Response | str | tuple[str, int]:
    """Send a file; its preview follows."""
    _check(kind)
    own = access.choices_where(person(), Permission.IMPORT)
    form = UploadForm(data={"unit": request.args.get("unit") or _home(own)})
    form.offer(own, units.living() if kind == "handovers" else ())
    if not form.is_submitted():
        return _upload_page(kind, form)
    if not form.validate():
        return _upload_page(kind, form), 422
    try:
        order = _order(kind, form)
        running.look_at(order)
    except KiertoError as error:
        status = refusals.show(error, form)
        return _upload_page(kind, form), status
    name = drafts.begin(_held(), order, person=person(), now=now())
    return redirect(url_for("imports.preview", name=name), 303)


@blueprint.get(ONE)
@requires(Permission.IMPORT)
def preview(name: str) -> str | Response | tuple[str, int]:
    """How the file was understood; nothing is stored yet."""
    try:
        draft = drafts.find(_held(), name, person=person())
    except NotFound:
        return _gone()
    return _preview_page(draft)


@blueprint.post(f"{ONE}/reading")
@requires(Permission.IMPORT)
def read_otherwise(name: str) -> str | Response | tuple[str, int]:
    """Take other columns, other categories or another encoding, and look again."""
    try:
        draft = drafts.find(_held(), name, person=person())
    except NotFound:
        return _gone()
    unknown = request.form.getlist("unknown")[:20]
    form = reading_form(draft.order.kind, (), {}, unknown, "")
    if not form.validate():
        return _preview_page(draft)
    # With other letters the columns have other names, so they are recognised anew.
    same_letters = (form.encoding.data or None) == draft.order.file.encoding
    drafts.say(
        _held(),
        draft,
        columns=form.columns() if same_letters else {},
        categories=form.categories(),
        encoding=form.encoding.data or None,
        person=person(),
    )
    return redirect(url_for("imports.preview", name=name), 303)


@blueprint.post(f"{ONE}/confirm")
@requires(Permission.IMPORT)
def confirm(name: str) -> str | Response | tuple[str, int]:
    """Store all rows; a second click finds them stored."""
    try:
        draft = drafts.find(_held(), name, person=person())
    except NotFound:
        return _gone()
    try:
        ready = running.make_ready(draft.order, person=person(), now=now())
        with transaction():
            run = ready.store_once(person=person(), now=now(), key=name)
    except KiertoError as error:
        refusals.flash(error)
        return redirect(url_for("imports.preview", name=name), 303)
    drafts.end(_held(), draft, person=person())
    flash(_told(run), "success")
    return redirect(url_for("imports.index"), 303)


@blueprint.post(f"{ONE}/discard")
@requires(Permission.IMPORT)
def discard(name: str) -> Response:
    """Forget a file that was sent."""
    try:
        draft = drafts.find(_held(), name, person=person())
    except NotFound:
        return _gone()
    drafts.end(_held(), draft, person=person())
    flash(_("The file is forgotten; nothing was imported."), "info")
    return redirect(url_for("imports.new", kind=draft.order.kind), 303)


@blueprint.get("/imports/templates/<kind>.<extension>")
@requires(Permission.IMPORT)
def template(kind: str, extension: str) -> Response:
    """An empty table with the columns that are expected."""
    _check(kind)
    language = str(get_locale())
    if extension == "csv":
        content = import_tables.template_csv(kind, language)
    elif extension == "xlsx":
        content = import_tables.template_xlsx(kind, language, categories.tree(language))
    else:
        abort(404)
    return _file(content, extension, f"kierto-{kind}")


@blueprint.get("/imports/table")
@requires(Permission.IMPORT)
def export() -> Response:
    """A unit's open listings as a table that can be changed and imported again."""
    extension = request.args.get("as", "xlsx")
    unit = named_units.by_code(request.args.get("unit", ""))
    if unit is None or extension not in TYPES:
        raise NotFound
    if not access.may(person(), Permission.IMPORT, unit.id):
        raise NotAllowed
    language = str(get_locale())
    sheet = import_tables.listings_sheet(open_of_unit(unit.id), category_names.known(), language)
    if extension == "csv":
        content = write_csv(sheet, decimal_mark="." if language == "en" else ",")
    else:
        content = write_xlsx([sheet])
    return _file(content, extension, f"kierto-{unit.code}")


def _check(kind: str) -> None:
    if kind not in running.KINDS:
        abort(404)


def _home(own: list[Unit]) -> str:
    """The unit that a person most likely means: the one from which they look."""
    home = units.home_of(person())
    return home.code if home is not None and home in own else own[0].code


def _held() -> HeldFiles:
    return HeldFiles(settings().held_imports)


def _order(kind: str, form: UploadForm) -> Order:
    unit = named_units.by_code(form.unit.data or "")
    if unit is None:
        raise NotFound
    if not access.may(person(), Permission.IMPORT, unit.id):
        raise NotAllowed
    files: dict[str, File | None] = {}
    for part in drafts.PARTS:
        sent = form[part].data
        content = sent.read() if sent else b""
        files[part] = File(content, sent.filename or part) if content else None
    file = files.pop("file")
    if file is None:
        raise NothingSent(field="file")
    if kind != "handovers":
        return Order(kind=kind, file=file, unit=unit)
    receiver = named_units.by_code(form.receiver.data) if form.receiver.data else None
    if receiver is not None and receiver.id == unit.id:
        raise running.ReceiverIsGiver(field="receiver")
    return Order(
        kind=kind,
        file=file,
        unit=unit,
        receiver=receiver,
        weights=files["weights"],
        materials=files["materials"],
    )


def _upload_page(kind: str, form: UploadForm) -> str:
    return render_template("imports/new.html", kind=kind, form=form, columns=COLUMNS[kind])


def _preview_page(draft: Draft) -> tuple[str, int]:
    order = draft.order
    problem: str | None = None
    result = ImportResult(kind=order.kind)
    look = Look([], {}, is_text=True)
    try:
        look = running.look_at(order)
        ready = running.make_ready(order, person=person(), now=now())
        with transaction():
            result = ready.store(person=person(), now=now(), is_trial=True)
    except KiertoError as error:
        problem = explain(error)
    unknown = drafts.unknown_categories(result)
    tree = categories.tree(str(get_locale()))
    page = render_template(
        "imports/preview.html",
        draft=draft,
        order=order,
        result=result,
        problem=problem,
        look=look,
        unknown=unknown,
        form=reading_form(order.kind, look.names, look.columns, unknown, order.file.encoding or ""),
        tree=[node for node in tree if not node.is_refused],
        errors=result.errors[:ERRORS_SHOWN],
        category_names={node.id: node.name for node in tree},
        explained=explain,
        told=explain_note,
    )
    return page, 422 if problem else 200


def _gone() -> Response:
    flash(
        _("This file has been imported already, or its day has passed. Look at the list below."),
        "info",
    )
    return redirect(url_for("imports.index"), 303)


def _told(run: ImportRun) -> str:
    sentence = _(
        "The table is imported: %(new)s new, %(updated)s changed, %(skipped)s left as they are.",
        new=run.created,
        updated=run.updated,
        skipped=run.skipped,
    )
    return str(sentence)


def _file(content: bytes, extension: str, name: str) -> Response:
    answer = Response(content, content_type=TYPES[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return answer
