"""A time for fetching is agreed by both sides, and then the reservation does not lapse."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.opening import Slot, Span, instant, time_of
from kierto.domain.states import ClaimState
from kierto.models import Claim, OutboxMessage, Pickup, User
from kierto.queries import pickups as queries
from kierto.services import claims, openings, pickups
from kierto.services.openings import Fetching
from tests import city, trading

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


def at(day: date, text: str) -> datetime:
    return instant(day, time_of(text))


def hours(*weekdays: int) -> None:
    """The school opens from eight to ten on these weekdays."""
    spans = {weekday: [Span(480, 600)] for weekday in weekdays}
    with transaction():
        openings.describe(
            city.unit("syvakangas"), Fetching(hours=spans), person=city.person("koulu")
        )


def told_since(count: int) -> list[tuple[str, str]]:
    rows = session.execute(
        select(User.email, OutboxMessage.subject)
        .join(User, OutboxMessage.user_id == User.id)
        .order_by(OutboxMessage.id)
    ).all()
    return [((email or "").partition("@")[0], subject) for email, subject in rows[count:]]


def mails() -> int:
    return len(told_since(0))


@pytest.fixture
def claim(app: Flask) -> Claim:
    return trading.reserved(trading.listed(30), 12)


def test_the_receiver_picks_a_time_from_the_givers_hours(claim: Claim) -> None:
    hours(4)
    before = mails()
    offered = queries.offered(claim, city.NOW)
    # The reservation is kept for fourteen days, so two Fridays lie in them.
    assert [slot.starts_at for slot in offered] == [
        at(FRIDAY, "8"),
        at(FRIDAY, "9"),
        at(date(2026, 12, 4), "8"),
        at(date(2026, 12, 4), "9"),
    ]
    with transaction():
        pickup = pickups.pick(
            claim.id, at(FRIDAY, "9"), person=city.person("paivakoti"), now=city.NOW
        )
    assert (pickup.agreed_at, pickup.by_giver, pickup.revision) == (city.NOW, False, 1)
    assert told_since(before) == [("koulu", "Noutoaika sovittu: Pulpetteja")]
    body = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc())).first()
    assert "noudetaan pe 27.11.2026 klo 9.00–10.00" in (body or "")


def test_closed_days_and_public_holidays_offer_nothing(claim: Claim) -> None:
    hours(4, 6)
    with transaction():
        openings.close(
            city.unit("syvakangas"), FRIDAY, FRIDAY, reason="VESO", person=city.person("koulu")
        )
    # Sunday 6 December is Independence Day.
    assert {slot.starts_at.date() for slot in queries.offered(claim, city.NOW)} == {
        date(2026, 11, 29),
        date(2026, 12, 4),
    }


def test_a_time_that_is_not_offered_is_not_picked(claim: Claim) -> None:
    hours(4)
    with pytest.raises(pickups.NotOffered), transaction():
        pickups.pick(claim.id, at(FRIDAY, "11"), person=city.person("paivakoti"), now=city.NOW)
    with pytest.raises(NotAllowed), transaction():
        pickups.pick(claim.id, at(FRIDAY, "9"), person=city.person("koulu"), now=city.NOW)


def test_a_proposal_is_agreed_only_by_the_other_side(claim: Claim) -> None:
    before = mails()
    slot = Slot(at(MONDAY, "12"), at(MONDAY, "12.30"))
    with transaction():
        pickup = pickups.propose(claim.id, slot, person=city.person("paivakoti"), now=city.NOW)
    for login in ("paivakoti", "kirjasto"):
        with pytest.raises(NotAllowed), transaction():
            pickups.accept(claim.id, 1, person=city.person(login), now=city.NOW)
    with pytest.raises(pickups.TimeChanged), transaction():
        pickups.accept(claim.id, 2, person=city.person("koulu"), now=city.NOW)
    for _ in range(2):
        with transaction():
            pickups.accept(claim.id, 1, person=city.person("koulu"), now=city.NOW)
    session.refresh(pickup)
    assert pickup.agreed_at == city.NOW
    assert told_since(before) == [
        ("koulu", "Noutoaikaa ehdotetaan: Pulpetteja"),
        ("paivakoti", "Noutoaika sovittu: Pulpetteja"),
    ]


def test_a_changed_time_asks_the_other_side_anew(claim: Claim) -> None:
    hours(4)
    with transaction():
        pickups.pick(claim.id, at(FRIDAY, "9"), person=city.person("paivakoti"), now=city.NOW)
    slot = Slot(at(MONDAY, "12"), at(MONDAY, "13"))
    with transaction():
        pickup = pickups.propose(claim.id, slot, person=city.person("koulu"), now=city.NOW)
    assert (pickup.agreed_at, pickup.by_giver, pickup.revision) == (None, True, 2)
    with transaction():
        pickups.cancel(claim.id, person=city.person("paivakoti"), now=city.NOW)
    assert queries.pickup_of(claim) is None
    assert told_since(mails() - 2) == [
        ("paivakoti", "Noutoaikaa ehdotetaan: Pulpetteja"),
        ("koulu", "Noutoaika peruttu: Pulpetteja"),
    ]


def test_times_in_the_past_or_backwards_are_refused(claim: Claim) -> None:
    koulu = city.person("koulu")
    begun = Slot(city.NOW, city.NOW + timedelta(hours=1))
    with pytest.raises(pickups.TimePassed), transaction():
        pickups.propose(claim.id, begun, person=koulu, now=city.NOW)
    backwards = Slot(at(MONDAY, "12"), at(MONDAY, "12"))
    with pytest.raises(pickups.TimesReversed), transaction():
        pickups.propose(claim.id, backwards, person=koulu, now=city.NOW)
    trading.cancelled(claim)
    fine = Slot(at(MONDAY, "12"), at(MONDAY, "13"))
    with pytest.raises(ForbiddenChange), transaction():
        pickups.propose(claim.id, fine, person=koulu, now=city.NOW)


def test_without_a_time_it_lapses_and_with_one_only_a_week_after_it(claim: Claim) -> None:
    other = trading.reserved(claim.listing, 5, "kirjasto")
    late = date(2026, 12, 14)
    slot = Slot(at(late, "12"), at(late, "13"))
    with transaction():
        pickups.propose(claim.id, slot, person=city.person("paivakoti"), now=city.NOW)
        pickups.accept(claim.id, 1, person=city.person("koulu"), now=city.NOW)
    session.refresh(claim)
    # Both agreed on a day after the last one: it is kept until then.
    assert (other.pickup_by, claim.pickup_by) == (date(2026, 12, 9), late)
    with transaction():
        assert claims.lapse_overdue(at(date(2026, 12, 20), "8")) == 1
    session.expire_all()
    assert (other.state, claim.state) == (ClaimState.LAPSED, ClaimState.RESERVED)
    with transaction():
        assert claims.lapse_overdue(at(date(2026, 12, 22), "8")) == 1
    session.refresh(claim)
    assert claim.state is ClaimState.LAPSED


def test_a_proposal_alone_does_not_stop_the_clock(claim: Claim) -> None:
    slot = Slot(at(date(2026, 12, 14), "12"), at(date(2026, 12, 14), "13"))
    with transaction():
        pickups.propose(claim.id, slot, person=city.person("paivakoti"), now=city.NOW)
    with transaction():
        assert claims.lapse_overdue(at(date(2026, 12, 10), "8")) == 1


def test_both_sides_are_reminded_once_the_day_before(claim: Claim) -> None:
    slot = Slot(at(MONDAY, "12"), at(MONDAY, "13"))
    with transaction():
        pickups.propose(claim.id, slot, person=city.person("paivakoti"), now=city.NOW)
        pickups.accept(claim.id, 1, person=city.person("koulu"), now=city.NOW)
    before = mails()
    for now in (at(date(2026, 11, 29), "11"), at(date(2026, 11, 29), "13"), at(MONDAY, "9")):
        with transaction():
            pickups.remind(now)
    assert sorted(told_since(before)) == [
        ("koulu", "Nouto lähestyy: Pulpetteja"),
        ("paivakoti", "Nouto lähestyy: Pulpetteja"),
    ]
    assert session.scalar(select(Pickup.revision)) == 1
