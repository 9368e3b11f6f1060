"""The key that makes a retried call the same call."""

from flask import request
from flask_babel import gettext

from kierto.api.problems import Invalid

LONGEST = 120


def key() -> str | None:
    """The Idempotency-Key of the request, if it has one. Raises Invalid for one too long."""
    given = request.headers.get("Idempotency-Key", "").strip()
    if len(given) > LONGEST:
        sentence = gettext("At most %(most)s characters.") % {"most": LONGEST}
        raise Invalid({"Idempotency-Key": [sentence]})
    return given or None
