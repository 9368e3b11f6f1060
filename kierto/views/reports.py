"""Reports, each figure open to its entries."""

from flask import Blueprint, render_template

from kierto.views.guards import signed_in

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
@signed_in
def reuse() -> str:
    """A page that is still empty."""
    return render_template("base.html")
