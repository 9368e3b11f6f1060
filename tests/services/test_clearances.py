"""Emptying a building: every line finds its place and the balance closes to the gram."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.clearance import Fate
from kierto.domain.hierarchy import Step
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import Mass, Quantity
from kierto.models import Claim, Clearance, Handover, LedgerEntry, Listing
from kierto.queries import ledger
from kierto.queries.clearances import Chosen, balance_of, ids_of, progress_of, rooms_of
from kierto.services import claims, clearances, corrections, handovers
from tests import city

pytestmark = pytest.mark.usefixtures("app")

EMPTY_BY = city.TODAY + timedelta(days=30)


def started(**changes: Any) -> Clearance:
    usual: dict[str, Any] = {"name": "Vanha siipi", "empty_by": EMPTY_BY}
    plan = clearances.Plan(**(usual | changes))
    with transaction():
        return clearances.start(
            city.unit("syvakangas"), plan, person=city.person("koulu"), now=city.NOW
        )


def captured(clearance: Clearance, quantity: int = 4, **changes: Any) -> Listing:
    values = {
        "quantity": Quantity.from_decimal(quantity),
        "kilograms_per_measure": "12.345",
        "room": "Luokka 1",
        "clearance": clearance,
    } | changes
    with transaction():
        return clearances.capture(
            clearance, city.offer(**values), person=city.person("koulu"), now=city.NOW
        )


def decided(clearance: Clearance, lines: list[Listing], fate: Fate, to: str | None = None) -> Any:
    with transaction():
        return clearances.decide(
            clearance,
            [line.id for line in lines],
            fate,
            to=None if to is None else city.unit(to),
            person=city.person("koulu"),
            now=city.NOW,
        )


def carried_out(clearance: Clearance, lines: list[Listing]) -> Any:
    with transaction():
        return clearances.carry_out(
            clearance,
            [line.id for line in lines],
            occurred_on=city.TODAY,
            person=city.person("koulu"),
            now=city.NOW,
        )


def test_what_is_captured_is_a_draft_of_the_unit_with_its_room() -> None:
    clearance = started()
    line = captured(clearance)
    assert (line.state, line.room, line.clearance_id, line.fate) == (
        ListingState.DRAFT,
        "Luokka 1",
        clearance.id,
        None,
    )
    progress = progress_of(clearance)
    assert (progress.lines, progress.undecided, progress.open) == (1, 1, 1)
    assert [(room.name, room.lines, room.open) for room in rooms_of(clearance)] == [
        ("Luokka 1", 1, 1)
    ]


def test_each_fate_ends_as_its_step_and_the_balance_closes() -> None:
    clearance = started()
    fates = {
        Fate.KEEP: Step.KEPT,
        Fate.RECYCLE: Step.RECYCLING,
        Fate.ENERGY: Step.ENERGY,
        Fate.DISCARD: Step.DISPOSED,
    }
    lines = {fate: captured(clearance, number) for number, fate in enumerate(fates, 1)}
    moved, still = captured(clearance, 7), captured(clearance, 8)
    for fate, line in lines.items():
        assert decided(clearance, [line], fate).lines == 1
    decided(clearance, [moved], Fate.MOVE, "kivikko")
    done = carried_out(clearance, [*lines.values(), moved, still])
    assert (done.lines, done.refusals) == (5, ())
    balance = balance_of(clearance)
    one = 12_345
    assert balance.parts == {
        Step.KEPT: Mass(one),
        Step.RECYCLING: Mass(2 * one),
        Step.ENERGY: Mass(3 * one),
        Step.DISPOSED: Mass(4 * one),
        Step.REUSE: Mass(7 * one),
    }
    assert (balance.open, balance.listed, balance.found_by_weighing) == (
        Mass(8 * one),
        Mass(25 * one),
        Mass(0),
    )


def test_what_moves_is_kept_for_its_unit_until_it_is_handed_over() -> None:
    clearance = started()
    line = captured(clearance)
    decided(clearance, [line], Fate.MOVE, "kivikko")
    claim = session.scalars(select(Claim).where(Claim.listing_id == line.id)).one()
    assert (claim.unit.code, claim.state, claim.quantity, line.free) == (
        "kivikko",
        ClaimState.RESERVED,
        Quantity.from_decimal(4),
        Quantity(0),
    )
    carried_out(clearance, [line])
    handover = session.scalars(select(Handover)).one()
    assert (handover.receiver_unit_id, handover.giver_confirmed_by_id is not None) == (
        claim.unit_id,
        True,
    )
    assert handover.receiver_confirmed_at is None


def test_a_move_that_the_unit_gave_up_is_told_and_stays_open() -> None:
    clearance = started()
    line, other = captured(clearance), captured(clearance)
    decided(clearance, [line, other], Fate.MOVE, "kivikko")
    claim = session.scalars(select(Claim).where(Claim.listing_id == line.id)).one()
    with transaction():
        claims.cancel(claim.id, person=city.person("paivakoti"), now=city.NOW)
    done = carried_out(clearance, [line, other])
    assert done.lines == 1
    assert [(refusal.listing.id, type(refusal.error)) for refusal in done.refusals] == [
        (line.id, clearances.NothingPromised)
    ]
    assert line.left == Quantity.from_decimal(4)


def test_an_offer_is_seen_by_the_organisation_and_a_changed_mind_takes_it_back() -> None:
    clearance = started()
    line = captured(clearance)
    decided(clearance, [line], Fate.OFFER)
    assert line.state is ListingState.OPEN
    with transaction():
        claim = claims.request(
            line.id,
            city.unit("kirjasto"),
            Quantity.from_decimal(1),
            person=city.person("kirjasto"),
            now=city.NOW,
        )
    decided(clearance, [line], Fate.RECYCLE)
    assert (line.state, line.fate, claim.state) == (
        ListingState.WITHDRAWN,
        Fate.RECYCLE,
        ClaimState.REQUESTED,
    )
    carried_out(clearance, [line])
    assert (line.ended, line.reserved) == (Quantity.from_decimal(3), Quantity.from_decimal(1))


def test_things_move_within_the_organisation_only() -> None:
    clearance = started()
    line = captured(clearance)
    with pytest.raises(clearances.OtherOrganisation):
        decided(clearance, [line], Fate.MOVE, "suensaari")
    with pytest.raises(clearances.UnitNeeded):
        decided(clearance, [line], Fate.MOVE)


def test_a_line_of_another_clearance_is_left_alone() -> None:
    clearance, other = started(), started(name="Toinen")
    line = captured(other)
    assert decided(clearance, [line], Fate.KEEP).lines == 0
    assert line.fate is None


def test_an_empty_building_closes_and_an_open_line_stops_it() -> None:
    clearance = started()
    line = captured(clearance)
    with pytest.raises(clearances.StillOpen), transaction():
        clearances.close(clearance, person=city.person("koulu"), now=city.NOW)
    decided(clearance, [line], Fate.KEEP)
    carried_out(clearance, [line])
    with transaction():
        clearances.close(clearance, person=city.person("koulu"), now=city.NOW)
    with pytest.raises(clearances.Closed):
        captured(clearance)
    with transaction():
        clearances.reopen(clearance, person=city.person("koulu"))
    assert captured(clearance).clearance_id == clearance.id


def test_a_kept_draft_whose_entry_is_corrected_away_is_a_draft_again() -> None:
    clearance = started()
    line = captured(clearance)
    decided(clearance, [line], Fate.KEEP)
    carried_out(clearance, [line])
    assert line.state is ListingState.CLOSED
    entry = session.scalars(select(LedgerEntry)).one()
    with transaction():
        corrections.correct(
            entry.id,
            corrections.Correction(reason="väärä rivi", quantity=Quantity(0)),
            person=city.person("ymparisto"),
            now=city.NOW,
        )
    assert line.state is ListingState.DRAFT
    assert balance_of(clearance).open == Mass(4 * 12_345)


def test_a_line_noted_by_mistake_is_taken_back() -> None:
    clearance = started()
    line = captured(clearance)
    with transaction():
        clearances.forget(clearance, line.id, person=city.person("koulu"), now=city.NOW)
    assert (line.state, progress_of(clearance).lines) == (ListingState.WITHDRAWN, 0)


def test_the_same_key_captures_once() -> None:
    clearance = started()
    with transaction():
        made = [
            clearances.capture(
                clearance,
                city.offer(clearance=clearance),
                person=city.person("koulu"),
                now=city.NOW,
                key="sama:0",
            ).id
            for _ in range(2)
        ]
    assert made[0] == made[1]


def test_days_are_in_order_and_a_name_is_given() -> None:
    with pytest.raises(clearances.DaysNotInOrder):
        started(available_from=date(2027, 1, 1), empty_by=date(2026, 12, 1))
    with pytest.raises(clearances.NameNeeded):
        started(name="  ")


LINES = st.lists(
    st.tuples(
        st.integers(1, 9),  # pieces
        st.integers(1, 99_999),  # grams of one
        st.sampled_from(list(Fate)),
        st.integers(0, 9),  # pieces that somebody takes first
        st.integers(1, 500_000),  # what the scale says of them
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=LINES)
def test_the_balance_closes_whatever_is_decided_weighed_and_carried_out(
    plan: list[tuple[int, int, Fate, int, int]],
) -> None:
    clearance = started()
    taken = 0
    for pieces, grams, fate, takes, scale in plan:
        line = captured(
            clearance, pieces, kilograms_per_measure=str(Mass(grams).kilograms), title=f"{grams}"
        )
        decided(clearance, [line], Fate.OFFER)
        if takes and takes <= pieces:
            with transaction():
                claim = claims.promise(
                    line.id,
                    city.unit("kivikko"),
                    Quantity.from_decimal(takes),
                    person=city.person("koulu"),
                    now=city.NOW,
                )
                handovers.hand_over(
                    claim.id,
                    handovers.Move(
                        quantity=claim.quantity, occurred_on=city.TODAY, weighed=Mass(scale)
                    ),
                    person=city.person("koulu"),
                    now=city.NOW,
                )
                taken += scale
        decided(clearance, [line], fate, "kirjasto" if fate is Fate.MOVE else None)
        if grams % 2:
            carried_out(clearance, [line])
    balance = balance_of(clearance)
    lines = session.scalars(select(Listing).where(Listing.clearance_id == clearance.id)).all()
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.listing_id.in_([line.id for line in lines]))
    ).all()
    recorded = sum(entry.mass.grams for entry in entries if entry.mass is not None)
    left = [handovers.estimate_of_part(line, line.left) for line in lines]
    still = sum(mass.grams for mass in left if mass is not None)
    assert sum(part.grams for part in balance.parts.values()) == recorded
    assert balance.open == Mass(still)
    assert balance.listed == Mass(recorded + still)
    assert sum(line.mass.grams for line in lines if line.mass) == balance.estimated.grams
    assert ledger.verify().ok
    assert len(ids_of(clearance, Chosen(is_open=True))) == progress_of(clearance).open
