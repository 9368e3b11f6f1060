"""Whether the installation can serve."""

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kierto import migrating
from kierto.db import session


def what_is_missing() -> str | None:
    """Why nothing can be served now, in a sentence for the operator; None when all is well."""
    try:
        session.execute(select(1))
        is_current = migrating.is_current()
    except SQLAlchemyError as problem:
        session.rollback()
        # The kind only: the text of a driver can hold an address or a name.
        return f"the database does not answer ({type(problem).__name__})"
    return None if is_current else "the database lacks migrations: run `kierto init`"
