"""Who calls: the person whose bearer token came with the request. Cookies count for nothing."""

from datetime import UTC, datetime

from flask import g, request

from kierto.api.problems import NotAuthenticated
from kierto.domain.visibility import Viewer
from kierto.models import User
from kierto.queries import access
from kierto.services import tokens

LANGUAGES = ("fi", "sv", "en")


def authenticate() -> User:
    """The caller of this request. Raises NotAuthenticated.

    From here on sentences are in the language that the caller asks for, else in the account's.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    person = tokens.person_of(token.strip(), now()) if kind.lower() == "bearer" else None
    if person is None:
        raise NotAuthenticated
    g.caller = person
    asked = request.accept_languages.best_match(LANGUAGES)
    g.language = asked or person.language
    return person


def caller() -> User:
    """The person for whom the token acts."""
    person: User = g.caller
    return person


def viewer() -> Viewer:
    """The caller, for the visibility rule."""
    if "viewer" not in g:
        g.viewer = access.viewer_of(caller())
    seen: Viewer = g.viewer
    return seen


def now() -> datetime:
    """The instant of this call: the same for all it does."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    instant: datetime = g.now
    return instant
