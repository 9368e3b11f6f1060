"""Random people trade at random; after every step nothing is promised twice or lost."""

import os
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, text

from kierto.db import session, transaction
from kierto.domain.errors import KiertoError
from kierto.domain.hash_chain import GENESIS
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import Mass, Quantity
from kierto.models import (
    Claim,
    Event,
    Handover,
    LedgerEntry,
    LedgerHead,
    Listing,
    Outcome,
    Submission,
)
from kierto.queries import ledger
from kierto.services import claims, corrections, handovers, listings, outcomes
from tests import city, trading

STEPS = 25
EXAMPLES = int(os.environ.get("KIERTO_TEST_EXAMPLES", "20"))
"""More by command: KIERTO_TEST_EXAMPLES=2000 make test."""

PEOPLE = ("koulu", "paivakoti", "kirjasto", "varasto", "puuseppa", "naapuri", "ymparisto")
AMOUNTS = st.integers(-1, 12).map(Quantity.from_decimal) | st.sampled_from(
    [Quantity(500), Quantity(1), Quantity(3333)]
)
SOMEBODY = st.sampled_from(PEOPLE)
WHICH = st.integers(0, 30)
ZERO = Quantity(0)


class Exchange(RuleBasedStateMachine):
    """Acts that are refused are part of the game: a refusal must change nothing at all."""

    def __init__(self) -> None:
        super().__init__()
        self.now = city.NOW

    @initialize(approves=st.booleans(), lot=st.booleans(), kilograms=st.sampled_from(["4.5", None]))
    def begin(self, approves: bool, lot: bool, kilograms: str | None) -> None:
        _empty()
        with transaction():
            city.unit("syvakangas").organisation.approves_claims = approves
            for is_lot in (lot, False):
                city.listed(
                    quantity=trading.amount(10), is_lot=is_lot, kilograms_per_measure=kilograms
                )

    def attempt(self, act: Any) -> None:
        """Do it as a page does: all of it, or nothing and a refusal for people."""
        self.now += timedelta(minutes=7)
        try:
            with transaction():
                act()
        except KiertoError:
            session.rollback()

    @rule(which=WHICH, amount=AMOUNTS, login=SOMEBODY, key=st.sampled_from([None, "a", "b"]))
    def claim(self, which: int, amount: Quantity, login: str, key: str | None) -> None:
        listing = _pick(Listing, which)
        unit = city.unit(trading.UNIT_OF[login])
        person = city.person(login)
        self.attempt(
            lambda: claims.request(listing.id, unit, amount, person=person, now=self.now, key=key)
        )

    @rule(which=WHICH, login=SOMEBODY, answer=st.sampled_from(["approve", "decline", "cancel"]))
    def answer(self, which: int, login: str, answer: str) -> None:
        if (claim := _pick(Claim, which)) is not None:
            act, person = getattr(claims, answer), city.person(login)
            self.attempt(lambda: act(claim.id, person=person, now=self.now))

    @rule(which=WHICH)
    def approve(self, which: int) -> None:
        self.answer(which, "koulu", "approve")

    @rule(days=st.sampled_from([1, 15]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.attempt(lambda: claims.lapse_overdue(self.now))

    @rule(which=WHICH, amount=AMOUNTS, rest=st.booleans(), weighed=st.sampled_from([None, 51_300]))
    def hand_over(self, which: int, amount: Quantity, rest: bool, weighed: int | None) -> None:
        if (claim := _pick(Claim, which)) is None:
            return
        person = city.person("koulu")
        move = handovers.Move(
            quantity=claim.open_quantity if which % 3 else amount,
            occurred_on=city.TODAY,
            weighed=None if weighed is None else Mass(weighed),
            rest_returns=rest,
        )
        self.attempt(lambda: handovers.hand_over(claim.id, move, person=person, now=self.now))

    @rule(which=WHICH, amount=AMOUNTS, kind=st.sampled_from(OutcomeKind))
    def end(self, which: int, amount: Quantity, kind: OutcomeKind) -> None:
        listing, person = _pick(Listing, which), city.person("koulu")
        self.attempt(
            lambda: outcomes.end(
                listing.id, amount, kind, occurred_on=city.TODAY, person=person, now=self.now
            )
        )

    @rule(which=WHICH, amount=AMOUNTS)
    def correct(self, which: int, amount: Quantity) -> None:
        if (entry := _pick(LedgerEntry, which)) is not None:
            person = city.person("ymparisto")
            change = corrections.Correction(reason="Laskettu uudelleen", quantity=amount)
            self.attempt(lambda: corrections.correct(entry.id, change, person=person, now=self.now))

    @rule(which=WHICH, amount=AMOUNTS)
    def edit(self, which: int, amount: Quantity) -> None:
        listing, person = _pick(Listing, which), city.person("koulu")
        offer = city.offer(quantity=amount, is_lot=listing.is_lot, kilograms_per_measure="4.5")
        version = listing.version
        self.attempt(
            lambda: listings.change(listing, offer, version=version, person=person, now=self.now)
        )

    @rule(which=WHICH, back=st.booleans())
    def withdraw_or_open(self, which: int, back: bool) -> None:
        listing, person = _pick(Listing, which), city.person("koulu")
        act = listings.reopen if back else listings.withdraw
        self.attempt(lambda: act(listing, person=person, now=self.now))

    @invariant()
    def every_piece_is_in_one_place(self) -> None:
        session.expire_all()
        for listing in session.scalars(select(Listing)):
            made = session.scalars(select(Claim).where(Claim.listing_id == listing.id)).all()
            held = _sum(claim.open_quantity for claim in made if claim.state.holds)
            moved = _standing(listing, LedgerEntry.handover_id)
            ended = _standing(listing, LedgerEntry.outcome_id)
            assert (listing.reserved, listing.handed_over, listing.ended) == (held, moved, ended)
            assert _sum(claim.handed_over for claim in made) == moved
            assert ZERO <= held + moved + ended <= listing.quantity
            for claim in made:
                if claim.state in {ClaimState.HANDED_OVER, ClaimState.LAPSED}:
                    assert claim.open_quantity == ZERO
            nothing_left = not listing.free and not listing.reserved
            if listing.state in {ListingState.OPEN, ListingState.CLOSED}:
                assert (listing.state is ListingState.CLOSED) == nothing_left

    @invariant()
    def nobody_overtakes_in_the_queue(self) -> None:
        for listing in session.scalars(select(Listing).where(Listing.state == ListingState.OPEN)):
            waits = session.scalars(
                select(Claim)
                .where(Claim.listing_id == listing.id, Claim.state == ClaimState.WAITING)
                .order_by(Claim.requested_at, Claim.id)
            )
            servable = [claim for claim in waits if claim.quantity <= listing.left]
            assert not servable or servable[0].quantity > listing.free

    @invariant()
    def the_ledger_has_one_line_for_each_and_verifies(self) -> None:
        for model, column in (
            (Handover, LedgerEntry.handover_id),
            (Outcome, LedgerEntry.outcome_id),
        ):
            reversed_ = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
            standing = session.scalars(
                select(column).where(
                    column.is_not(None),
                    LedgerEntry.reverses_id.is_(None),
                    LedgerEntry.id.not_in(reversed_),
                )
            ).all()
            assert len(standing) == len(set(standing))
            first = session.scalars(
                select(column).where(
                    column.is_not(None),
                    LedgerEntry.reverses_id.is_(None),
                    LedgerEntry.corrects_id.is_(None),
                )
            ).all()
            recorded = [number for number in first if number is not None]
            assert sorted(recorded) == sorted(session.scalars(select(model.id)))
        verification = ledger.verify()
        assert verification.ok, verification


def _pick(model: Any, which: int) -> Any:
    """Some row, so that the same number is mostly the same row; None when there is none."""
    ids = session.scalars(select(model.id).order_by(model.id.desc())).all()
    return session.get(model, ids[which % len(ids)]) if ids else None


def _sum(amounts: Any) -> Quantity:
    return sum(amounts, start=ZERO)


def _standing(listing: Listing, column: Any) -> Quantity:
    """What the ledger says now of this listing: originals, reversals and corrections together."""
    total = session.scalar(
        select(func.sum(LedgerEntry.quantity)).where(
            LedgerEntry.listing_id == listing.id, column.is_not(None)
        )
    )
    return total or ZERO


def _empty() -> None:
    """Begin anew in the same database: quicker than a new one for every example."""
    session.rollback()
    sqlite = session.get_bind().dialect.name == "sqlite"
    with transaction():
        if sqlite:
            for trigger in ("ledger_entry_no_update", "ledger_entry_no_delete"):
                session.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
            session.execute(text("UPDATE ledger_entry SET reverses_id = NULL, corrects_id = NULL"))
            for model in (LedgerEntry, Outcome, Event, Handover, Claim, Listing, Submission):
                session.execute(delete(model))
        else:
            session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER USER"))
            session.execute(
                text(
                    "TRUNCATE ledger_entry, outcome, event, handover, claim, listing, photo, "
                    "submission RESTART IDENTITY"
                )
            )
            session.execute(text("ALTER TABLE ledger_entry ENABLE TRIGGER USER"))
        head = session.scalars(select(LedgerHead)).one()
        head.entries, head.hash = 0, GENESIS
    session.expire_all()


@pytest.mark.slow
def test_nothing_is_promised_twice_or_lost(app: Flask) -> None:
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
