"""Which person a browser's cookie stands for."""

from datetime import UTC, datetime

import flask
from flask import Flask, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import LoginManager, login_user
from werkzeug.wrappers import Response

from kierto.models import SignIn, User
from kierto.queries import sign_ins
from kierto.services.sign_ins import REMEMBERED
from kierto.views import errors

_KEY = "_user_id"
"""Where Flask-Login keeps the key of the sign-in (it thinks of it as the person's id)."""


class Session:
    """What Flask-Login keeps of a sign-in: its key, not the person's id."""

    def __init__(self, key: str, user: User) -> None:
        self._key = key
        self._user = user

    def get_id(self) -> str:
        return self._key

    def __getattr__(self, name: str) -> object:
        return getattr(self._user, name)


def load(key: str) -> User | None:
    """The person whose sign-in has ``key`` and is still good."""
    sign_in = sign_ins.open_sign_in(key, datetime.now(UTC))
    return None if sign_in is None else sign_in.user


def key() -> str:
    """The key of this browser's sign-in, empty for a visitor."""
    return str(flask.session.get(_KEY, ""))


def begin(sign_in: SignIn, *, remember: bool) -> None:
    """Give this browser the session; nothing of an earlier one is kept, its form token neither."""
    flask.session.clear()
    flask.session.permanent = remember
    login_user(Session(sign_in.key, sign_in.user), remember=False)


def forget() -> None:
    """Take the session from this browser."""
    flask.session.clear()


def is_remembered() -> bool:
    """Whether this browser keeps its session after it is closed."""
    return bool(flask.session.permanent)


def browser() -> str:
    """Which browser this is, in two words, as people tell them apart."""
    agent = request.headers.get("User-Agent", "")
    kinds = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    devices = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    found = [
        next((name for mark, name in pairs if mark in agent), "") for pairs in (kinds, devices)
    ]
    return ", ".join(name for name in found if name)


def ask_to_sign_in() -> Response | tuple[str, int]:
    """What somebody gets who must sign in first.

    Where a session ran out while a form was open, what was typed is shown and kept.
    """
    if request.method not in {"GET", "HEAD"} and key():
        return errors.typed_again(errors.SIGNED_OUT, 401)
    here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else "/"
    target = url_for("account.login", next=here)
    if request.headers.get("HX-Request"):
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = target
        return answer
    if request.method in {"GET", "HEAD"}:
        flask.flash(str(_("Sign in first. Then you come to the page you wanted.")), "info")
    return redirect(target)


def register(app: Flask, manager: LoginManager) -> None:
    """Let ``manager`` find people by their sign-ins."""
    app.config["PERMANENT_SESSION_LIFETIME"] = REMEMBERED
    manager.init_app(app)
    manager.user_loader(load)
    manager.unauthorized_handler(ask_to_sign_in)
