"""The public results."""

from flask import Blueprint, render_template

from kierto.views import guards

blueprint = Blueprint("results", __name__)


@blueprint.get("/results")
@guards.public
def public() -> str:
    """A page that is still empty."""
    return render_template("base.html")
