"""Signing in and out, language, and own details with sessions and tokens."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from flask_babel import refresh
from flask_limiter import RequestLimit
from flask_login import current_user
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.alerts import AlertRhythm
from kierto.domain.errors import KiertoError
from kierto.forms.account import DetailsForm, EraseForm, SignInForm, TokenForm
from kierto.queries import people as people_queries
from kierto.queries import sign_ins as sign_in_queries
from kierto.services import alerts, outbox, passwords, people, sign_ins, tokens
from kierto.views import limits, refusals, sessions
from kierto.views.errors import LANGUAGES
from kierto.views.guards import now, person, public, signed_in
from kierto.views.next_page import next_page
from kierto.wording import explain

blueprint = Blueprint("account", __name__)

YEAR_S = 365 * 24 * 3600


def _too_many(limit: RequestLimit) -> FlaskResponse:
    return limits.too_many(limit, SignInForm(), "account/login.html")


@blueprint.route("/login", methods=["GET", "POST"])
@public
@limits.limiter.limit(
    limits.SIGN_INS,
    key_func=limits.caller_and_account,
    methods=["POST"],
    deduct_when=limits.failed,
    on_breach=_too_many,
)
@limits.limiter.limit(
    limits.SIGN_INS_OF_ADDRESS,
    methods=["POST"],
    deduct_when=limits.failed,
    on_breach=_too_many,
)
def login() -> str | Response | tuple[str, int]:
    """Sign in with e-mail address and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        if current_user.is_authenticated and not form.is_submitted():
            return redirect(next_page())
        return render_template("account/login.html", form=form)
    remember = bool(form.remember.data)
    try:
        with transaction():
            started = sign_ins.sign_in(
                form.email.data or "",
                form.password.data or "",
                remember=remember,
                now=now(),
                browser=sessions.browser(),
            )
            sign_ins.sign_out(sessions.key(), now=now())
    except KiertoError as error:
        page = render_template("account/login.html", form=form, refusal=explain(error))
        return page, error.status
    sessions.begin(started, remember=remember)
    return redirect(next_page())


@blueprint.post("/logout")
@public
def logout() -> Response:
    """End this browser's session, here and in every copy of its cookie."""
    if sessions.key():
        with transaction():
            sign_ins.sign_out(sessions.key(), now=now())
    sessions.forget()
    flash(_("You have signed out."), "success")
    return redirect(next_page())


@blueprint.get("/lang/<lang>")
@public
def language(lang: str) -> Response:
    """Switch the language of the account, and of this browser for when nobody has signed in."""
    if lang not in LANGUAGES:
        abort(404)
    if current_user.is_authenticated and person().language != lang:
        with transaction():
            person().language = lang
    response = redirect(next_page())
    response.set_cookie("language", lang, max_age=YEAR_S, samesite="Lax", httponly=True)
    return response


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def settings() -> str | Response | tuple[str, int]:
    """Own details, roles, sessions and tokens."""
    form = DetailsForm(obj=person())
    if not form.validate_on_submit():
        return _settings_page(form), 422 if form.is_submitted() else 200
    try:
        with transaction():
            people.change_details(
                person(),
                name=form.name.data or "",
                phone=form.phone.data or "",
                language=form.language.data,
            )
            alerts.set_rhythm(person(), AlertRhythm(form.alert_rhythm.data))
    except KiertoError as error:
        return _settings_page(form), refusals.show(error, form)
    refresh()
    flash(_("Saved."), "success")
    return redirect(url_for("account.settings"))


def _settings_page(form: DetailsForm, token_form: TokenForm | None = None) -> str:
    return render_template(
        "account/settings.html",
        form=form,
        token_form=token_form or TokenForm(formdata=None),
        memberships=people_queries.memberships_of(person()),
        sign_ins=sign_in_queries.open_sign_ins(person(), now()),
        this_key=sessions.key(),
        tokens=people_queries.open_tokens(person()),
    )


@blueprint.post("/account/mail/resume")
@signed_in
def resume_mail() -> Response:
    """Send mail to the own address again, after its server refused it."""
    with transaction():
        outbox.resume(person())
    flash(_("Mail is sent to you again. If it still does not arrive, you are told here."))
    return redirect(url_for("account.settings"))


@blueprint.post("/account/sign-ins/end")
@signed_in
def end_other_sign_ins() -> Response:
    """End all sessions but this one."""
    with transaction():
        passwords.end_sign_ins(person(), now=now(), but=sessions.key())
    flash(_("The other sign-ins have ended."), "success")
    return redirect(url_for("account.settings", _anchor="sign-ins"))


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@signed_in
def end_sign_in(sign_in_id: int) -> Response:
    """End one of the own sessions."""
    with transaction():
        sign_ins.end(sign_in_id, person=person(), now=now())
    flash(_("That sign-in has ended."), "success")
    return redirect(url_for("account.settings", _anchor="sign-ins"))


@blueprint.post("/account/tokens")
@signed_in
def create_token() -> Response | tuple[str, int]:
    """Make a token and show it, this once."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _settings_page(DetailsForm(formdata=None, obj=person()), form), 422
    with transaction():
        token, text = tokens.create(person(), name=form.name.data or "", now=now())
        name = token.name
    return make_response(render_template("account/token.html", text=text, name=name))


@blueprint.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> Response:
    """End one of the own tokens."""
    with transaction():
        tokens.revoke(token_id, person=person(), now=now())
    flash(_("The token no longer works."), "success")
    return redirect(url_for("account.settings", _anchor="tokens"))


@blueprint.route("/account/erase", methods=["GET", "POST"])
@signed_in
def erase() -> str | Response | tuple[str, int]:
    """Have the own details erased for good."""
    form = EraseForm()
    if not form.validate_on_submit():
        return render_template("account/erase.html", form=form), 422 if form.is_submitted() else 200
    if not passwords.matches(person(), form.password.data or ""):
        status = refusals.show(passwords.WrongOldPassword(field="password"), form)
        return render_template("account/erase.html", form=form), status
    try:
        with transaction():
            people.erase(person(), now=now())
    except KiertoError as error:
        return render_template("account/erase.html", form=form), refusals.show(error, form)
    sessions.forget()
    flash(_("Your details have been erased and you have been signed out."), "success")
    return redirect(url_for("front.start"))
