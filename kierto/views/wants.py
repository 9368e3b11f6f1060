"""Wants and what meets them."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("wants", __name__)


@blueprint.get("/wants")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/wants/new")
@signed_in
def new() -> str:
    """A page that is still empty."""
    return render_template("base.html")
