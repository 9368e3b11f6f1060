"""The way out that stands in every mail about matches: no signing in, one click.

Looking at the page changes nothing, because mail programs open links by themselves; only its
buttons, and the POST that a mail program sends for its own button (RFC 8058), do.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.alerts import AlertRhythm
from kierto.forms.account import RHYTHMS
from kierto.models import User
from kierto.services import alerts, ways_out
from kierto.views.guards import public
from kierto.views.installation import settings

blueprint = Blueprint("mails", __name__)

ONE = "/mails/<signed>"


@blueprint.get(ONE)
@public
def show(signed: str) -> str:
    """How often mails come, and what else is possible."""
    user = _user(signed)
    return render_template(
        "mails/show.html",
        signed=signed,
        rhythm=user.alert_rhythm.value,
        rhythms=RHYTHMS,
        is_done="done" in request.args,
    )


@blueprint.post(ONE)
@public
def change(signed: str) -> Response:
    """End the mails, or let them come as often as was chosen.

    A mail program sends ``List-Unsubscribe=One-Click`` and no choice: that ends them. The link
    itself is the proof, so the page needs no token of a session.
    """
    chosen = request.form.get("rhythm", AlertRhythm.NEVER.value)
    known = {rhythm.value for rhythm in AlertRhythm}
    rhythm = AlertRhythm(chosen) if chosen in known else AlertRhythm.NEVER
    with transaction():
        alerts.set_rhythm(_user(signed), rhythm)
    return redirect(url_for("mails.show", signed=signed, done=1), 303)


def _user(signed: str) -> User:
    return ways_out.user_of(signed, secret=settings().secret_key)
