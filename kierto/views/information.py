"""Accessibility, privacy and the state of the service."""

from flask import Blueprint, render_template

from kierto.views.guards import public

blueprint = Blueprint("information", __name__)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """A page that is still empty."""
    return render_template("base.html")
