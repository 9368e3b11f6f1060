"""Lending: the thing comes back, so nothing is reused and nothing leaves the listing."""

from datetime import date, timedelta
from enum import StrEnum

from kierto.domain.errors import N_, Refused

MOST_DAYS = 730


class ReturnedAs(StrEnum):
    """How a thing came back."""

    GOOD = "good"
    DAMAGED = "damaged"


class DaysNeeded(Refused):
    """A loan has a length."""

    message = N_("This is lent, at most for %(most)s days. Say for how many days you need it.")


class TooLong(Refused):
    """The listing says how long at most."""

    message = N_("This is lent for at most %(most)s days.")


class NotLent(Refused):
    """Only what is lent is asked for by days."""

    message = N_("This is not lent but given for good.")


class WasteNotLent(Refused):
    """Waste is to be got rid of, so it does not come back."""

    message = N_("Waste is not lent.")


def check_days(days: int | None, most: int | None) -> None:
    """Raises DaysNeeded, TooLong or NotLent when ``days`` do not fit a listing lent for ``most``.

    ``most`` is None for what is given for good.
    """
    if most is None:
        if days is not None:
            raise NotLent(field="loan_days")
        return
    if days is None or days < 1:
        raise DaysNeeded(field="loan_days", most=most)
    if days > most:
        raise TooLong(field="loan_days", most=most)


def due_day(begun_on: date, days: int) -> date:
    """The last day for bringing it back."""
    return begun_on + timedelta(days=days)
