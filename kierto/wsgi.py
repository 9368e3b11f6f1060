"""The application as a server starts it: ``kierto.wsgi:create``.

Here stands what must be right before the first request, whichever server is used.
"""

from flask import Flask

from kierto import migrating
from kierto.app import create_app
from kierto.config import Settings
from kierto.db import session
from kierto.queries import installation


class StartRefused(Exception):
    """The site must not start like this; the text says why and what to do."""


def create() -> Flask:
    """The application, ready to answer. Raises WrongSetting and StartRefused."""
    app = create_app()
    with app.app_context():
        refuse_unsafe(app.extensions["settings"])
    return app


def refuse_unsafe(settings: Settings) -> None:
    """Raises StartRefused when the database is not ready or not fit for this environment."""
    if not migrating.is_current():
        raise StartRefused("The database is not up to date. Run `kierto init` first.")
    demo = installation.has_demo_accounts()
    session.remove()
    if settings.is_production and demo:
        raise StartRefused(
            "KIERTO_ENV is production, but this database holds demo accounts whose password is "
            "publicly known. Use a new, empty database (KIERTO_DATABASE_URL) and run `kierto init`."
        )
