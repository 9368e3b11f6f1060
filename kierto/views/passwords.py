"""Changing the password, and setting it by a link from a mail."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.forms.account import ChangePasswordForm, ForgottenForm, NewPasswordForm
from kierto.services import passwords, people, sign_ins
from kierto.views import limits, refusals, sessions
from kierto.views.guards import now, person, public, signed_in
from kierto.views.installation import settings

blueprint = Blueprint("passwords", __name__)


def link_maker() -> Callable[[str], str]:
    """Turns a secret into the address of the page that sets the password."""
    base = settings().base_url
    return lambda secret: base + url_for("passwords.by_link", secret=secret)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change() -> str | Response | tuple[str, int]:
    """Change the own password; all other browsers must sign in again."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("account/password.html", form=form), status
    try:
        with transaction():
            user = person()
            passwords.change(user, form.old.data or "", form.password.data or "", now=now())
            remember = sessions.is_remembered()
            started = sign_ins.begin(user, remember=remember, now=now(), browser=sessions.browser())
    except KiertoError as error:
        return render_template("account/password.html", form=form), refusals.show(error, form)
    sessions.begin(started, remember=remember)
    flash(_("The password has been changed. Other browsers have been signed out."), "success")
    return redirect(url_for("account.settings"))


def _too_many(limit: RequestLimit) -> FlaskResponse:
    return limits.too_many(limit, ForgottenForm(), "account/forgotten.html")


@blueprint.route("/password", methods=["GET", "POST"])
@public
@limits.limiter.limit(
    limits.LINKS, key_func=limits.caller_and_account, methods=["POST"], on_breach=_too_many
)
def forgotten() -> str | Response | tuple[str, int]:
    """Ask for a link by mail; the answer is the same whether the address is known or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("account/forgotten.html", form=form), status
    with transaction():
        people.send_reset(form.email.data or "", link=link_maker(), now=now())
    return render_template("account/link_sent.html", email=form.email.data)


@blueprint.route("/password/<secret>", methods=["GET", "POST"])
@public
def by_link(secret: str) -> str | Response | tuple[str, int]:
    """Set a password by a link from a mail, and be signed in."""
    owner = passwords.owner_of_link(secret, now=now())
    form = NewPasswordForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("account/by_link.html", form=form, owner=owner), status
    try:
        with transaction():
            user = passwords.use_link(secret, form.password.data or "", now=now())
            started = sign_ins.begin(user, remember=False, now=now(), browser=sessions.browser())
    except passwords.DeadLink:
        raise
    except KiertoError as error:
        page = render_template("account/by_link.html", form=form, owner=owner)
        return page, refusals.show(error, form)
    sessions.begin(started, remember=False)
    flash(_("Your password is set and you are signed in."), "success")
    return redirect(url_for("front.start"))
