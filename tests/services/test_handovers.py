"""Goods that move, and the one line each of them leaves in the ledger."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import ForbiddenChange, NotAllowed
from kierto.domain.hierarchy import Direction, LegalStatus, Step
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass, MassBasis, Measure
from kierto.models import Handover, LedgerEntry, WastePermit
from kierto.queries import ledger
from kierto.services import corrections, handovers
from kierto.services.submissions import KeyReused
from tests import city, trading
from tests.trading import balance, claimed, handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("app")


def test_no_more_moves_than_was_promised() -> None:
    """K03: 4 of 10 are claimed."""
    listing = listed(10, kilograms_per_measure="12")
    claim = reserved(listing, 4)
    with pytest.raises(handovers.MoreThanClaimed) as refusal:
        handed_over(claim, 5)
    assert (refusal.value.field, refusal.value.data) == ("quantity", {"open": "4"})
    for number in (0, -1):
        with pytest.raises(handovers.NothingMoved):
            handed_over(claim, number)
    _, entry = handed_over(claim, 3)
    assert (str(claim.open_quantity), claim.state) == ("1", ClaimState.RESERVED)
    assert balance(listing) == {"free": "6", "reserved": "1", "handed_over": "3", "ended": "0"}
    assert entry.mass == Mass.from_kilograms(36)
    with pytest.raises(handovers.MoreThanClaimed) as refusal:
        handed_over(claim, 3)
    assert refusal.value.data == {"open": "1"}
    assert session.scalar(select(func.sum(LedgerEntry.mass))) == Mass.from_kilograms(36)


def test_the_rest_returns_when_it_is_said_so() -> None:
    listing = listed(10)
    claim = reserved(listing, 4)
    handed_over(claim, 3, rest_returns=True)
    assert (claim.state, str(claim.returned)) == (ClaimState.HANDED_OVER, "1")
    assert balance(listing) == {"free": "7", "reserved": "0", "handed_over": "3", "ended": "0"}


def test_what_the_rest_frees_goes_to_who_waits() -> None:
    listing = listed(10)
    claim = reserved(listing, 10)
    waits = claimed(listing, 3, "kirjasto")
    handed_over(claim, 7, rest_returns=True)
    assert waits.state is ClaimState.REQUESTED


def test_a_scale_beats_the_estimate_and_both_are_kept() -> None:
    """K20: 4 pieces of 25 kg weigh 93.5 kg together."""
    claim = reserved(listed(4, kilograms_per_measure="25"), 4)
    handover, entry = handed_over(claim, 4, weighed="93.5")
    assert (handover.estimated_mass, handover.estimated_basis, handover.weighed_mass) == (
        Mass.from_kilograms(100),
        MassBasis.DECLARED,
        Mass.from_kilograms("93.5"),
    )
    assert (entry.mass, entry.mass_basis, entry.uncertainty_percent) == (
        Mass.from_kilograms("93.5"),
        MassBasis.WEIGHED,
        None,
    )


def test_tonnes_kilograms_and_grams_of_the_same_thing_are_equal() -> None:
    """K20: 0.25 t, 250 kg and 250 000 g are 0.750 t in all."""
    for number, measure in (("0.25", Measure.TONNES), ("250", Measure.KILOGRAMS)):
        claim = reserved(listed(number, measure=measure), number)
        handed_over(claim, number)
    claim = reserved(listed(1), 1)
    handed_over(claim, 1, weighed="250.000")
    assert session.scalar(select(func.sum(LedgerEntry.mass))) == Mass(750_000)


def test_an_unknown_weight_is_missing_and_not_zero() -> None:
    """K20: a thing that no factor weighs."""
    claim = reserved(listed(2, measure=Measure.METRES), 2)
    handover, entry = handed_over(claim, 2)
    assert (handover.estimated_mass, entry.mass, entry.mass_basis) == (
        None,
        None,
        MassBasis.MISSING,
    )


def test_parts_of_a_lot_add_up_to_the_gram() -> None:
    """Forty chairs of 180 kg: 25 of them are 112.5 kg, the last takes the remainder."""
    listing = listed(40, kilograms_per_measure="4.5")
    _, first = handed_over(reserved(listing, 25), 25)
    assert first.mass == Mass.from_kilograms("112.5")
    for number in (7, 1, 6, 1):
        handed_over(reserved(listing, number), number)
    assert session.scalar(select(func.sum(LedgerEntry.mass))) == Mass(180_000)
    odd = listed(3, kilograms_per_measure="0.3335")
    masses = [handed_over(reserved(odd, 1), 1)[1].mass for _ in range(3)]
    assert sum(mass.grams for mass in masses if mass) == 1001


def test_a_store_only_passes_on() -> None:
    """School to store to library is one reuse, at the library."""
    at_store = reserved(listed(1, kilograms_per_measure="26"), 1, "varasto")
    first, moved = handed_over(at_store, 1)
    assert (moved.step, moved.mass) == (Step.MOVED, Mass.from_kilograms(26))
    with transaction():
        again = city.listed(
            "materiaalikeskus",
            "varasto",
            quantity=trading.amount(1),
            kilograms_per_measure="26",
        )
        again.origin_handover_id = first.id
    claim = trading.approved(claimed(again, 1, "kirjasto"), "varasto")
    _, reused = handed_over(claim, 1, "varasto")
    assert (reused.step, reused.origin_handover_id) == (Step.REUSE, first.id)
    total = select(func.sum(LedgerEntry.mass)).where(LedgerEntry.step == Step.REUSE)
    assert session.scalar(total) == Mass.from_kilograms(26)


def test_within_the_city_is_internal_and_to_a_company_external() -> None:
    listing = listed(10)
    _, inside = handed_over(reserved(listing, 1), 1)
    _, outside = handed_over(reserved(listing, 1, "puuseppa"), 1)
    assert (inside.step, inside.direction) == (Step.REUSE, Direction.INTERNAL)
    assert (outside.step, outside.direction) == (Step.REUSE, Direction.EXTERNAL)
    assert (outside.giver_organisation, outside.receiver_organisation) == (
        "Kemin kaupunki",
        "Perämeren puuseppä Oy",
    )


def test_waste_is_prepared_for_reuse_and_never_reused() -> None:
    with transaction():
        listing = city.listed(legal_status=LegalStatus.WASTE, waste_code="20 03 07")
    with transaction():
        session.add(
            WastePermit(
                organisation_id=city.unit("puuseppa").organisation_id,
                waste_code="20 03 07",
                reference="LAP-1",
                valid_from=city.TODAY,
            )
        )
    _, entry = handed_over(reserved(listing, 2, "puuseppa"), 2)
    assert (entry.step, entry.waste_code) == (Step.PREPARING, "20 03 07")


def test_the_entry_says_where_from_where_to_and_how_far() -> None:
    listing = listed(10, kilograms_per_measure="12")
    handover, entry = handed_over(reserved(listing, 4), 4, on=date(2026, 11, 20))
    assert (
        entry.giver_unit,
        entry.receiver_unit,
        entry.category_code,
        entry.item,
        str(entry.quantity),
        entry.measure,
        entry.mass,
        entry.mass_basis,
        entry.occurred_on,
        entry.recorded_at,
        entry.handover_id,
        entry.listing_id,
    ) == (
        "Syväkankaan koulu",
        "Kivikon päiväkoti",
        "school-desk",
        "Pulpetteja",
        "4",
        Measure.PIECES,
        Mass.from_kilograms(48),
        MassBasis.DECLARED,
        date(2026, 11, 20),
        city.NOW,
        handover.id,
        listing.id,
    )
    assert entry.distance_m is not None and 1_800 < entry.distance_m < 1_950


def test_tomorrow_and_a_weight_of_nothing_are_refused() -> None:
    claim = reserved(listed(10), 4)
    with pytest.raises(handovers.InTheFuture):
        handed_over(claim, 4, on=city.TODAY + timedelta(days=1))
    for weight in ("0", "-3"):
        with pytest.raises(handovers.WeightNotPositive):
            handed_over(claim, 4, weighed=weight)


def test_only_a_reservation_is_handed_over() -> None:
    """The form was open while the claim was cancelled elsewhere."""
    listing = listed(10)
    asked = claimed(listing, 4)
    with pytest.raises(ForbiddenChange):
        handed_over(asked, 4)
    gone = reserved(listing, 4)
    trading.cancelled(gone)
    with pytest.raises(ForbiddenChange):
        handed_over(gone, 4)
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 0


def test_strangers_record_nothing() -> None:
    claim = reserved(listed(10), 4)
    for stranger in ("kirjasto", "naapuri", "auditoija", "katselija", "admin", "kuljetus"):
        with pytest.raises(NotAllowed):
            handed_over(claim, 4, stranger)


def test_either_side_records_and_the_other_confirms() -> None:
    listing = listed(10)
    handover, _ = handed_over(reserved(listing, 4), 4, "paivakoti")
    assert (handover.giver_confirmed_at, handover.receiver_confirmed_at) == (None, city.NOW)
    later = city.NOW + timedelta(days=3)
    for _ in range(2):
        with transaction():
            handovers.confirm(handover.id, person=city.person("koulu"), now=later)
        later += timedelta(days=1)
    assert handover.giver_confirmed_at == city.NOW + timedelta(days=3)
    assert handover.giver_confirmed_by is not None
    assert handover.giver_confirmed_by.name == "Kaisa Koulu"
    with pytest.raises(NotAllowed), transaction():
        handovers.confirm(handover.id, person=city.person("kirjasto"), now=later)


def test_one_person_does_not_confirm_for_both_sides() -> None:
    """The coordinator acts for school and day-care alike."""
    handover, _ = handed_over(reserved(listed(10), 4), 4, "ymparisto")
    with transaction():
        handovers.confirm(handover.id, person=city.person("ymparisto"), now=city.NOW)
    assert handover.giver_confirmed_at is not None
    assert handover.receiver_confirmed_at is None
    with transaction():
        handovers.confirm(handover.id, person=city.person("paivakoti"), now=city.NOW)
    assert handover.receiver_confirmed_at is not None


def test_an_objection_waits_until_the_ledger_is_corrected() -> None:
    handover, entry = handed_over(reserved(listed(10), 4), 4)
    with pytest.raises(handovers.ReasonNeeded), transaction():
        handovers.object_to(handover.id, "  ", person=city.person("paivakoti"), now=city.NOW)
    with pytest.raises(NotAllowed), transaction():
        handovers.object_to(handover.id, "ei", person=city.person("kirjasto"), now=city.NOW)
    with transaction():
        handovers.object_to(
            handover.id, "Yksi oli rikki", person=city.person("paivakoti"), now=city.NOW
        )
    assert handovers.awaits_correction(handover)
    with transaction():
        corrections.correct(
            entry.id,
            corrections.Correction(reason="Yksi oli rikki", quantity=trading.amount(3)),
            person=city.person("ymparisto"),
            now=city.NOW + timedelta(hours=1),
        )
    assert not handovers.awaits_correction(handover)
    assert handovers.entry_of(handover).quantity == trading.amount(3)


def test_repeating_a_handover_with_its_key_counts_once() -> None:
    """K07: also when the claim has ended meanwhile."""
    claim = reserved(listed(10), 4)
    made = {handed_over(claim, 4, key="napsautus")[0].id for _ in range(5)}
    assert len(made) == 1
    assert session.scalar(select(func.count()).select_from(Handover)) == 1
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
    with pytest.raises(KeyReused):
        handed_over(claim, 4, weighed="40", key="napsautus")


def test_the_ledger_verifies_after_all_of_it() -> None:
    listing = listed(10)
    for number in (4, 3, 1):
        handed_over(reserved(listing, number), number)
    assert ledger.verify() == ledger.Verification(3, ok=True, first_bad=None)
