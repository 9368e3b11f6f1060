"""Corrections: a reversal and the right entry, and the listing's amounts follow."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed, NotEnoughFree, NotFound
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import Mass, MassBasis
from kierto.models import LedgerEntry
from kierto.queries import ledger
from kierto.services import corrections, handovers, outcomes
from tests import city, trading
from tests.trading import balance, claimed, handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("app")


def correct(
    entry: LedgerEntry, login: str = "ymparisto", **values: Any
) -> tuple[LedgerEntry, LedgerEntry | None]:
    correction = corrections.Correction(**({"reason": "Laskettu väärin"} | values))
    with transaction():
        return corrections.correct(
            entry.id, correction, person=city.person(login), now=city.NOW + timedelta(days=5)
        )


def total() -> Mass | None:
    return session.scalar(select(func.sum(LedgerEntry.mass)))


def test_returned_goods_leave_nothing_in_the_sum_and_are_free_again() -> None:
    """Returned after five days as unsuitable: the reversal stands in the same year."""
    listing = listed(1, kilograms_per_measure="26")
    claim = reserved(listing, 1)
    _, entry = handed_over(claim, 1)
    reversal, corrected = correct(entry, quantity=trading.amount(0), reason="Ei sopinut")
    assert (reversal.mass, reversal.occurred_on, reversal.reverses_id, corrected) == (
        Mass.from_kilograms(-26),
        entry.occurred_on,
        entry.id,
        None,
    )
    assert (reversal.category_code, reversal.step, reversal.reason) == (
        entry.category_code,
        entry.step,
        "Ei sopinut",
    )
    assert total() == Mass(0)
    assert (claim.state, listing.state) == (ClaimState.CANCELLED, ListingState.OPEN)
    assert balance(listing) == {"free": "1", "reserved": "0", "handed_over": "0", "ended": "0"}


def test_a_wrong_weight_is_replaced() -> None:
    _, entry = handed_over(reserved(listed(10), 4), 4, weighed="120")
    _, corrected = correct(entry, mass=Mass.from_kilograms(12))
    assert corrected is not None
    assert (corrected.mass, corrected.mass_basis, corrected.corrects_id, corrected.quantity) == (
        Mass.from_kilograms(12),
        MassBasis.WEIGHED,
        entry.id,
        entry.quantity,
    )
    assert total() == Mass.from_kilograms(12)
    assert ledger.verify() == ledger.Verification(3, ok=True, first_bad=None)


def test_a_smaller_amount_takes_its_share_of_the_mass_and_serves_who_waits() -> None:
    listing = listed(10, kilograms_per_measure="12")
    claim = reserved(listing, 10)
    _, entry = handed_over(claim, 4)
    waits = claimed(listing, 1, "kirjasto")
    _, corrected = correct(entry, quantity=trading.amount(3))
    assert corrected is not None and corrected.mass == Mass.from_kilograms(36)
    assert waits.state is ClaimState.REQUESTED
    assert balance(listing) == {"free": "0", "reserved": "7", "handed_over": "3", "ended": "0"}


def test_a_larger_amount_comes_from_the_claims_own_rest_first() -> None:
    listing = listed(10)
    claim = reserved(listing, 5)
    reserved(listing, 4, "kirjasto")
    _, entry = handed_over(claim, 3)
    _, corrected = correct(entry, quantity=trading.amount(6))
    assert corrected is not None
    assert (str(claim.quantity), str(claim.handed_over), claim.state) == (
        "6",
        "6",
        ClaimState.HANDED_OVER,
    )
    assert balance(listing) == {"free": "0", "reserved": "4", "handed_over": "6", "ended": "0"}
    with pytest.raises(NotEnoughFree) as refusal:
        correct(corrected, quantity=trading.amount(7))
    assert refusal.value.data == {"free": "0"}


def test_a_wrong_day_moves_the_entry_to_its_year() -> None:
    _, entry = handed_over(reserved(listed(10), 4), 4)
    reversal, corrected = correct(entry, occurred_on=date(2025, 12, 31))
    assert corrected is not None
    assert (reversal.occurred_on, corrected.occurred_on) == (city.TODAY, date(2025, 12, 31))


def test_an_outcome_is_corrected_too() -> None:
    listing = listed(10)
    with transaction():
        _, entry = outcomes.end(
            listing.id,
            trading.amount(5),
            OutcomeKind.KEPT,
            occurred_on=city.TODAY,
            person=city.person("koulu"),
            now=city.NOW,
        )
    correct(entry, quantity=trading.amount(2))
    assert balance(listing) == {"free": "8", "reserved": "0", "handed_over": "0", "ended": "2"}


def test_only_the_entry_that_stands_is_corrected() -> None:
    handover, entry = handed_over(reserved(listed(10), 4), 4)
    reversal, corrected = correct(entry, quantity=trading.amount(3))
    with pytest.raises(corrections.AlreadyCorrected):
        correct(entry, quantity=trading.amount(2))
    with pytest.raises(corrections.NothingToCorrect):
        correct(reversal, quantity=trading.amount(2))
    assert corrected is not None
    assert handovers.entry_of(handover) == corrected
    correct(corrected, quantity=trading.amount(2))
    assert str(handovers.entry_of(handover).quantity) == "2"
    assert ledger.verify().ok


def test_a_correction_without_reason_or_sense_is_refused() -> None:
    _, entry = handed_over(reserved(listed(10), 4), 4)
    with pytest.raises(corrections.ReasonNeeded):
        correct(entry, reason="  ")
    with pytest.raises(corrections.QuantityNegative):
        correct(entry, quantity=trading.amount(-1))
    with pytest.raises(handovers.InTheFuture):
        correct(entry, occurred_on=city.TODAY + timedelta(days=6))
    for grams in (0, -5):
        with pytest.raises(handovers.WeightNotPositive):
            correct(entry, mass=Mass(grams))
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_only_the_givers_coordinator_corrects() -> None:
    _, entry = handed_over(reserved(listed(10), 4), 4)
    for stranger in ("koulu", "paivakoti", "auditoija", "admin", "naapuri"):
        with pytest.raises(NotAllowed):
            correct(entry, stranger)
    with pytest.raises(NotFound), transaction():
        corrections.correct(
            99,
            corrections.Correction(reason="x"),
            person=city.person("ymparisto"),
            now=city.NOW,
        )
