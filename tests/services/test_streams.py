"""A stream gives one listing for each period, however many workers there are."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.hierarchy import LegalStatus, Recovery, WasteCodeNeeded
from kierto.domain.states import ListingState
from kierto.domain.stream import Rhythm, StreamState
from kierto.domain.units import Measure
from kierto.models import Category, Listing, Stream
from kierto.services import claims, streams, units
from kierto.services.listings import HazardousWaste
from kierto.services.upkeep import keep_up
from tests import city
from tests.trading import amount

pytestmark = pytest.mark.usefixtures("app")

DECEMBER = datetime(2026, 12, 1, 0, 5, tzinfo=UTC)


def started(login: str = "koulu", unit: str = "syvakangas", **changes: Any) -> Stream:
    values: dict[str, Any] = {
        "title": "Haketta",
        "category": city.category("school-desk"),
        "quantity": amount(5),
        "measure": Measure.TONNES,
        "rhythm": Rhythm.MONTH,
        "legal_status": LegalStatus.BY_PRODUCT,
        "starts_on": city.TODAY,
    }
    with transaction():
        return streams.start(
            city.unit(unit),
            streams.Flow(**(values | changes)),
            person=city.person(login),
            now=city.NOW,
        )


def offered() -> list[tuple[Any, ...]]:
    session.rollback()
    return [
        (one.stream_period, one.available_from, one.available_until, str(one.quantity))
        for one in session.scalars(select(Listing).order_by(Listing.id))
    ]


def worked(now: datetime) -> int:
    with transaction():
        return streams.offer_due(now)


def test_the_running_period_is_offered_at_once_and_the_next_by_the_worker() -> None:
    started()
    november = (date(2026, 11, 1), city.TODAY, date(2026, 11, 30), "5")
    assert offered() == [november]
    assert worked(city.NOW) == 0
    assert worked(DECEMBER) == 1
    assert worked(DECEMBER + timedelta(hours=1)) == 0
    december = (date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 31), "5")
    assert offered() == [november, december]


def test_each_listing_opens_by_the_policy_and_is_claimed_like_any_other() -> None:
    started()
    listing = session.scalars(select(Listing)).one()
    assert (listing.state, listing.opened_at, listing.legal_status, listing.mass) == (
        ListingState.OPEN,
        city.NOW,
        LegalStatus.BY_PRODUCT,
        listing.mass,
    )
    days = listing.organisation.stage_days
    assert listing.companies_from == city.NOW + timedelta(days=days.companies or 0)
    assert listing.mass is not None and listing.mass.grams == 5_000_000
    with transaction():
        claims.request(
            listing.id,
            city.unit("kivikko"),
            amount(2),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    assert str(session.get_one(Listing, listing.id).free) == "3"


def test_the_month_ends_in_finland_not_in_utc() -> None:
    started()
    assert worked(datetime(2026, 11, 30, 21, 59, tzinfo=UTC)) == 0
    assert worked(datetime(2026, 11, 30, 22, 0, tzinfo=UTC)) == 1


def test_the_worker_of_every_round_does_it_and_the_old_period_expires() -> None:
    started()
    with transaction():
        keep_up(DECEMBER)
    states = session.scalars(select(Listing.state).order_by(Listing.id)).all()
    assert states == [ListingState.EXPIRED, ListingState.OPEN]


def test_two_workers_at_once_make_one_listing(app: Flask) -> None:
    started()
    gate, made = threading.Barrier(2), []

    def work() -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    made.append(streams.offer_due(DECEMBER))
            finally:
                session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(made) == [0, 1]
    assert len(offered()) == 2


def test_what_begins_later_or_passed_while_nobody_worked_is_not_offered() -> None:
    started(starts_on=date(2026, 12, 10), rhythm=Rhythm.WEEK)
    assert offered() == []
    assert worked(DECEMBER) == 0
    assert worked(datetime(2027, 1, 15, tzinfo=UTC)) == 1
    assert offered() == [(date(2027, 1, 11), date(2027, 1, 11), date(2027, 1, 17), "5")]


def test_paused_it_offers_nothing_and_goes_on_from_the_running_period() -> None:
    stream, person = started(), city.person("koulu")
    with transaction():
        streams.pause(stream.id, person=person, now=city.NOW)
    assert worked(DECEMBER) == 0
    for _ in range(2):
        with transaction():
            streams.resume(stream.id, person=person, now=DECEMBER)
    assert [row[0] for row in offered()] == [date(2026, 11, 1), date(2026, 12, 1)]


def test_ended_it_never_goes_on() -> None:
    stream, person = started(), city.person("koulu")
    with transaction():
        streams.end(stream.id, person=person, now=city.NOW)
    with pytest.raises(ForbiddenChange), transaction():
        streams.resume(stream.id, person=person, now=city.NOW)
    assert worked(DECEMBER) == 0


def test_it_ends_by_itself_after_its_last_day() -> None:
    stream = started(ends_on=date(2026, 11, 28))
    assert offered()[0][2] == date(2026, 11, 28)
    worked(DECEMBER)
    assert session.get_one(Stream, stream.id).state is StreamState.ENDED
    assert len(offered()) == 1


def test_waste_needs_a_code_that_is_not_hazardous_also_when_it_begins_later() -> None:
    later = date(2027, 1, 1)
    with pytest.raises(WasteCodeNeeded):
        started(legal_status=LegalStatus.WASTE, starts_on=later)
    with pytest.raises(HazardousWaste):
        started(legal_status=LegalStatus.WASTE, waste_code="17 02 04*", starts_on=later)
    assert session.query(Stream).count() == 0
    started(legal_status=LegalStatus.WASTE, waste_code="17 02 01", recovery=Recovery.RECYCLING)
    assert session.scalars(select(Listing)).one().waste_code == "17 02 01"


def test_what_may_no_longer_be_listed_is_paused_with_the_reason_and_stops_no_other() -> None:
    forbidden = started(category=city.category("office-chair"))
    started()
    with transaction():
        session.get_one(Category, forbidden.category_id).is_refused = True
    assert worked(DECEMBER) == 1
    found = session.get_one(Stream, forbidden.id)
    assert found.state is StreamState.PAUSED
    assert found.problem is not None and "%(category)s" in found.problem["message"]


def test_it_is_for_those_who_post_for_the_unit() -> None:
    with pytest.raises(NotAllowed):
        started("paivakoti")
    stream = started()
    with pytest.raises(NotAllowed), transaction():
        streams.pause(stream.id, person=city.person("paivakoti"), now=city.NOW)


def test_it_moves_to_the_unit_that_takes_over() -> None:
    stream = started()
    with transaction():
        units.close(
            city.unit("syvakangas"),
            successor=city.unit("kirjasto"),
            person=city.person("admin"),
            now=city.NOW,
        )
    assert session.get_one(Stream, stream.id).unit.code == "kirjasto"
