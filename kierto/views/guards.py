"""Who may open a page: every view names it, and a test compares all of them with the table."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g
from flask_login import current_user

from kierto.domain.errors import NotAllowed
from kierto.domain.permissions import Permission
from kierto.domain.visibility import Viewer
from kierto.models import User
from kierto.queries import access

P = ParamSpec("P")
R = TypeVar("R")


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody."""
    view.guard = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Open to everybody who has signed in."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
        return view(*args, **kwargs)

    guarded.guard = "signed_in"  # type: ignore[attr-defined]
    return guarded


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open to those who have ``permission`` in at least one unit; services check which unit."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
            if not access.may(person(), permission):
                raise NotAllowed
            return view(*args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def person() -> User:
    """The person who is signed in."""
    user: User = current_user._get_current_object()
    return user


def viewer() -> Viewer:
    """Who looks at this page, for the visibility rule."""
    if "viewer" not in g:
        g.viewer = access.viewer_of(person() if current_user.is_authenticated else None)
    seen: Viewer = g.viewer
    return seen


def now() -> datetime:
    """The instant of this request: the same for all it does."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    instant: datetime = g.now
    return instant
