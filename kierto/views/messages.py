"""Messages on a claim: read on its page, written with a form that works without scripts."""

import secrets

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from kierto.db import transaction
from kierto.domain.errors import KiertoError, NotAllowed
from kierto.forms.messages import MessageForm
from kierto.models import Claim, Message
from kierto.queries.claims import claim_of_party
from kierto.queries.messages import messages_of
from kierto.services import messages
from kierto.services.submissions import KeyReused
from kierto.views import refusals
from kierto.views.claims import claim_page
from kierto.views.guards import now, person, signed_in, viewer
from kierto.views.histories import history_of_claim

blueprint = Blueprint("messages", __name__)


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """The page of a claim shows its messages with ``claims/_messages.html``."""
    return {
        "messages_shown": messages_shown,
        "message_form": message_form,
        "may_write": may_write,
        "history_of_claim": history_of_claim,
    }


@blueprint.post("/claims/<int(max=9007199254740991):claim_id>/messages")
@signed_in
def write(claim_id: int) -> Response | tuple[str, int]:
    """Send a message; one that is refused stands in the form as it was typed."""
    claim = claim_of_party(claim_id, viewer())
    form = MessageForm()
    try:
        with transaction():
            messages.write(
                claim, form.text.data or "", person=person(), now=now(), key=form.key.data or None
            )
    except KiertoError as error:
        if isinstance(error, NotAllowed):
            raise
        if isinstance(error, KeyReused):
            form.key.data = secrets.token_urlsafe(16)
        status = refusals.show(error, form)
        claim = claim_of_party(claim_id, viewer())
        return claim_page(claim, written=form), status
    flash(_("The message is sent. The other side gets it by mail too."), "success")
    return redirect(url_for("claims.show", claim_id=claim_id, _anchor="messages"), 303)


def messages_shown(claim: Claim) -> list[tuple[Message, bool]]:
    """The messages with whether our side wrote them; only the page of a party asks."""
    units = viewer().units
    return [(message, message.unit_id in units) for message in messages_of(claim)]


def message_form() -> MessageForm:
    """An empty form with a key of its own."""
    return MessageForm(formdata=None, data={"key": secrets.token_urlsafe(16)})


def may_write(claim: Claim) -> bool:
    """Whether the reader acts for a side of the claim and not only looks."""
    return messages.side_of(claim, person()) is not None
