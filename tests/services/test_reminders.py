"""What is reserved and not fetched is reminded of before it lapses, once for each date."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.models import OutboxMessage
from kierto.services import reminders
from tests import city, trading

pytestmark = pytest.mark.usefixtures("app")


def reminded(days: int) -> int:
    with transaction():
        return reminders.remind(city.NOW + timedelta(days=days))


def test_a_reminder_leaves_two_days_before_the_last_and_once() -> None:
    claim = trading.reserved(trading.listed(30), 12)
    assert claim.pickup_by is not None
    last = (claim.pickup_by - city.TODAY).days

    assert [reminded(last - left) for left in (4, 3, 2, 2, 1, 0, -1)] == [0, 0, 1, 0, 0, 0, 0]
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.key.contains("fetch by")))
    assert [(mail.user.email, mail.subject.partition(" ")[0]) for mail in mails] == [
        ("paivakoti@example.org", "Nouda")
    ]


def test_what_is_not_reserved_is_not_reminded_of() -> None:
    claim = trading.claimed(trading.listed(30), 12)
    trading.cancelled(trading.reserved(trading.listed(30), 3))

    assert claim.pickup_by is None
    assert sum(reminded(day) for day in range(20)) == 0
