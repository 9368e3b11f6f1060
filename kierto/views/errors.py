"""Errors as pages: what happened, why, and what to do next."""

import secrets

import flask
from flask import current_app, g, make_response, render_template, request
from flask_babel import force_locale, gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response

from kierto import wording
from kierto.db import WritesRefused, only_reading, session
from kierto.domain.errors import KiertoError

_ = lazy_gettext

LANGUAGES = ("fi", "sv", "en")

TITLES: dict[int, LazyString] = {
    400: _("This could not be read"),
    401: _("Sign in first"),
    403: _("This is not open to you"),
    404: _("There is nothing here"),
    405: _("This address is not opened like that"),
    409: _("Something changed meanwhile"),
    410: _("This link has ended"),
    412: _("Something changed meanwhile"),
    413: _("This is too large"),
    415: _("This kind of file cannot be taken"),
    422: _("This cannot be done"),
    429: _("Too many attempts"),
    503: _("Not available just now"),
}

SENTENCES: dict[int, LazyString] = {
    400: _("Something in the address or the form was not as expected. Go back and try once more."),
    403: _("Your role does not allow this. Ask the administrator of your organisation."),
    404: _("There is nothing at this address, or it is not open to you."),
    405: _("Go back to the page you came from and use its buttons and links."),
    409: _("Go back, load the page again and look at what has changed."),
    429: _("There were many attempts in a short time. Wait a few minutes and try again."),
    503: _("The service is being maintained. Try again in a few minutes."),
}

OPEN_TOO_LONG = _(
    "This page had been open for long, or you have signed in again since. Nothing was saved yet. "
    "What you wrote is still here: check it and send it again."
)
SIGNED_OUT = _(
    "Your sign-in has ended, so nothing was saved. What you wrote is still here: sign in in "
    "another tab, then come back to this one and send it again."
)

_UNTYPED = {"csrf_token", "idempotency_key", "next"}


def page(status: int, sentence: str | None = None) -> tuple[str, int]:
    """The page for ``status``; ``sentence`` says more exactly what happened."""
    title = TITLES.get(status, TITLES[422 if status < 500 else 503])
    text = sentence or SENTENCES.get(status, SENTENCES[400 if status < 500 else 503])
    return render_template("errors/error.html", title=title, sentence=text, code=status), status


def of_rule(error: KiertoError) -> tuple[str, int]:
    """A refusal that no form caught."""
    return page(error.status, wording.explain(error))


def of_http(error: HTTPException) -> tuple[str, int] | Response:
    """An error of HTTP; what it demands of the answer (Allow, Retry-After) is kept."""
    if error.response is not None:
        return make_response(error.response)
    if error.code is None or error.code < 400:
        return error.get_response()
    sentence = None
    if error.code == 413:
        limit = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
        sentence = gettext("At most %(limit)s MB can be sent at once. Send less.", limit=limit)
    answer = make_response(page(error.code, sentence))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            answer.headers[name] = value
    return answer


def of_fault(error: InternalServerError) -> tuple[str, int]:
    """A fault of ours: a reference number for the reader, the traceback under it in the log.

    The page asks neither database nor account, because they may be what is broken.
    """
    g.is_broken = True
    reference = secrets.token_hex(4).upper()
    cause = error.original_exception
    current_app.logger.error(
        "Reference %s: %s %s", reference, request.method, request.path, exc_info=cause
    )
    session.rollback()
    chosen = request.cookies.get("language", "")
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES, default="fi") or "fi"
    # Not render_template: what is added to the frame of a page asks who the reader is.
    template = current_app.jinja_env.get_template("errors/fault.html")
    with force_locale(chosen):
        return template.render(reference=reference, lang=chosen), 500


def of_token(error: CSRFError) -> tuple[str, int] | Response:
    """A form whose token is missing, too old or another session's: nothing is done.

    When it came from a page of ours, the form is shown again with what was typed: by its own
    view where that has one (kept from writing), else by a page that can send the same again.
    """
    if not _from_own_page():
        return page(400)
    return _own_form() or typed_again(OPEN_TOO_LONG, 400)


def typed_again(sentence: LazyString, status: int) -> tuple[str, int]:
    """A page with everything that was typed, ready to be sent again."""
    values = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"
    ]
    secret = any("password" in name for name, _value in values)
    shown = [] if secret else values
    typed = [value for name, value in shown if name not in _UNTYPED and value.strip()]
    body = render_template(
        "errors/again.html",
        title=TITLES[401] if status == 401 else _("Send this once more"),
        sentence=sentence,
        fields=shown,
        typed=typed,
        secret=secret,
        code=status,
    )
    return body, status


def _own_form() -> Response | None:
    """The form page again, rendered by its own view from what was posted."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return None
    view = current_app.view_functions[rule.endpoint]
    flask.flash(str(OPEN_TOO_LONG), "warning")
    try:
        with only_reading():
            answer = make_response(current_app.ensure_sync(view)(**(request.view_args or {})))
    except (WritesRefused, KiertoError):
        answer = None
    if answer is None or 300 <= answer.status_code < 400:
        flask.session.pop("_flashes", None)
        return None
    answer.status_code = 400
    return answer


def _from_own_page() -> bool:
    """Whether the browser says that one of our pages sent this (or does not say at all)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
