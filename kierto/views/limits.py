"""How often something may be tried: signing in, and asking for a link by mail.

Counted per account and address of the caller together, so that a whole city behind one proxy
signs in at eight, while nobody guesses one account's password for long. Only failures count;
nobody is locked out for longer than the window, and a stranger elsewhere locks out nobody.
"""

import hashlib
from time import time

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext
from flask_limiter import Limiter, RequestLimit
from flask_wtf import FlaskForm

from kierto.config import Settings
from kierto.outside.rate_counts import DatabaseCounts

SIGN_INS = "10 per 15 minutes"
SIGN_INS_OF_ADDRESS = "300 per hour"
LINKS = "5 per hour"


def caller() -> str:
    """The address of the caller; forged headers do not count (see KIERTO_PROXIES)."""
    return request.remote_addr or "unknown"


def caller_and_account() -> str:
    """The caller's address and the account that is tried (hashed: it may be long)."""
    account = request.form.get("email", "").strip().lower()
    return f"{caller()} {hashlib.sha256(account.encode()).hexdigest()[:32]}"


limiter = Limiter(caller, key_prefix="kierto")


def failed(response: Response) -> bool:
    """Whether an attempt was refused."""
    return response.status_code == 401


def too_many(limit: RequestLimit, form: FlaskForm, template: str) -> Response:
    """The form again, with the time to wait."""
    wait = max(1, round(limit.reset_at - time()))
    minutes = -(-wait // 60)
    refusal = gettext(
        "Too many attempts for this account. Wait %(minutes)s minutes and try again, or ask for "
        "a link to set a new password.",
        minutes=minutes,
    )
    answer = make_response(render_template(template, form=form, refusal=refusal), 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def register(app: Flask, settings: Settings) -> None:
    """Count in memory, in the database, or in Redis, as configured."""
    app.config["RATELIMIT_STORAGE_URI"] = {
        "memory": "memory://",
        "database": f"{DatabaseCounts.STORAGE_SCHEME[0]}://",
    }.get(settings.rate_limits, settings.rate_limits)
    limiter.init_app(app)
