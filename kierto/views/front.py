"""The public front page and the start page of those who have signed in."""

from flask import Blueprint, render_template

from kierto.views.guards import public

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@public
def start() -> str:
    """A page that is still empty."""
    return render_template("base.html")
