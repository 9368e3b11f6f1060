"""Finding, showing, posting and changing listings."""

from flask import Blueprint, render_template

from kierto.views.guards import public, signed_in

blueprint = Blueprint("listings", __name__)


@blueprint.get("/listings")
@public
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/listings/new")
@signed_in
def new() -> str:
    """A page that is still empty."""
    return render_template("base.html")
