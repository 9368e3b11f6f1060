"""Settings from the environment, each checked and documented once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit


class WrongSetting(ValueError):
    """A setting that stops the start; the text names it and says what is expected."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class Environment(StrEnum):
    """How strictly unsafe settings are treated."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One value a setting; ``from_environment`` reads and checks them."""

    home: Path
    database_url: str
    secret_key: str = field(repr=False)
    environment: Environment = Environment.DEVELOPMENT
    base_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    mail_url: str = ""
    mail_from: str = "kierto@example.org"
    contact: str = ""
    tiles_url: str = ""
    tiles_attribution: str = ""
    geocoder: str = "offline"
    geocoder_url: str = ""
    geocoder_key: str = field(default="", repr=False)
    max_upload_mb: int = 25
    rate_limits: str = "memory"
    testing: bool = False

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def held_imports(self) -> Path:
        """The folder of files that wait for the confirmation of an import."""
        return self.home / "imports"

    @property
    def photos(self) -> Path:
        """The folder of the photo store."""
        return self.home / "photos"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read ``KIERTO_*``. Raises WrongSetting."""
        environment = _choice(environ, "KIERTO_ENV", Environment, Environment.DEVELOPMENT)
        home = Path(environ.get("KIERTO_HOME") or "instance").absolute()
        return cls(
            home=home,
            environment=environment,
            database_url=_database_url(environ, home),
            secret_key=_secret_key(environ, home, environment),
            base_url=_url(environ, "KIERTO_BASE_URL", "http://127.0.0.1:8000"),
            proxies=_whole(environ, "KIERTO_PROXIES", 0, 0, 10),
            mail_url=_mail_url(environ),
            mail_from=_mail_from(environ),
            contact=environ.get("KIERTO_CONTACT", ""),
            tiles_url=_url(environ, "KIERTO_TILES_URL", ""),
            tiles_attribution=environ.get("KIERTO_TILES_ATTRIBUTION", ""),
            geocoder=_one_of(
                environ, "KIERTO_GEOCODER", ("offline", "nominatim", "pelias"), "offline"
            ),
            geocoder_url=_url(environ, "KIERTO_GEOCODER_URL", ""),
            geocoder_key=environ.get("KIERTO_GEOCODER_KEY", ""),
            max_upload_mb=_whole(environ, "KIERTO_MAX_UPLOAD_MB", 25, 1, 1000),
            rate_limits=_rate_limits(environ, environment),
        )


def _choice(
    environ: Mapping[str, str], name: str, kind: type[Environment], default: Environment
) -> Environment:
    text = environ.get(name) or default.value
    if text not in {member.value for member in kind}:
        known = ", ".join(member.value for member in kind)
        raise WrongSetting(name, f"“{text}” is not one of: {known}")
    return kind(text)


def _one_of(environ: Mapping[str, str], name: str, known: tuple[str, ...], default: str) -> str:
    text = environ.get(name) or default
    if text not in known:
        raise WrongSetting(name, f"“{text}” is not one of: {', '.join(known)}")
    return text


def _whole(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise WrongSetting(name, f"“{text}” is not a whole number from {least} to {most}")
    return int(text)


def _url(
    environ: Mapping[str, str],
    name: str,
    default: str,
    *,
    schemes: tuple[str, ...] = ("http", "https"),
) -> str:
    text = environ.get(name) or default
    if text:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.netloc:
            raise WrongSetting(name, f"“{text}” is not an address that begins {schemes[0]}://")
    return text.rstrip("/")


def _mail_url(environ: Mapping[str, str]) -> str:
    """The mail server; a misspelt demand for TLS must not end in mail without it."""
    name = "KIERTO_MAIL_URL"
    text = _url(environ, name, "", schemes=("smtp", "smtps"))
    if not text:
        return text
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise WrongSetting(name, "the port is not a whole number from 1 to 65535")
    if not parts.hostname or parts.path or parts.fragment:
        raise WrongSetting(name, "is not smtp://user:password@server:port")
    if parts.query not in {"", "tls=required"}:
        raise WrongSetting(name, f"“?{parts.query}” is not known; it may end in ?tls=required")
    if (parts.username is None) != (parts.password is None):
        raise WrongSetting(name, "user and password belong together")
    return text


def _mail_from(environ: Mapping[str, str]) -> str:
    text = environ.get("KIERTO_MAIL_FROM") or "kierto@example.org"
    name, address = parseaddr(text)
    plain = address.isprintable() and " " not in address and address.count("@") == 1
    if not plain or not all(address.split("@")) or (not name and address != text):
        raise WrongSetting("KIERTO_MAIL_FROM", f"“{text}” is not an e-mail address")
    return text


def _database_url(environ: Mapping[str, str], home: Path) -> str:
    text = environ.get("KIERTO_DATABASE_URL") or f"sqlite:///{home / 'kierto.db'}"
    scheme = text.split(":", 1)[0]
    if scheme in {"postgres", "postgresql"}:
        return "postgresql+psycopg:" + text.split(":", 1)[1]
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise WrongSetting("KIERTO_DATABASE_URL", f"“{scheme}” is neither sqlite nor postgresql")
    return text


def _rate_limits(environ: Mapping[str, str], environment: Environment) -> str:
    """Where attempts are counted: in production the processes share the count."""
    text = environ.get("KIERTO_RATE_LIMITS", "")
    if not text:
        return "database" if environment is Environment.PRODUCTION else "memory"
    if text not in {"memory", "database"} and not text.startswith(("redis://", "rediss://")):
        problem = f"“{text}” is none of: memory, database, redis://…"
        raise WrongSetting("KIERTO_RATE_LIMITS", problem)
    return text


def _secret_key(environ: Mapping[str, str], home: Path, environment: Environment) -> str:
    """The given key; in development one is made at the first start and kept."""
    given = environ.get("KIERTO_SECRET_KEY", "")
    if given:
        if len(given) < 32:
            raise WrongSetting("KIERTO_SECRET_KEY", "shorter than 32 characters")
        return given
    if environment is Environment.PRODUCTION:
        raise WrongSetting("KIERTO_SECRET_KEY", "is required when KIERTO_ENV is production")
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f"secret_key.{os.getpid()}"
        fresh.write_text(secrets.token_hex(32))
        fresh.chmod(0o600)
        fresh.replace(kept)
    return kept.read_text().strip()
