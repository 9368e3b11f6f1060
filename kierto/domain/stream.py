"""Recurring side streams: so much of one thing every week or month."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from kierto.domain.period import Period


class Rhythm(StrEnum):
    """How often the amount comes."""

    WEEK = "week"
    MONTH = "month"


class StreamState(StrEnum):
    """``paused`` offers nothing until it goes on; ``ended`` never again."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


STREAM_CHANGES: Mapping[StreamState, frozenset[StreamState]] = {
    StreamState.RUNNING: frozenset({StreamState.PAUSED, StreamState.ENDED}),
    StreamState.PAUSED: frozenset({StreamState.RUNNING, StreamState.ENDED}),
    StreamState.ENDED: frozenset(),
}


def period_around(rhythm: Rhythm, day: date) -> Period:
    """The week (from Monday) or calendar month in which ``day`` lies."""
    if rhythm is Rhythm.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return Period(first, next_month - timedelta(days=1))
