"""The days on which public offices of Finland are closed, by law or by collective agreement."""

from datetime import date, timedelta
from functools import cache

from kierto.domain.errors import N_

_FIXED = (
    (1, 1, N_("New Year's Day")),
    (1, 6, N_("Epiphany")),
    (5, 1, N_("May Day")),
    (12, 6, N_("Independence Day")),
    (12, 24, N_("Christmas Eve")),
    (12, 25, N_("Christmas Day")),
    (12, 26, N_("Boxing Day")),
)
_FROM_EASTER = (
    (-2, N_("Good Friday")),
    (0, N_("Easter Sunday")),
    (1, N_("Easter Monday")),
    (39, N_("Ascension Day")),
    (49, N_("Whit Sunday")),
)
_SATURDAY = 5


def holiday(day: date) -> str | None:
    """The name (a marked sentence) of the holiday on ``day``; None on a day like others.

    The eves of Christmas and midsummer are no holidays by law, but nobody opens a door then.
    """
    return _of_year(day.year).get(day)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, left = divmod(of_century, 4)
    to_sunday = (32 + 2 * rest + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _of_year(year: int) -> dict[date, str]:
    sunday = easter(year)
    days = {date(year, month, day): name for month, day, name in _FIXED}
    days |= {sunday + timedelta(days=after): name for after, name in _FROM_EASTER}
    midsummer = _saturday_from(date(year, 6, 20))
    days[midsummer - timedelta(days=1)] = N_("Midsummer Eve")
    days[midsummer] = N_("Midsummer Day")
    days[_saturday_from(date(year, 10, 31))] = N_("All Saints' Day")
    return days


def _saturday_from(first: date) -> date:
    return first + timedelta(days=(_SATURDAY - first.weekday()) % 7)
