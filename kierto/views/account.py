"""Signing in and out, language, password and own details."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError
from kierto.forms.account import SignInForm
from kierto.services import sign_ins
from kierto.views.guards import now, public, signed_in
from kierto.views.sessions import Session
from kierto.wording import explain

blueprint = Blueprint("account", __name__)


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> str | Response | tuple[str, int]:
    """Sign in with e-mail address and password."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("account/login.html", form=form)
    try:
        with transaction():
            started = sign_ins.sign_in(
                form.email.data or "",
                form.password.data or "",
                remember=bool(form.remember.data),
                now=now(),
            )
            key, user = started.key, started.user
    except KiertoError as error:
        page = render_template("account/login.html", form=form, refusal=explain(error))
        return page, error.status
    login_user(Session(key, user), remember=False)
    return redirect(url_for("front.start"))


@blueprint.post("/logout")
@signed_in
def logout() -> Response:
    """End this browser's session."""
    with transaction():
        sign_ins.sign_out(request.cookies.get("session", ""), now=now())
    logout_user()
    return redirect(url_for("front.start"))


@blueprint.get("/account")
@signed_in
def settings() -> str:
    """Own details."""
    return render_template("base.html")


@blueprint.get("/lang/<lang>")
@public
def language(lang: str) -> Response:
    """Switch the language of this browser."""
    response = redirect(url_for("front.start"))
    response.set_cookie("language", lang, samesite="Lax", httponly=True)
    return response
