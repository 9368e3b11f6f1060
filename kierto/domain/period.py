"""Days and periods: what happened has a local day, what was recorded has an instant in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from kierto.domain.errors import N_, Refused

HELSINKI = ZoneInfo("Europe/Helsinki")


class PeriodReversed(Refused):
    """A period whose last day comes before its first."""

    message = N_("The period ends (%(last)s) before it begins (%(first)s).")


def local_day(instant: datetime) -> date:
    """The day in Finland at ``instant`` (which must know its zone)."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone has no local day")
    return instant.astimezone(HELSINKI).date()


def start_of_day(day: date) -> datetime:
    """The first instant of the local ``day``, in UTC."""
    return datetime.combine(day, time.min, tzinfo=HELSINKI).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodReversed(first=self.first.isoformat(), last=self.last.isoformat())

    @classmethod
    def year(cls, year: int) -> Self:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def days_back(cls, today: date, days: int) -> Self:
        """The ``days`` days that end today."""
        return cls(today - timedelta(days=days - 1), today)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
