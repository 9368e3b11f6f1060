"""Weeks and months of side streams."""

from datetime import date

import pytest

from kierto.domain.period import Period
from kierto.domain.stream import Rhythm, period_around


@pytest.mark.parametrize(
    ("rhythm", "day", "first", "last"),
    [
        (Rhythm.WEEK, date(2026, 11, 25), date(2026, 11, 23), date(2026, 11, 29)),
        (Rhythm.WEEK, date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 3)),
        (Rhythm.MONTH, date(2026, 11, 30), date(2026, 11, 1), date(2026, 11, 30)),
        (Rhythm.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (Rhythm.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_the_whole_week_or_month(
    rhythm: Rhythm, day: date, first: date, last: date
) -> None:
    assert period_around(rhythm, day) == Period(first, last)
