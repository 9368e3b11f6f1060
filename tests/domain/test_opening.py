"""Hours as people write them, and the times for fetching that follow."""

from datetime import UTC, date, datetime

import pytest

from kierto.domain.opening import (
    Slot,
    Span,
    UnreadableHours,
    UnreadableTime,
    slots,
    spans_of,
    text_of,
    time_of,
)

THURSDAY = date(2026, 11, 26)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def utc(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("8-15.30", (Span(480, 930),)),
        ("8–11, 12–16", (Span(480, 660), Span(720, 960))),
        ("7.30 - 9:15 ja 22-24", (Span(450, 555), Span(1320, 1440))),
        ("", ()),
    ],
)
def test_hours_are_read(text: str, spans: tuple[Span, ...]) -> None:
    assert spans_of(text) == spans
    assert spans_of(text_of(spans)) == spans


@pytest.mark.parametrize("text", ["8", "15-8", "8-25", "8-9, 8.30-10", "aamulla", "8.70-9", "8-8"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(UnreadableHours):
        spans_of(text)


@pytest.mark.parametrize("text", ["24", "9.60", "", "yhdeksän"])
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(UnreadableTime):
        time_of(text)


def test_an_hour_each_and_a_shorter_last_one_when_it_is_worth_it() -> None:
    found = list(
        slots(
            {3: [Span(480, 630), Span(720, 750)], 4: [Span(480, 500)]},
            is_closed=lambda day: False,
            first=THURSDAY,
            last=date(2026, 11, 27),
            after=LONG_AGO,
        )
    )
    assert found == [
        Slot(utc(26, 6), utc(26, 7)),
        Slot(utc(26, 7), utc(26, 8)),
        Slot(utc(26, 8), utc(26, 8, 30)),
        Slot(utc(26, 10), utc(26, 10, 30)),
        Slot(utc(27, 6), utc(27, 6, 20)),
    ]


def test_nothing_that_has_begun_and_nothing_on_closed_days() -> None:
    found = list(
        slots(
            {3: [Span(480, 600)], 4: [Span(480, 600)]},
            is_closed=lambda day: day == date(2026, 11, 27),
            first=THURSDAY,
            last=date(2026, 11, 27),
            after=utc(26, 6),
        )
    )
    assert found == [Slot(utc(26, 7), utc(26, 8))]


def test_eight_in_the_morning_stays_eight_when_the_clocks_change() -> None:
    found = slots(
        {6: [Span(480, 540)], 5: [Span(480, 540)]},
        is_closed=lambda day: False,
        first=date(2026, 10, 24),
        last=date(2026, 10, 25),
        after=LONG_AGO,
    )
    assert [slot.starts_at for slot in found] == [utc(24, 5, month=10), utc(25, 6, month=10)]
