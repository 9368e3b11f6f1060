"""The public results."""

from flask import Blueprint, render_template

from kierto.views.guards import public

blueprint = Blueprint("results", __name__)


@blueprint.get("/results")
@public
def public() -> str:
    """A page that is still empty."""
    return render_template("base.html")
