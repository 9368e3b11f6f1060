"""Importing listings and past handovers, with a preview."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("imports", __name__)


@blueprint.get("/imports")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")
