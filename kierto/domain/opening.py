"""Opening hours of a place, and the times for fetching that follow from them.

Hours are local: minutes after midnight in Finland on a weekday (0 is Monday). A time for fetching
is an instant in UTC, so that it stays right when the clocks change.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from kierto.domain.errors import N_, Refused
from kierto.domain.period import HELSINKI

SLOT_MINUTES = 60
SHORTEST_MINUTES = 30
"""What is left before closing is offered too when there is at least this much of it."""

_SPAN = re.compile(r"([0-9]{1,2})(?:[.:]([0-9]{2}))?\s*[-–—]\s*([0-9]{1,2})(?:[.:]([0-9]{2}))?")
_CLOCK = re.compile(r"(?:klo|kl\.?)?\s*([0-9]{1,2})(?:[.:]([0-9]{2}))?")
_DAY_MINUTES = 24 * 60


class UnreadableHours(Refused):
    """Hours that could not be read."""

    message = N_("Write the hours as 8–15.30, or 8–11, 12–16. Leave them empty for a closed day.")


class UnreadableTime(Refused):
    """A time of day that could not be read."""

    message = N_("Write the time as 9.30.")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An opening of one day, in local minutes after midnight."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time for fetching, as instants in UTC."""

    starts_at: datetime
    ends_at: datetime


def spans_of(text: str) -> tuple[Span, ...]:
    """The openings that ``text`` names: “8–11, 12–16”. Raises UnreadableHours."""
    spans: list[Span] = []
    for part in re.split(r"\s*(?:[,;]|\bja\b|\boch\b|\band\b)\s*", text.strip()):
        if not part:
            continue
        found = _SPAN.fullmatch(part)
        if found is None:
            raise UnreadableHours
        first, first_minutes, last, last_minutes = (int(number or 0) for number in found.groups())
        span = Span(first * 60 + first_minutes, last * 60 + last_minutes)
        too_late = span.closes > _DAY_MINUTES or max(first_minutes, last_minutes) > 59
        if too_late or span.closes <= span.opens or (spans and span.opens < spans[-1].closes):
            raise UnreadableHours
        spans.append(span)
    return tuple(spans)


def text_of(spans: Sequence[Span]) -> str:
    """Openings as people write them: “8–11, 12–15.30”."""
    return ", ".join(f"{clock(span.opens)}–{clock(span.closes)}" for span in spans)


def clock(minutes: int) -> str:
    """A local time of day: “8”, “15.30”."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}.{rest:02}" if rest else str(hours)


def time_of(text: str) -> time:
    """The time of day that ``text`` names: “9”, “9.30”, “klo 9:30”. Raises UnreadableTime."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise UnreadableTime
    hours, minutes = (int(number or 0) for number in found.groups())
    if hours > 23 or minutes > 59:
        raise UnreadableTime
    return time(hours, minutes)


def instant(day: date, at: time) -> datetime:
    """The instant of a local day and time, in UTC."""
    return datetime.combine(day, at, tzinfo=HELSINKI).astimezone(UTC)


def slots(
    hours: Mapping[int, Sequence[Span]],
    *,
    is_closed: Callable[[date], bool],
    first: date,
    last: date,
    after: datetime,
) -> Iterator[Slot]:
    """The times for fetching from ``first`` to ``last`` that begin after ``after``, in order."""
    day = first
    while day <= last:
        if not is_closed(day):
            for span in hours.get(day.weekday(), ()):
                yield from (slot for slot in _within(day, span) if slot.starts_at > after)
        day += timedelta(days=1)


def _within(day: date, span: Span) -> Iterator[Slot]:
    start = span.opens
    while span.closes - start >= min(SHORTEST_MINUTES, span.closes - span.opens):
        end = min(start + SLOT_MINUTES, span.closes)
        if end <= start:
            return
        yield Slot(_at(day, start), _at(day, end))
        start = end


def _at(day: date, minutes: int) -> datetime:
    days, rest = divmod(minutes, _DAY_MINUTES)
    return instant(day + timedelta(days=days), time(rest // 60, rest % 60))
