"""Local days, whatever the clock of the server says."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kierto.domain.period import Period, PeriodReversed, local_day, start_of_day

LAST = datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC)
INSTANTS = (
    LAST,
    datetime(2026, 12, 31, 22, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, 900_000, tzinfo=UTC),
)


@pytest.mark.parametrize("server", ["UTC", "Asia/Tokyo", "Europe/Helsinki"])
def test_the_turn_of_the_year_falls_in_one_period_each(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K22."""
    monkeypatch.setenv("TZ", server)
    time.tzset()
    try:
        days = [local_day(instant) for instant in INSTANTS]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert days == [date(2026, 12, 31), *[date(2027, 1, 1)] * 3]
    december = Period(date(2026, 12, 1), date(2026, 12, 31))
    january = Period(date(2027, 1, 1), date(2027, 1, 31))
    for first, second in ((Period.year(2026), Period.year(2027)), (december, january)):
        assert [day in first for day in days] == [True, False, False, False]
        assert [day in second for day in days] == [False, True, True, True]


def test_summer_time_moves_the_start_of_the_day() -> None:
    assert start_of_day(date(2026, 1, 1)) == datetime(2025, 12, 31, 22, tzinfo=UTC)
    assert start_of_day(date(2026, 7, 1)) == datetime(2026, 6, 30, 21, tzinfo=UTC)
    short = start_of_day(date(2026, 3, 30)) - start_of_day(date(2026, 3, 29))
    long = start_of_day(date(2026, 10, 26)) - start_of_day(date(2026, 10, 25))
    assert (short, long) == (timedelta(hours=23), timedelta(hours=25))


@given(st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_instant_lies_in_its_own_day(instant: datetime) -> None:
    day = local_day(instant)
    assert start_of_day(day) <= instant < start_of_day(day + timedelta(days=1))
    assert local_day(instant.astimezone(timezone(timedelta(hours=9)))) == day


def test_an_instant_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_periods_hold_both_ends_and_are_never_reversed() -> None:
    period = Period.days_back(date(2026, 11, 25), 7)
    assert period == Period(date(2026, 11, 19), date(2026, 11, 25))
    assert [day in period for day in (period.first, period.last)] == [True, True]
    assert date(2026, 11, 18) not in period
    with pytest.raises(PeriodReversed):
        Period(date(2026, 2, 1), date(2026, 1, 31))
