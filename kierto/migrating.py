"""Bringing the database to the version of the code."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from kierto.db import db
from kierto.resources import folder


def configuration() -> Config:
    """Alembic's settings: the scripts are in the folder ``migrations``."""
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return config


def upgrade() -> str:
    """Run the missing migrations; the revision that the database then has."""
    command.upgrade(configuration(), "head")
    revision = current_revision()
    if revision is None:
        raise RuntimeError("the database has no revision after it was migrated")
    return revision


def current_revision() -> str | None:
    """The revision that the database has; None when it was never migrated."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current() -> bool:
    """Whether the database has every migration."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    return current_revision() == head


def knows(revision: str) -> bool:
    """Whether ``revision`` is one of this program's own."""
    scripts = ScriptDirectory.from_config(configuration()).walk_revisions()
    return any(script.revision == revision for script in scripts)


def database_name() -> str:
    """The database's address without its password."""
    return db.engine.url.render_as_string(hide_password=True)
