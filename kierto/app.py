"""The application: settings, extensions, pages, API and the one place where errors become pages."""

from importlib import import_module

from flask import Flask, current_app, g, request
from flask_babel import Babel, get_locale
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from kierto import formats, wording
from kierto.api import problems, registration
from kierto.config import Settings
from kierto.db import db, prepare_engine
from kierto.domain.errors import KiertoError
from kierto.domain.text import without_turns
from kierto.resources import folder
from kierto.views import errors, frame, headers, limits, sessions

LANGUAGES = errors.LANGUAGES

PAGES = (
    "front",
    "listings",
    "photos",
    "wants",
    "claims",
    "clearances",
    "certificates",
    "streams",
    "handovers",
    "loans",
    "pickups",
    "scanning",
    "releases",
    "fetching",
    "outcomes",
    "reports",
    "ledger",
    "results",
    "imports",
    "account",
    "passwords",
    "administration",
    "units",
    "people",
    "information",
    "papers",
    "mails",
    "wishes",
    "messages",
)

csrf = CSRFProtect()
login = LoginManager()
babel = Babel()


def create_app(settings: Settings | None = None) -> Flask:
    """The application for ``settings`` (by default those of the environment)."""
    settings = settings or Settings.from_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "kierto",
        template_folder=str(folder("templates")),
        static_folder=str(folder("static")),
        instance_path=str(settings.home),
    )
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf.init_app(app)
    sessions.register(app, login)
    headers.register(app, settings)
    limits.register(app, settings)
    babel.init_app(app, locale_selector=choose_language)
    _words(app)
    for page in PAGES:
        app.register_blueprint(import_module(f"kierto.views.{page}").blueprint)
    # The signed link itself is the proof, and a mail program's POST carries no session.
    csrf.exempt("kierto.views.mails.change")
    registration.register(app, csrf)
    app.register_error_handler(KiertoError, _tell)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(CSRFError, errors.of_token)
    app.register_error_handler(InternalServerError, errors.of_fault)
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        BABEL_DEFAULT_LOCALE="fi",
        BABEL_TRANSLATION_DIRECTORIES=str(folder("translations")),
        BABEL_DEFAULT_TIMEZONE="Europe/Helsinki",
        WTF_CSRF_TIME_LIMIT=None,
        # Tests of pages post forms without first reading a token; tests of the token turn it on.
        WTF_CSRF_ENABLED=not settings.testing,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "finalize": _printed}


def _printed(value: object) -> object:
    """What a template prints: also a text that was typed just now turns nothing around."""
    return without_turns(value) if type(value) is str else value


def choose_language() -> str:
    """The account's language, else this browser's choice, else what it accepts, else Finnish.

    A call of the API has chosen already, by its token and header.
    """
    if "language" in g:
        return str(g.language)
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, default="fi") or "fi"


def _words(app: Flask) -> None:
    for name in (
        "number",
        "quantity",
        "measure_word",
        "kilograms",
        "exact_kilograms",
        "known_kilograms",
        "tonnes",
        "euros",
        "day",
        "moment",
        "time_span",
        "clock_span",
        "weekday",
        "distance",
        "emissions",
        "factor_unit",
        "percent",
    ):
        app.jinja_env.filters[name] = getattr(formats, name)
    app.jinja_env.filters["label"] = wording.label
    app.jinja_env.globals["submission_key"] = frame.submission_key
    app.jinja_env.add_extension("jinja2.ext.do")

    @app.context_processor
    def page_words() -> dict[str, object]:
        return {"language": str(get_locale()), "languages": LANGUAGES, **frame.words()}


def _tell(error: KiertoError) -> tuple[str, int]:
    """A refusal that no form caught: its sentence on a page of its own."""
    return errors.of_rule(error)


def _tell_http(error: HTTPException) -> tuple[str, int] | Response:
    """What Flask and Werkzeug refuse, in our own words."""
    if problems.concerns(request.path):
        return problems.of_http(error)
    return errors.of_http(error)


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found
