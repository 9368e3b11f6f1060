"""The closed days of Finnish offices, also those that move."""

from datetime import date

from kierto.domain.holidays import easter, holiday


def closed_days(year: int) -> dict[date, str]:
    days = (
        date.fromordinal(n)
        for n in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    )
    return {day: name for day in days if (name := holiday(day)) is not None}


def test_the_whole_year_2026() -> None:
    assert closed_days(2026) == {
        date(2026, 1, 1): "New Year's Day",
        date(2026, 1, 6): "Epiphany",
        date(2026, 4, 3): "Good Friday",
        date(2026, 4, 5): "Easter Sunday",
        date(2026, 4, 6): "Easter Monday",
        date(2026, 5, 1): "May Day",
        date(2026, 5, 14): "Ascension Day",
        date(2026, 5, 24): "Whit Sunday",
        date(2026, 6, 19): "Midsummer Eve",
        date(2026, 6, 20): "Midsummer Day",
        date(2026, 10, 31): "All Saints' Day",
        date(2026, 12, 6): "Independence Day",
        date(2026, 12, 24): "Christmas Eve",
        date(2026, 12, 25): "Christmas Day",
        date(2026, 12, 26): "Boxing Day",
    }


def test_easter_at_its_ends() -> None:
    assert [easter(year) for year in (1818, 2008, 2026, 2038, 2049)] == [
        date(1818, 3, 22),
        date(2008, 3, 23),
        date(2026, 4, 5),
        date(2038, 4, 25),
        date(2049, 4, 18),
    ]
