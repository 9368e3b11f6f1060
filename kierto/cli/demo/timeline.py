"""Many stories told side by side, each act at its own moment and all in the order of time."""

import heapq
from collections.abc import Generator, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from kierto.domain.period import start_of_day

R = TypeVar("R")

Story = Iterator[datetime]
"""Gives the moment of its next act and carries that act out when it is asked to go on."""

Part = Generator[datetime, None, R]
"""A part of a story that has a result for the rest of it."""


def tell(stories: Iterable[Story], *, until: datetime) -> None:
    """Carry out every act of ``stories`` before ``until``, in the order of their moments."""
    waiting: list[tuple[datetime, int, Story]] = []

    def line_up(number: int, story: Story) -> None:
        upcoming = next(story, None)
        if upcoming is not None and upcoming < until:
            heapq.heappush(waiting, (upcoming, number, story))

    for number, story in enumerate(stories):
        line_up(number, story)
    while waiting:
        _, number, story = heapq.heappop(waiting)
        line_up(number, story)


def moment(day: date, minutes: int) -> datetime:
    """``minutes`` after seven in the morning of ``day``, when caretakers begin."""
    return start_of_day(day) + timedelta(hours=7, minutes=minutes)


def working_day(day: date) -> date:
    """``day``, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
