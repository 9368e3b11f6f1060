"""Whatever goes wrong under /api becomes application/problem+json (RFC 9457), in this one place."""

import re
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from kierto.domain.errors import N_, KiertoError, Refused
from kierto.wording import explain

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"


class Invalid(Refused):
    """Members that could not be read; ``errors`` as marshmallow gives them, maybe nested."""

    message = N_("Some of what was sent cannot be used. The members in question are named.")

    def __init__(self, errors: Any) -> None:  # noqa: ANN401
        super().__init__()
        self.errors = flatten(errors)


class NotAuthenticated(KiertoError):
    """No token, or one that is unknown or revoked: the same answer for all."""

    status = 401
    message = N_("Send a valid token in the header Authorization: Bearer …")


class ConditionNeeded(KiertoError):
    """A change without the version that it is based on."""

    status = 428
    message = N_("Send the ETag that you read in the header If-Match, so that no change is lost.")


class Changed(KiertoError):
    """The version in If-Match is no longer the current one."""

    status = 412
    message = N_("Somebody changed this after you read it. Read it again and repeat your change.")


def concerns(path: str) -> bool:
    """Whether what went wrong at ``path`` is told as a problem rather than as a page."""
    return path.startswith(PREFIX)


def of_error(error: KiertoError) -> Response:
    """A refusal of the domain, with the field it concerns and its data."""
    sentence = explain(error)
    errors = error.errors if isinstance(error, Invalid) else {}
    if error.field is not None:
        errors = {error.field: [sentence]}
    members: dict[str, Any] = {"type": f"urn:kierto:{_kebab(type(error).__name__)}"}
    if "free" in error.data:
        members["free"] = str(error.data["free"])
    answer = _problem(error.status, sentence, errors, members)
    if error.status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Kierto"'
    return answer


def of_http(error: HTTPException) -> Response:
    """An error of the protocol: no such address, wrong method, too large, or ours (500)."""
    status = error.code or 500
    sentence = _SENTENCES.get(status) or error.description or error.name
    answer = _problem(status, str(gettext(sentence)), {}, {})
    for name, value in error.get_headers(request.environ):
        if name not in {"Content-Type", "Content-Length"}:
            answer.headers[name] = value
    return answer


def flatten(errors: Any, above: str = "") -> dict[str, list[str]]:  # noqa: ANN401
    """Messages by member: {"location": {"lat": […]}} becomes {"location.lat": […]}."""
    if not isinstance(errors, dict):
        sentences = errors if isinstance(errors, list) else [errors]
        return {above or "_body": [str(sentence) for sentence in sentences]}
    found: dict[str, list[str]] = {}
    for name, inner in errors.items():
        own = "_body" if name == "_schema" else str(name)
        found |= flatten(inner, f"{above}.{own}" if above else own)
    return found


_SENTENCES = {
    404: N_("There is nothing at this address, or it is not open to you."),
    405: N_("This address does not know this method."),
    413: N_("What was sent is too large."),
    429: N_("Too many calls. Wait a moment and try again."),
    500: N_("Kierto could not answer this. It has been written down; try again in a moment."),
}


def _problem(
    status: int, detail: str, errors: dict[str, list[str]], members: dict[str, Any]
) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    answer = jsonify(body | members | {"detail": detail} | ({"errors": errors} if errors else {}))
    answer.status_code = status
    answer.mimetype = MEDIA_TYPE
    return answer


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
