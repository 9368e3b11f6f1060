"""Filling an empty database with the demo city."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from kierto.cli.demo import clearing, offers, people, year
from kierto.cli.demo.people import PASSWORD
from kierto.cli.demo.tables import rows
from kierto.cli.demo.timeline import tell
from kierto.db import session
from kierto.domain.period import local_day, start_of_day
from kierto.models import OutboxMessage, User

CITIES = ("kemi",)
BEGAN = timedelta(days=400)

__all__ = ["CITIES", "PASSWORD", "accounts", "fill", "is_filled"]


def is_filled() -> bool:
    """Whether the database has the demo city already."""
    return session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def fill(now: datetime, picture: offers.Picture) -> None:
    """Make the city and all that happened in it before the day of ``now``.

    To be called inside one transaction, after the reference data: a start that is cut short
    leaves nothing behind.
    """
    city = people.found(now - BEGAN)
    today = local_day(now)
    stories = [
        *year.stories(city, today),
        *offers.stories(city, today, picture),
        *clearing.stories(city, today),
    ]
    tell(stories, until=start_of_day(today))
    # Letters about what happened months ago would puzzle their readers.
    session.execute(delete(OutboxMessage))


def accounts() -> list[tuple[str, str]]:
    """The addresses of the demo accounts, with the role and unit that each has."""
    names = {row["code"]: row["name"] for row in rows("units")}
    return [
        (row["email"], ", ".join((row["role"].replace("|", " and "), names[row["unit"]])))
        if row["unit"]
        else (row["email"], row["role"])
        for row in rows("accounts")
    ]
