"""Every way in which quantity comes back serves the queue, exactly once; the clock of pick-up."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.states import ClaimState
from kierto.models import Claim, Event, Listing
from kierto.services import claims, corrections, listings, units, upkeep
from tests import city, trading
from tests.trading import (
    approved,
    balance,
    cancelled,
    claimed,
    declined,
    handed_over,
    listed,
    reserved,
)

pytestmark = pytest.mark.usefixtures("app")

WEEKS_LATER = city.NOW + timedelta(days=20)


def lowered(claim: Claim, number: int, login: str = "paivakoti") -> Claim:
    with transaction():
        return claims.lower(
            claim.id, trading.amount(number), person=city.person(login), now=city.NOW
        )


def _cancel(claim: Claim) -> None:
    cancelled(claim)


def _decline(claim: Claim) -> None:
    declined(claim)


def _lower(claim: Claim) -> None:
    lowered(claim, 6)


def _lapse(claim: Claim) -> None:
    approved(claim)
    with transaction():
        upkeep.keep_up(WEEKS_LATER)


def _partial_handover(claim: Claim) -> None:
    handed_over(approved(claim), 6, rest_returns=True)


def _corrected_handover(claim: Claim) -> None:
    _, entry = handed_over(approved(claim), 10)
    change = corrections.Correction(reason="Neljä jäi", quantity=trading.amount(6))
    with transaction():
        corrections.correct(entry.id, change, person=city.person("ymparisto"), now=city.NOW)


def _closed_unit(claim: Claim) -> None:
    giver = claim.listing.unit
    with transaction():
        units.close(claim.unit, successor=giver, person=city.person("admin"), now=city.NOW)


def _raised_amount(claim: Claim) -> None:
    offer = city.offer(quantity=trading.amount(14))
    with transaction():
        listing = session.get_one(Listing, claim.listing_id)
        person = city.person("koulu")
        listings.change(listing, offer, version=listing.version, person=person, now=city.NOW)


WAYS = (
    _cancel,
    _decline,
    _lower,
    _lapse,
    _partial_handover,
    _corrected_handover,
    _closed_unit,
    _raised_amount,
)


@pytest.mark.parametrize("comes_back", WAYS)
def test_what_comes_back_reaches_the_next_in_the_queue_once(
    comes_back: Callable[[Claim], None],
) -> None:
    listing = listed(10)
    claim = claimed(listing, 10)
    waits = claimed(listing, 4, "kirjasto", now=city.NOW + timedelta(minutes=1))
    assert waits.state is ClaimState.WAITING
    comes_back(claim)
    with transaction():
        upkeep.keep_up(city.NOW + timedelta(hours=1))
    session.expire_all()
    assert waits.state is ClaimState.REQUESTED
    held = [one for one in (claim, waits) if one.state.holds]
    assert listing.reserved == sum((one.open_quantity for one in held), start=trading.amount(0))
    promoted = select(func.count()).where(Event.kind == "promoted", Event.claim_id == waits.id)
    assert session.scalar(promoted) == 1
    assert listing.reserved + listing.handed_over + listing.free == listing.quantity


def test_the_days_for_fetching_begin_when_the_goods_are_there() -> None:
    there = city.TODAY + timedelta(days=30)
    assert reserved(listed(10, available_from=there), 4).pickup_by == there + timedelta(days=14)
    before = city.TODAY - timedelta(days=30)
    early = reserved(listed(10, available_from=before), 4)
    assert early.pickup_by == city.TODAY + timedelta(days=14)


def test_who_comes_up_from_the_queue_has_the_full_days() -> None:
    trading.directly()
    listing = listed(10)
    first = claimed(listing, 10)
    waits = claimed(listing, 4, "kirjasto", now=city.NOW + timedelta(minutes=1))
    with transaction():
        claims.cancel(first.id, person=city.person("paivakoti"), now=WEEKS_LATER)
    assert waits.pickup_by == WEEKS_LATER.date() + timedelta(days=14)


def test_goods_that_come_later_than_was_said_move_the_last_day() -> None:
    listing = listed(10)
    claim = reserved(listing, 4)

    def come(day: date | None) -> None:
        offer = city.offer(quantity=trading.amount(10), available_from=day)
        person = city.person("koulu")
        with transaction():
            listings.change(listing, offer, version=listing.version, person=person, now=city.NOW)

    come(city.TODAY + timedelta(days=10))
    assert claim.pickup_by == city.TODAY + timedelta(days=24)
    # Nobody loses days because the goods come earlier after all.
    come(city.TODAY)
    assert claim.pickup_by == city.TODAY + timedelta(days=24)
    with transaction():
        assert claims.lapse_overdue(city.NOW + timedelta(days=24)) == 0
        assert claims.lapse_overdue(city.NOW + timedelta(days=25)) == 1


def test_a_smaller_claim_keeps_its_place_and_gives_the_rest_back() -> None:
    listing = listed(10)
    claim, waits = reserved(listing, 10), claimed(listing, 8, "kirjasto")
    lowered(waits, 3, "kirjasto")
    assert (waits.state, waits.quantity) == (ClaimState.WAITING, trading.amount(3))
    handed_over(claim, 2)
    lowered(claim, 5)
    assert (claim.state, claim.open_quantity) == (ClaimState.RESERVED, trading.amount(3))
    assert waits.state is ClaimState.REQUESTED
    assert balance(listing) == {"free": "2", "reserved": "6", "handed_over": "2", "ended": "0"}


@pytest.mark.parametrize("number", [-1, 0, 2, 10, 11])
def test_lowering_to_what_is_no_less_or_to_what_has_moved_is_refused(number: int) -> None:
    claim = reserved(listed(20), 10)
    handed_over(claim, 2)
    with pytest.raises(claims.NotLess):
        lowered(claim, number)
    assert claim.open_quantity == trading.amount(8)


def test_only_the_claimer_lowers_and_neither_a_lot_nor_what_has_ended() -> None:
    claim = reserved(listed(10), 4)
    with pytest.raises(NotAllowed):
        lowered(claim, 2, "koulu")
    with pytest.raises(claims.OneLot):
        lowered(claimed(listed(10, is_lot=True), 10), 4)
    with pytest.raises(ForbiddenChange):
        lowered(cancelled(claim), 2)
