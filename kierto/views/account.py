"""Signing in and out, language, password and own details."""

from flask import Blueprint, render_template

from kierto.views.guards import public, signed_in

blueprint = Blueprint("account", __name__)


@blueprint.get("/login")
@public
def login() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/account")
@signed_in
def settings() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/lang/<language>")
@public
def language(language: str) -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.post("/logout")
@signed_in
def logout() -> str:
    """A page that is still empty."""
    return render_template("base.html")
