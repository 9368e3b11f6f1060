"""How often a person is told what meets their wants, and when it is time."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from kierto.domain.period import HELSINKI

HOUR = time(7, 0)
"""Digests leave at seven in the morning, local time."""

PAUSE = timedelta(minutes=15)
"""What is found shortly after a mail waits this long, so that it comes as one mail."""


class AlertRhythm(StrEnum):
    """How often somebody wants mail about matches."""

    IMMEDIATE = "immediate"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def last_slot(rhythm: AlertRhythm, now: datetime) -> datetime:
    """The latest instant, ``now`` or before, at which a digest of this rhythm leaves.

    Seven o'clock is by the wall clock, so on the two days when clocks change too.
    """
    if rhythm is AlertRhythm.IMMEDIATE:
        return now
    here = now.astimezone(HELSINKI)
    slot = datetime.combine(here.date(), HOUR, HELSINKI)
    if slot > here:
        slot = datetime.combine(here.date() - timedelta(days=1), HOUR, HELSINKI)
    if rhythm is AlertRhythm.WEEKLY:
        monday = slot.date() - timedelta(days=slot.weekday())
        slot = datetime.combine(monday, HOUR, HELSINKI)
    return slot.astimezone(now.tzinfo)
