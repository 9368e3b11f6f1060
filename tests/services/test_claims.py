"""Asking for a quantity, and every answer to it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed, NotEnoughFree, NotFound
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.visibility import Stage
from kierto.models import Claim, Event, WastePermit
from kierto.services import claims, listings
from kierto.services.submissions import KeyReused
from tests import city, trading
from tests.trading import approved, balance, cancelled, claimed, declined, listed, reserved

pytestmark = pytest.mark.usefixtures("app")


def test_a_claim_holds_its_quantity_until_the_giver_answers() -> None:
    listing = listed(10)
    claim = claimed(listing, 4, purpose="  Eskarin uusi ryhmä ")
    assert (claim.state, claim.purpose, claim.pickup_by) == (
        ClaimState.REQUESTED,
        "Eskarin uusi ryhmä",
        None,
    )
    assert balance(listing) == {"free": "6", "reserved": "4", "handed_over": "0", "ended": "0"}


def test_approval_starts_the_days_for_fetching_it() -> None:
    claim = approved(claimed(listed(10), 4))
    assert (claim.state, claim.pickup_by, claim.decided_at) == (
        ClaimState.RESERVED,
        city.TODAY + timedelta(days=14),
        city.NOW,
    )
    assert claim.decided_by is not None and claim.decided_by.name == "Kaisa Koulu"


def test_an_organisation_that_does_not_approve_gives_at_once() -> None:
    trading.directly()
    claim = claimed(listed(10), 4)
    assert (claim.state, claim.pickup_by) == (
        ClaimState.RESERVED,
        city.TODAY + timedelta(days=14),
    )


def test_more_than_is_free_is_refused_with_what_is_free() -> None:
    listing = listed(10)
    claimed(listing, 7)
    with pytest.raises(NotEnoughFree) as refusal:
        claimed(listing, 7, "kirjasto")
    assert (refusal.value.data, refusal.value.field) == ({"free": "3"}, "quantity")
    assert balance(listing)["reserved"] == "7"


@pytest.mark.parametrize("number", [0, -1])
def test_nothing_cannot_be_claimed(number: int) -> None:
    listing = listed(10)
    with pytest.raises(claims.NothingAsked):
        claimed(listing, number)


def test_more_than_there_is_in_all_is_refused() -> None:
    listing = listed(10)
    with pytest.raises(claims.MoreThanListed) as refusal:
        claimed(listing, 11)
    assert refusal.value.data == {"quantity": "10"}


def test_the_own_units_listing_is_not_claimed() -> None:
    listing = listed(10)
    with pytest.raises(claims.OwnListing):
        claimed(listing, 1, "koulu")


def test_a_lot_is_claimed_whole_also_after_a_part_has_gone() -> None:
    listing = listed(10, is_lot=True)
    with pytest.raises(claims.OneLot):
        claimed(listing, 4)
    claim = reserved(listing, 10)
    trading.handed_over(claim, 7, rest_returns=True)
    with pytest.raises(claims.OneLot) as refusal:
        claimed(listing, 2, "kirjasto")
    assert refusal.value.data == {"quantity": "3"}
    assert claimed(listing, 3, "kirjasto").state is ClaimState.REQUESTED


def test_what_a_unit_may_not_see_it_cannot_claim() -> None:
    listing = listed(10, audience=Stage.OWN)
    with pytest.raises(NotFound):
        claimed(listing, 1, "puuseppa")
    with pytest.raises(NotFound):
        claimed(listing, 1, "naapuri")


def test_nobody_claims_for_a_unit_that_is_not_theirs() -> None:
    listing = listed(10)
    with pytest.raises(NotAllowed), transaction():
        claims.request(
            listing.id,
            city.unit("kirjasto"),
            trading.amount(1),
            person=city.person("paivakoti"),
            now=city.NOW,
        )


def test_a_withdrawn_or_past_listing_is_not_claimed() -> None:
    listing = listed(10)
    with transaction():
        listings.withdraw(listing, person=city.person("koulu"), now=city.NOW)
    with pytest.raises(claims.NotOpen):
        claimed(listing, 1)
    past = listed(10, available_until=city.TODAY)
    with pytest.raises(claims.NoLongerAvailable) as refusal:
        claimed(past, 1, now=city.NOW + timedelta(days=1))
    assert refusal.value.data == {"until": city.TODAY}


def test_waste_goes_only_to_who_has_a_permit_on_the_day() -> None:
    listing = listed(10, legal_status=LegalStatus.WASTE, waste_code="20 03 07")
    with pytest.raises(claims.PermitNeeded):
        claimed(listing, 1, "puuseppa")
    with transaction():
        session.add(
            WastePermit(
                organisation_id=city.unit("puuseppa").organisation_id,
                waste_code="20 03 07",
                reference="LAP-1",
                valid_from=city.TODAY - timedelta(days=30),
                valid_until=city.TODAY,
            )
        )
    claim = approved(claimed(listing, 2, "puuseppa"))
    with pytest.raises(claims.PermitNeeded):
        claimed(listing, 1, "puuseppa", now=city.NOW + timedelta(days=1))
    tomorrow = city.NOW + timedelta(days=1)
    with pytest.raises(claims.PermitNeeded):
        trading.handed_over(claim, 2, on=tomorrow.date(), now=tomorrow)
    trading.handed_over(claim, 2, now=tomorrow)


def test_quantity_comes_back_once_and_a_stale_yes_changes_nothing() -> None:
    """Cancelled, declined and lapsed alike (K02)."""
    listing = listed(10)
    asked = claimed(listing, 4)
    assert balance(listing)["free"] == "6"
    cancelled(asked, reason="Löytyi omasta varastosta")
    cancelled(asked)
    assert balance(listing)["free"] == "10"
    refused = claimed(listing, 4)
    declined(refused, reason="Tarvitaan itse")
    declined(refused)
    assert balance(listing)["free"] == "10"
    kept_too_long = reserved(listing, 4)
    for _ in range(2):
        with transaction():
            claims.lapse_overdue(city.NOW + timedelta(days=15))
    assert balance(listing)["free"] == "10"
    for claim, state in (
        (asked, ClaimState.CANCELLED),
        (refused, ClaimState.DECLINED),
        (kept_too_long, ClaimState.LAPSED),
    ):
        with pytest.raises(ForbiddenChange):
            approved(claim)
        assert (claim.state, claim.open_quantity) == (state, trading.amount(0))
    assert balance(listing) == {"free": "10", "reserved": "0", "handed_over": "0", "ended": "0"}


def test_a_reservation_lapses_only_after_its_last_day() -> None:
    claim = reserved(listed(10), 4)
    with transaction():
        assert claims.lapse_overdue(city.NOW + timedelta(days=14)) == 0
    with transaction():
        assert claims.lapse_overdue(city.NOW + timedelta(days=15)) == 1
    assert claim.state is ClaimState.LAPSED


def test_who_asks_when_nothing_is_free_waits_and_moves_up_in_turn() -> None:
    listing = listed(10)
    first = claimed(listing, 10)
    second = claimed(listing, 6, "kirjasto", now=city.NOW + timedelta(minutes=1))
    third = claimed(listing, 4, "puuseppa", now=city.NOW + timedelta(minutes=2))
    assert (second.state, third.state) == (ClaimState.WAITING, ClaimState.WAITING)
    assert balance(listing)["reserved"] == "10"
    cancelled(first)
    assert (second.state, third.state) == (ClaimState.REQUESTED, ClaimState.REQUESTED)
    assert balance(listing)["reserved"] == "10"


def test_nobody_overtakes_the_first_in_the_queue() -> None:
    listing = listed(10)
    small, large = claimed(listing, 3), claimed(listing, 7, "kirjasto")
    waits = claimed(listing, 8, "puuseppa", now=city.NOW + timedelta(minutes=1))
    behind = claimed(listing, 2, "yhdistys", now=city.NOW + timedelta(minutes=2))
    cancelled(small)
    assert (waits.state, behind.state) == (ClaimState.WAITING, ClaimState.WAITING)
    late = claimed(listing, 1, "rakentaja", now=city.NOW + timedelta(minutes=3))
    assert late.state is ClaimState.WAITING
    cancelled(large, "kirjasto")
    assert [c.state for c in (waits, behind, late)] == [
        ClaimState.REQUESTED,
        ClaimState.REQUESTED,
        ClaimState.WAITING,
    ]


def test_who_waits_for_more_than_is_left_holds_up_nobody() -> None:
    listing = listed(10)
    claim = reserved(listing, 10)
    too_much = claimed(listing, 8, "kirjasto", now=city.NOW + timedelta(minutes=1))
    modest = claimed(listing, 2, "puuseppa", now=city.NOW + timedelta(minutes=2))
    trading.handed_over(claim, 6, rest_returns=True)
    assert (too_much.state, modest.state) == (ClaimState.WAITING, ClaimState.REQUESTED)
    assert claimed(listing, 2, "yhdistys").state is ClaimState.REQUESTED


def test_who_waits_holds_nothing_and_is_not_approved() -> None:
    listing = listed(10)
    claimed(listing, 10)
    waits = claimed(listing, 4, "kirjasto")
    with pytest.raises(ForbiddenChange):
        approved(waits)
    assert (waits.state, balance(listing)["reserved"]) == (ClaimState.WAITING, "10")
    assert declined(waits).state is ClaimState.DECLINED
    assert balance(listing)["reserved"] == "10"


def test_a_raised_amount_and_an_opened_listing_serve_the_queue() -> None:
    listing = listed(10)
    claimed(listing, 10)
    waits = claimed(listing, 4, "kirjasto")
    with transaction():
        listings.change(
            listing,
            city.offer(quantity=trading.amount(14)),
            version=listing.version,
            person=city.person("koulu"),
            now=city.NOW,
        )
    assert waits.state is ClaimState.REQUESTED
    again = claimed(listing, 2, "puuseppa")
    with transaction():
        listings.withdraw(listing, person=city.person("koulu"), now=city.NOW)
    cancelled(waits, "kirjasto")
    assert again.state is ClaimState.WAITING
    with transaction():
        listings.reopen(listing, person=city.person("koulu"), now=city.NOW)
    assert again.state is ClaimState.REQUESTED


def test_only_the_giver_answers_and_only_the_parties_cancel() -> None:
    claim = claimed(listed(10), 4)
    for stranger in ("paivakoti", "kirjasto", "naapuri", "auditoija", "katselija"):
        with pytest.raises(NotAllowed):
            approved(claim, stranger)
        with pytest.raises(NotAllowed):
            declined(claim, stranger)
    for stranger in ("kirjasto", "naapuri", "auditoija", "katselija"):
        with pytest.raises(NotAllowed):
            cancelled(claim, stranger)
    assert claim.state is ClaimState.REQUESTED
    assert cancelled(claim, "koulu", reason="Särkyi").reason == "Särkyi"


def test_a_reservation_is_not_declined_and_what_moved_is_not_cancelled() -> None:
    listing = listed(10)
    claim = reserved(listing, 4)
    with pytest.raises(ForbiddenChange):
        declined(claim)
    trading.handed_over(claim, 4)
    with pytest.raises(ForbiddenChange):
        cancelled(claim)
    assert balance(listing) == {"free": "6", "reserved": "0", "handed_over": "4", "ended": "0"}


def test_cancelling_after_a_part_has_moved_returns_the_rest_only() -> None:
    listing = listed(10)
    claim = reserved(listing, 4)
    trading.handed_over(claim, 3)
    cancelled(claim)
    assert (str(claim.handed_over), str(claim.returned)) == ("3", "1")
    assert balance(listing) == {"free": "7", "reserved": "0", "handed_over": "3", "ended": "0"}


def test_an_edit_cannot_take_away_what_is_promised() -> None:
    """K04: 7 of 10 are claimed."""
    listing = listed(10)
    claimed(listing, 7)

    def edit(number: int) -> None:
        with transaction():
            listings.change(
                listing,
                city.offer(quantity=trading.amount(number)),
                version=listing.version,
                person=city.person("koulu"),
                now=city.NOW,
            )

    with pytest.raises(listings.LessThanPromised) as refusal:
        edit(5)
    assert refusal.value.data == {"held": "7", "reserved": "7", "gone": "0"}
    edit(7)
    assert balance(listing)["free"] == "0"
    edit(12)
    assert balance(listing)["free"] == "5"


def test_repeating_a_request_with_its_key_is_one_claim() -> None:
    """K07, one after the other."""
    listing = listed(10)
    made = {claimed(listing, 2, key="napsautus").id for _ in range(5)}
    assert len(made) == 1
    assert session.scalar(select(func.count()).select_from(Claim)) == 1
    with pytest.raises(KeyReused):
        claimed(listing, 3, key="napsautus")
    other = claimed(listing, 2, "kirjasto", key="napsautus")
    assert other.id not in made


def test_a_listing_closes_when_nothing_is_left_and_its_history_is_written() -> None:
    listing = listed(4)
    claim = reserved(listing, 4)
    assert listing.state is ListingState.OPEN
    trading.handed_over(claim, 4)
    assert listing.state is ListingState.CLOSED
    kinds = session.scalars(
        select(Event.kind).where(Event.listing_id == listing.id).order_by(Event.id)
    ).all()
    assert kinds == ["listed", "claimed", "approved", "handed_over"]
