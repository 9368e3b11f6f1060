"""Accessibility, privacy, sources, and the state of the service."""

from flask import Blueprint, Response, jsonify, render_template

from kierto.queries import readiness, sources
from kierto.services.passwords import INVITATION_LASTS, RESET_LASTS
from kierto.services.sign_ins import REMEMBERED, SHORT
from kierto.services.tidying import KEPT
from kierto.views.guards import public
from kierto.views.installation import settings

blueprint = Blueprint("information", __name__)

ROBOTS = """User-agent: *
Disallow: /account
Disallow: /administration
Disallow: /api/
Disallow: /claims
Disallow: /handovers
Disallow: /imports
Disallow: /lang/
Disallow: /ledger
Disallow: /login
Disallow: /password
Disallow: /reports
Disallow: /wants
"""


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """The accessibility statement that the law asks for."""
    return render_template("information/accessibility.html", contact=settings().contact)


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept of people, why, how long, and how to have it erased."""
    return render_template(
        "information/privacy.html",
        contact=settings().contact,
        hours=int(SHORT.total_seconds()) // 3600,
        remembered=REMEMBERED.days,
        kept=KEPT.days,
        reset_hours=int(RESET_LASTS.total_seconds()) // 3600,
        invitation_days=INVITATION_LASTS.days,
    )


@blueprint.get("/attributions")
@public
def attributions() -> str:
    """Whose data and software this is made with."""
    return render_template("information/attributions.html", factor_sources=sources.of_factors())


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """The process answers."""
    return _state({"alive": True}, 200)


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """The database answers and has every migration; else why not."""
    reason = readiness.what_is_missing()
    if reason is None:
        return _state({"ready": True}, 200)
    return _state({"ready": False, "reason": reason}, 503)


def _state(document: dict[str, object], status: int) -> Response:
    answer = jsonify(document)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines leave alone."""
    return Response(ROBOTS, mimetype="text/plain")
