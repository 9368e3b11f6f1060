"""Alembic's entry: migrates the database of the running application."""

from alembic import context

import kierto.models  # noqa: F401 - registers the tables
from kierto.db import Base, db


def run() -> None:
    """Migrate inside one transaction; SQLite rebuilds tables where it cannot alter them."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
