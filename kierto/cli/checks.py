"""What can be wrong with an installation, each thing with the words that say what to do."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy.exc import DBAPIError

from kierto import migrating
from kierto.app import create_app
from kierto.config import Settings, WrongSetting
from kierto.db import session
from kierto.queries import installation, ledger


@dataclass(frozen=True, slots=True)
class Problem:
    """``about`` is a setting or a part of the site; ``sentence`` says what is wrong."""

    about: str
    sentence: str

    def document(self) -> dict[str, str]:
        """The problem as it is reported in JSON."""
        return asdict(self)


def problems() -> list[Problem]:
    """Everything that is wrong; empty when all is well."""
    try:
        settings = Settings.from_environment()
    except WrongSetting as wrong:
        name, _, sentence = str(wrong).partition(": ")
        return [Problem(name, sentence)]
    found = list(_unsafe(settings))
    with create_app(settings).app_context():
        try:
            return found + list(_database(settings))
        except DBAPIError as error:
            name = migrating.database_name()
            return [*found, Problem("database", f"{name} cannot be used: {error.orig}")]
        finally:
            session.remove()


def _unsafe(settings: Settings) -> Iterator[Problem]:
    if not settings.is_production:
        return
    if not settings.base_url.startswith("https://"):
        yield Problem(
            "KIERTO_BASE_URL",
            f"“{settings.base_url}” is not encrypted: give the address that people use, https://…",
        )
    if not settings.mail_url:
        yield Problem("KIERTO_MAIL_URL", "there is no mail server: nobody gets a message")


def _database(settings: Settings) -> Iterator[Problem]:
    if not migrating.is_current():
        yield Problem("database", "migrations are missing: run `kierto init`")
        return
    if settings.is_production and installation.has_demo_accounts():
        yield Problem(
            "accounts", "there are demo accounts with a known password: use a database of its own"
        )
    for wrong in installation.wrong_counters():
        yield Problem(
            f"listing {wrong.listing_id}",
            f"{wrong.counter} is kept as {wrong.kept} thousandths, its rows add up to "
            f"{wrong.counted}",
        )
    verification = ledger.verify()
    if not verification.ok:
        yield Problem(
            "ledger", f"the chain breaks at entry {verification.first_bad}: somebody changed it"
        )
