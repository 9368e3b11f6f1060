"""A machine in which random people trade at random, restarts included.

Acts that are refused are part of the game: a refusal must change nothing at all.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from flask import current_app
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine, event, select, text, update

from kierto.db import db, session, transaction
from kierto.domain.errors import KiertoError
from kierto.domain.hash_chain import GENESIS
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.loan import ReturnedAs
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass, Quantity
from kierto.models import Claim, LedgerEntry, LedgerHead, Listing, Unit, User
from kierto.queries.claims import ACTIVE
from kierto.services import claims, corrections, handovers, listings, loans, outcomes
from tests import city, trading
from tests.api.calling import Caller, caller
from tests.properties import balance_checks

PEOPLE = ("koulu", "paivakoti", "kirjasto", "varasto", "puuseppa", "naapuri", "ymparisto")
WEIGHTS = {
    "claim": 22,
    "lend": 4,
    "bring_back": 3,
    "approve": 14,
    "hand_over": 14,
    "cancel": 5,
    "lower": 4,
    "decline": 4,
    "time_passes": 4,
    "end": 4,
    "correct": 7,
    "edit": 7,
    "withdraw_or_open": 5,
    "list_more": 3,
    "restart": 2,
}
"""How often of a hundred times people do what."""


EMPTY = "TRUNCATE ledger_entry, listing, submission, outbox_message RESTART IDENTITY CASCADE"


class Start:
    """The database as every example begins, and the numbers of the people in it."""

    def __init__(self) -> None:
        with transaction():
            # Mail has tests of its own; here it would only take time.
            session.execute(update(User).values(is_demo=True))
        self.people = {login: city.person(login).id for login in PEOPLE}
        self.units = {login: city.unit(trading.UNIT_OF[login]).id for login in PEOPLE}
        self.coordinator: Caller = caller(current_app, "ymparisto")
        self.file: Path | None = None
        if db.engine.dialect.name == "sqlite":
            stop()
            self.file = Path(str(db.engine.url.database))
            shutil.copy(self.file, self.file.with_suffix(".start"))
        stop()
        _hurry(db.engine)

    def again(self) -> None:
        """Make the database what it was: quicker than a new one for every example."""
        if self.file is not None:
            stop()
            shutil.copy(self.file.with_suffix(".start"), self.file)
            return
        session.rollback()
        with transaction():
            for statement in (
                "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
                EMPTY,
                "ALTER TABLE ledger_entry ENABLE TRIGGER USER",
            ):
                session.execute(text(statement))
            head = session.scalars(select(LedgerHead)).one()
            head.entries, head.hash = 0, GENESIS


def stop() -> None:
    """What a restart does: nothing that only a process knew is left."""
    session.remove()
    db.engine.dispose()


def _hurry(engine: Engine) -> None:
    """The machine asks what is stored, not whether it outlives a power cut."""

    sqlite = engine.dialect.name == "sqlite"
    setting = "PRAGMA synchronous = OFF" if sqlite else "SET synchronous_commit = off"

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.execute(setting)
        if not sqlite:
            connection.commit()


class Exchange(RuleBasedStateMachine):
    """Every rule is one act of one person; what must hold is asked after each.

    ``approves`` says whether the giver's organisation answers every claim itself.
    """

    start: ClassVar[Start]
    approves: ClassVar[bool] = True
    steps: ClassVar[int] = 0
    done: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.now = city.NOW
        self.acts = 0
        self.queue: balance_checks.Queue = {}

    @initialize(lot=st.booleans(), kilograms=st.sampled_from(["4.5", None]))
    def begin(self, lot: bool, kilograms: str | None) -> None:
        self.start.again()
        with transaction():
            city.unit("syvakangas").organisation.approves_claims = self.approves
            for is_lot in (lot, False):
                city.listed(
                    quantity=trading.amount(10), is_lot=is_lot, kilograms_per_measure=kilograms
                )
            city.listed(quantity=trading.amount(10), loan_days=14)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do it as a page does: all of it, or nothing and a refusal for people."""
        self.now += timedelta(minutes=7)
        try:
            with transaction():
                act()
        except KiertoError:
            session.rollback()
        else:
            Exchange.done += 1

    def person(self, login: str) -> User:
        return session.get_one(User, self.start.people[login])

    @rule(seed=st.integers(0, 2**32 - 1))
    def act(self, seed: int) -> None:
        """Somebody does something; the number of acts keeps equal seeds from equal acts."""
        self.acts += 1
        chance = Random(f"{seed} {self.acts}")
        name = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        note(f"{self.acts}: {name}")
        getattr(self, name)(chance)

    def list_more(self, chance: Random) -> None:
        self.attempt(lambda: city.listed(quantity=_amount(chance), now=self.now))

    def claim(self, chance: Random) -> None:
        login, number = chance.choice(PEOPLE), _pick(Listing, chance)
        most = session.get_one(Listing, number).loan_days
        self.attempt(
            lambda: claims.request(
                number,
                session.get_one(Unit, self.start.units[login]),
                _amount(chance),
                person=self.person(login),
                now=self.now,
                key=chance.choice([None, None, None, "a", "b"]),
                loan_days=None if most is None else chance.randint(1, most),
            )
        )

    def lend(self, chance: Random) -> None:
        is_loan = (Claim.state == ClaimState.RESERVED) & Claim.loan_days.is_not(None)
        if claim := _pick(Claim, chance, is_loan):
            person = self.person("koulu")
            self.attempt(lambda: loans.begin(claim, on=city.TODAY, person=person, now=self.now))

    def bring_back(self, chance: Random) -> None:
        if claim := _pick(Claim, chance, Claim.state == ClaimState.LENT):
            person, how = self.person("koulu"), chance.choice(list(ReturnedAs))
            self.attempt(
                lambda: loans.bring_back(
                    claim,
                    on=city.TODAY,
                    returned_as=how,
                    note=chance.choice(["", "Jalka irti"]),
                    person=person,
                    now=self.now,
                )
            )

    def approve(self, chance: Random) -> None:
        self.answer(chance, claims.approve)

    def decline(self, chance: Random) -> None:
        self.answer(chance, claims.decline)

    def cancel(self, chance: Random) -> None:
        self.answer(chance, claims.cancel)

    def lower(self, chance: Random) -> None:
        self.answer(
            chance,
            lambda claim, **others: claims.lower(claim, _amount(chance), **others),
        )

    def answer(self, chance: Random, answer: Callable[..., object]) -> None:
        person = self.person(chance.choice(("koulu", "ymparisto", "paivakoti")))
        if claim := _pick(Claim, chance, Claim.state.in_(ACTIVE)):
            self.attempt(lambda: answer(claim, person=person, now=self.now))

    def time_passes(self, chance: Random) -> None:
        self.now += timedelta(days=chance.choice([1, 1, 15]))
        self.attempt(lambda: claims.lapse_overdue(self.now))

    def hand_over(self, chance: Random) -> None:
        if not (number := _pick(Claim, chance, Claim.state == ClaimState.RESERVED)):
            return
        claim = session.get_one(Claim, number)
        move = handovers.Move(
            quantity=claim.open_quantity if chance.random() < 0.5 else _amount(chance),
            occurred_on=city.TODAY,
            weighed=chance.choice([None, Mass(51_300)]),
            rest_returns=chance.random() < 0.5,
        )
        key = chance.choice([None, "a"])
        self.attempt(
            lambda: handovers.hand_over(
                number, move, person=self.person("koulu"), now=self.now, key=key
            )
        )

    def end(self, chance: Random) -> None:
        self.attempt(
            lambda: outcomes.end(
                _pick(Listing, chance),
                _amount(chance),
                chance.choice(list(OutcomeKind)),
                occurred_on=city.TODAY,
                person=self.person("koulu"),
                now=self.now,
            )
        )

    def correct(self, chance: Random) -> None:
        if entry := _pick(LedgerEntry, chance):
            change = corrections.Correction(
                reason="Laskettu uudelleen", quantity=chance.choice([Quantity(0), _amount(chance)])
            )
            self.attempt(
                lambda: corrections.correct(
                    entry, change, person=self.person("ymparisto"), now=self.now
                )
            )

    def edit(self, chance: Random) -> None:
        listing = session.get_one(Listing, _pick(Listing, chance))
        more = listing.quantity + Quantity.from_decimal(chance.randint(-3, 3))
        offer = city.offer(
            quantity=more,
            is_lot=listing.is_lot,
            kilograms_per_measure="4.5",
            loan_days=listing.loan_days,
        )
        version = listing.version - (chance.random() < 0.2)
        self.attempt(
            lambda: listings.change(
                listing, offer, version=version, person=self.person("koulu"), now=self.now
            )
        )

    def withdraw_or_open(self, chance: Random) -> None:
        listing = session.get_one(Listing, _pick(Listing, chance))
        act = chance.choice([listings.reopen, listings.reopen, listings.withdraw])
        self.attempt(lambda: act(listing, person=self.person("koulu"), now=self.now))

    def restart(self, _chance: Random) -> None:
        stop()

    @invariant()
    def nothing_is_broken(self) -> None:
        Exchange.steps += 1
        session.rollback()
        assert balance_checks.whatever_is_broken() == []
        before, self.queue = self.queue, balance_checks.queue_now()
        assert balance_checks.overtaken(before, self.queue) == []

    def teardown(self) -> None:
        balance_checks.same_at_every_door(self.start.coordinator)
        session.rollback()


def _pick(model: Any, chance: Random, *lively: Any) -> int:
    """The number of some row, mostly a ``lively`` and a late one; 0 when there is none."""
    statement = select(model.id).order_by(model.id.desc()).limit(4)
    if chance.random() < 0.9:
        statement = statement.where(*lively)
    numbers = session.scalars(statement).all()
    return chance.choice(numbers) if numbers else 0


def _amount(chance: Random) -> Quantity:
    """Mostly some pieces, at times a part of one, nothing, or less than nothing."""
    if chance.random() < 0.1:
        return chance.choice(
            [Quantity(500), Quantity(1), Quantity(3333), Quantity(0), -Quantity(1)]
        )
    return Quantity.from_decimal(chance.randint(1, 7))
