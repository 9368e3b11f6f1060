"""Claims in both directions."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("claims", __name__)


@blueprint.get("/claims")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/claims/<int:claim_id>")
@signed_in
def show(claim_id: int) -> str:
    """A page that is still empty."""
    return render_template("base.html")
