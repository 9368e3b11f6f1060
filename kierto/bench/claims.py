"""Many claims at once: exactly what exists is promised, the rest waits in the order it came.

Each process is a program of its own on the same database, as the processes of a server are;
all begin at the same moment.
"""

import multiprocessing
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import select

from kierto.app import create_app
from kierto.bench.databases import fresh
from kierto.bench.results import Times
from kierto.config import Settings
from kierto.db import db, session, transaction
from kierto.domain.condition import Condition
from kierto.domain.permissions import Role
from kierto.domain.states import ClaimState
from kierto.domain.units import Quantity
from kierto.domain.visibility import OrganisationKind, Stage
from kierto.models import Category, Claim, Listing, Membership, Organisation, Unit, User
from kierto.services import claims, listings, reference

ONE = Quantity.from_decimal(1)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it; ``wrong`` counts what broke and every claim that is not in its place."""

    backend: str
    claims: int
    processes: int
    quantity: int
    promised: int
    waiting: int
    wrong: int
    seconds: float
    times: Times

    @property
    def per_second(self) -> float:
        return round(self.claims / self.seconds, 1)

    def document(self) -> dict[str, object]:
        """The result as it is printed in JSON."""
        return {
            "bench": "claims",
            "backend": self.backend,
            "claims": self.claims,
            "processes": self.processes,
            "quantity": self.quantity,
            "promised": self.promised,
            "waiting": self.waiting,
            "wrong": self.wrong,
            "seconds": round(self.seconds, 3),
            "claims_per_second": self.per_second,
            "median_ms": self.times.median_ms,
            "p95_ms": self.times.p95_ms,
        }

    def sentence(self) -> str:
        """The line that the command prints."""
        return (
            f"claims on {self.backend}: {self.claims} claims from {self.processes} processes on"
            f" {self.quantity}: {self.promised} promised, {self.waiting} waiting in order, wrong"
            f" {self.wrong}; {self.per_second} claims a second, median {self.times.median_ms} ms"
            f" (p95 {self.times.p95_ms})"
        )


def run(
    backend: str,
    *,
    claims: int,
    processes: int,
    quantity: int,
    database_url: str | None,
    progress: Callable[[str], None],
) -> Result:
    """Measure on a database of its own. Raises NoServer."""
    with fresh(backend, database_url), TemporaryDirectory(prefix="kierto-bench-") as home:
        listing_id, people = _found(processes, quantity)
        address = db.engine.url.render_as_string(hide_password=False)
        session.remove()
        progress(f"{backend}: {claims} claims from {processes} processes on {quantity} pieces …")
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(processes)
        with context.Pool(processes, _prepare, (address, home, start)) as pool:
            shares = [
                (listing_id, person, claims // processes + (number < claims % processes))
                for number, person in enumerate(people)
            ]
            answers = pool.starmap(_claim, shares, chunksize=1)
        broken = sum(answer[0] for answer in answers)
        seconds = max(answer[2] for answer in answers) - min(answer[1] for answer in answers)
        states = list(
            session.scalars(
                select(Claim.state).where(Claim.listing_id == listing_id).order_by(Claim.id)
            )
        )
        reserved = session.get_one(Listing, listing_id).reserved
    right = [ClaimState.RESERVED] * min(quantity, claims)
    right += [ClaimState.WAITING] * (claims - len(right))
    misplaced = sum(one is not other for one, other in zip(states, right, strict=False))
    miscounted = reserved != Quantity.from_decimal(min(quantity, claims))
    return Result(
        backend=backend,
        claims=claims,
        processes=processes,
        quantity=quantity,
        promised=states.count(ClaimState.RESERVED),
        waiting=states.count(ClaimState.WAITING),
        wrong=broken + misplaced + abs(claims - len(states)) + miscounted,
        seconds=seconds,
        times=Times([one for answer in answers for one in answer[3]]),
    )


def _found(processes: int, quantity: int) -> tuple[int, list[int]]:
    """One listing, and for each process a unit with a person; their ids."""
    now = datetime.now(UTC)
    with transaction():
        reference.load(now)
        city = Organisation(
            name="Mittakaupunki",
            kind=OrganisationKind.MUNICIPALITY,
            created_at=now,
            approves_claims=False,
        )
        session.add(city)
        people = []
        for number in range(processes + 1):
            unit = Unit(code=f"mitta-{number}", name=f"Yksikkö {number}", organisation=city)
            user = User(email=f"mitta{number}@example.org", name=f"Mittaaja {number}")
            user.created_at, user.password_hash = now, ""
            user.memberships = [Membership(unit=unit, role=Role.MEMBER)]
            session.add_all([unit, user])
            people.append(user)
        session.flush()
        offer = listings.Offer(
            title="Pulpetteja",
            category=session.scalars(select(Category).where(Category.code == "school-desk")).one(),
            quantity=Quantity.from_decimal(quantity),
            condition=Condition.GOOD,
            audience=Stage.OWN,
        )
        giver = people[0].memberships[0].unit
        listing = listings.post(giver, offer, person=people[0], now=now)
    return listing.id, [user.id for user in people[1:]]


_start: Barrier


def _prepare(address: str, home: str, start: Barrier) -> None:
    global _start  # noqa: PLW0603 - a pool hands the barrier to a process in no other way
    _start = start
    settings = Settings(home=Path(home), database_url=address, secret_key=secrets.token_hex(32))
    create_app(settings).app_context().push()
    session.connection()
    session.remove()


def _claim(listing_id: int, person_id: int, number: int) -> tuple[int, float, float, list[float]]:
    """Claim one piece ``number`` times; how many broke, when it began and ended, and the times."""
    _start.wait(60)
    broken, times, began = 0, [], perf_counter()
    for _ in range(number):
        before = perf_counter()
        try:
            with transaction():
                person = session.get_one(User, person_id)
                unit = person.memberships[0].unit
                claims.request(listing_id, unit, ONE, person=person, now=datetime.now(UTC))
        except Exception:  # noqa: BLE001 - whatever breaks is counted and makes the bench fail
            broken += 1
        finally:
            session.remove()
        times.append(perf_counter() - before)
    return broken, began, perf_counter(), times
