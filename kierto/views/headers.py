"""What every answer tells the browser: what may run, what may be kept, who may frame it."""

from urllib.parse import urlsplit

import flask
from flask import Flask, g, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from kierto.config import Settings

HSTS = "max-age=31536000; includeSubDomains"
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(self), display-capture=(), "
    "geolocation=(self), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), serial=(), usb=(), browsing-topics=()"
)


def content_policy(settings: Settings) -> str:
    """Only this site, and pictures of the map from the configured tile server."""
    pictures = ["'self'", "data:", "blob:"]
    if settings.tiles_url:
        tiles = urlsplit(settings.tiles_url.replace("{s}", "*"))
        pictures.append(f"{tiles.scheme}://{tiles.netloc}")
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": " ".join(pictures),
        "connect-src": "'self'",
        "font-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def register(app: Flask, settings: Settings) -> None:
    """Add the headers to all answers of ``app``; a view's own come first."""
    fixed = {
        "Content-Security-Policy": content_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.is_production:
        fixed["Strict-Transport-Security"] = HSTS

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            _say_what_may_be_kept(response)
        return response


def _say_what_may_be_kept(response: Response) -> None:
    """Pages of somebody who is signed in are never kept; others depend on language and cookie.

    The session's cookie is asked, not the database: these headers must stand on error pages too.
    """
    is_page = response.mimetype == "text/html"
    if "Cache-Control" not in response.headers:
        is_private = bool(flask.session.get("_user_id")) or response.status_code >= 400
        response.headers["Cache-Control"] = "no-store" if is_private else "private, no-cache"
    if is_page and not g.get("is_broken"):
        response.headers.setdefault("Content-Language", str(get_locale()))
        response.vary.update(("Accept-Language", "Cookie"))
