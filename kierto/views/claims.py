"""Claims in both directions."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("claims", __name__)


@blueprint.get("/claims")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")
