"""Handovers: recording, confirming, showing."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("handovers", __name__)


@blueprint.get("/handovers")
@signed_in
def index() -> str:
    """A page that is still empty."""
    return render_template("base.html")


@blueprint.get("/handovers/<int:handover_id>")
@signed_in
def show(handover_id: int) -> str:
    """A page that is still empty."""
    return render_template("base.html")
