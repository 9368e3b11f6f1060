"""What becomes of the rest."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed, NotEnoughFree
from kierto.domain.hierarchy import OutcomeKind, Step, WasteCodeNeeded
from kierto.domain.states import ListingState
from kierto.domain.units import Mass, MassBasis, Measure
from kierto.models import LedgerEntry, Listing, Outcome
from kierto.queries import ledger
from kierto.services import handovers, listings, outcomes
from tests import city, trading
from tests.trading import balance, handed_over, listed, reserved

pytestmark = pytest.mark.usefixtures("app")


def ended(
    listing: Listing,
    number: int,
    kind: OutcomeKind = OutcomeKind.DISPOSED,
    login: str = "koulu",
    **values: Any,
) -> tuple[Outcome, LedgerEntry]:
    with transaction():
        return outcomes.end(
            listing.id,
            trading.amount(number),
            kind,
            person=city.person(login),
            now=city.NOW,
            **({"occurred_on": city.TODAY} | values),
        )


def test_everything_listed_is_accounted_for() -> None:
    """Forty chairs: 25 to one, 10 to another, 5 are broken."""
    listing = listed(40, kilograms_per_measure="4.5")
    handed_over(reserved(listing, 25), 25)
    handed_over(reserved(listing, 10, "puuseppa"), 10)
    _, entry = ended(listing, 5, waste_code="20 03 07")
    assert (entry.step, entry.waste_code, entry.mass) == (
        Step.DISPOSED,
        "20 03 07",
        Mass.from_kilograms("22.5"),
    )
    assert balance(listing) == {"free": "0", "reserved": "0", "handed_over": "35", "ended": "5"}
    assert listing.state is ListingState.CLOSED
    by_step = select(LedgerEntry.step, func.sum(LedgerEntry.quantity)).group_by(LedgerEntry.step)
    assert {step: str(total) for step, total in session.execute(by_step)} == {
        Step.REUSE: "35",
        Step.DISPOSED: "5",
    }
    assert session.scalar(select(func.sum(LedgerEntry.mass))) == Mass(180_000)
    assert ledger.verify().ok


@pytest.mark.parametrize(
    ("kind", "step", "code"),
    [
        (OutcomeKind.KEPT, Step.KEPT, None),
        (OutcomeKind.RECYCLED, Step.RECYCLING, "20 03 07"),
        (OutcomeKind.ENERGY, Step.ENERGY, "20 03 07"),
        (OutcomeKind.DISPOSED, Step.DISPOSED, "20 03 07"),
    ],
)
def test_each_end_has_its_step_and_the_categorys_code(
    kind: OutcomeKind, step: Step, code: str | None
) -> None:
    outcome, entry = ended(listed(10), 2, kind)
    assert (entry.step, outcome.waste_code, entry.waste_code) == (step, code, code)


def test_only_what_is_free_ends() -> None:
    listing = listed(10)
    reserved(listing, 7)
    with pytest.raises(NotEnoughFree) as refusal:
        ended(listing, 4)
    assert refusal.value.data == {"free": "3"}
    ended(listing, 3)
    assert balance(listing) == {"free": "0", "reserved": "7", "handed_over": "0", "ended": "3"}


def test_a_weight_on_a_scale_beats_the_average() -> None:
    outcome, entry = ended(listed(10), 4, weighed=Mass.from_kilograms("51.2"))
    assert (outcome.mass, outcome.mass_basis, entry.uncertainty_percent) == (
        Mass.from_kilograms("51.2"),
        MassBasis.WEIGHED,
        None,
    )


def test_what_makes_no_sense_is_refused() -> None:
    listing = listed(10)
    for number in (0, -2):
        with pytest.raises(handovers.NothingMoved):
            ended(listing, number)
    with pytest.raises(handovers.InTheFuture):
        ended(listing, 1, occurred_on=city.TODAY + timedelta(days=1))
    with pytest.raises(handovers.WeightNotPositive):
        ended(listing, 1, weighed=Mass(0))
    for code in ("20 03", "99 99 99", "20 03 07 ", "sekajäte"):
        with pytest.raises(listings.UnknownWasteCode):
            ended(listing, 1, waste_code=code)
    assert balance(listing)["ended"] == "0"


def test_discarding_needs_a_code() -> None:
    with transaction():
        city.category("school-desk").waste_code = None
    listing = listed(10)
    with pytest.raises(WasteCodeNeeded):
        ended(listing, 1)
    ended(listing, 1, OutcomeKind.KEPT)


def test_only_the_giver_says_how_it_ends() -> None:
    listing = listed(10)
    for stranger in ("paivakoti", "naapuri", "auditoija", "katselija", "kuljetus"):
        with pytest.raises(NotAllowed):
            ended(listing, 1, login=stranger)


def test_a_draft_has_no_end_and_a_withdrawn_listing_has() -> None:
    with transaction():
        draft = listings.post(
            city.unit("syvakangas"),
            city.offer(),
            person=city.person("koulu"),
            now=city.NOW,
            draft=True,
        )
    with pytest.raises(outcomes.NotListedYet):
        ended(draft, 1)
    listing = listed(10)
    with transaction():
        listings.withdraw(listing, person=city.person("koulu"), now=city.NOW)
    ended(listing, 10, OutcomeKind.KEPT)
    assert balance(listing)["ended"] == "10"


def test_an_unknown_mass_is_missing_and_not_zero() -> None:
    outcome, entry = ended(listed(10, measure=Measure.METRES), 4)
    assert (outcome.mass, entry.mass, entry.mass_basis) == (None, None, MassBasis.MISSING)


def test_repeating_with_the_same_key_counts_once() -> None:
    listing = listed(10)
    made = {ended(listing, 3, key="napsautus")[0].id for _ in range(3)}
    assert (len(made), balance(listing)["ended"]) == (1, "3")
