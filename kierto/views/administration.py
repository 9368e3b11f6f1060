"""Units, people and roles of an organisation."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("administration", __name__)


@blueprint.get("/administration")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")
