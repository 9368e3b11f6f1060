"""What the worker does when its time has come, and that two of them do it once."""

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.units import Quantity
from kierto.domain.visibility import Stage
from kierto.models import Claim, Event, Listing
from kierto.services import claims
from tests import city
from tests.cli.commands import document, kierto
from tests.services import databases

BOTH_DATABASES = True


@pytest.fixture
def installed(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """The test city as the environment's installation; gives the present."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))
    monkeypatch.setenv("KIERTO_SECRET_KEY", databases.SECRET)
    return datetime.now(UTC)


def overdue(now: datetime) -> tuple[int, int]:
    """A reservation that was never fetched, and somebody who waits behind it."""
    then = now - timedelta(days=40)
    with transaction():
        listing = city.listed(now=then, quantity=Quantity(10_000))
        claim = claims.request(
            listing.id,
            city.unit("kivikko"),
            Quantity(10_000),
            person=city.person("paivakoti"),
            now=then,
        )
        claims.approve(claim.id, person=city.person("koulu"), now=then)
        waiting = claims.request(
            listing.id,
            city.unit("puuseppa"),
            Quantity(4_000),
            person=city.person("puuseppa"),
            now=then + timedelta(days=1),
        )
        return claim.id, waiting.id


def state_of(claim_id: int) -> ClaimState:
    session.expire_all()
    return session.get_one(Claim, claim_id).state


def counts(**more: int) -> dict[str, int]:
    keys = ("sent", "lapsed", "promoted", "opened", "failed", "expired", "matched", "reminded")
    return dict.fromkeys(keys, 0) | more


def once() -> Any:
    found = document(kierto("worker", "--once", "--json"))
    # Letters about the changes are another matter.
    return found | {"sent": 0}


def test_an_unfetched_reservation_lapses_and_the_next_in_the_queue_gets_it(
    installed: datetime,
) -> None:
    lapsed, promoted = overdue(installed)
    assert once() == counts(lapsed=1, promoted=1)
    assert (state_of(lapsed), state_of(promoted)) == (ClaimState.LAPSED, ClaimState.REQUESTED)
    assert once() == counts()


def test_an_offer_expires_on_the_day_after_its_last(installed: datetime) -> None:
    with transaction():
        past = city.listed(available_until=(installed - timedelta(days=3)).date())
        future = city.listed(available_until=(installed + timedelta(days=3)).date())
    assert once() == counts(expired=1)
    session.expire_all()
    states = [session.get_one(Listing, one.id).state for one in (past, future)]
    assert states == [ListingState.EXPIRED, ListingState.OPEN]
    assert once() == counts()


def test_a_stage_that_opens_by_its_date_is_noted_once(installed: datetime) -> None:
    with transaction():
        listing = city.listed(now=installed - timedelta(days=15), audience=Stage.OWN)
        city.listed(now=installed - timedelta(days=2), audience=Stage.OWN)
        city.listed(now=installed - timedelta(days=2), audience=Stage.PUBLIC)
    assert once() == counts(opened=1)
    noted = session.execute(
        select(Event.listing_id, Event.data).where(Event.kind == "opened_to")
    ).all()
    assert [tuple(row) for row in noted] == [(listing.id, {"stage": "companies"})]
    assert once() == counts()


def test_two_workers_at_once_do_everything_once(installed: datetime) -> None:
    for _ in range(5):
        overdue(installed)
    command = [sys.executable, "-m", "kierto", "worker", "--once", "--json"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert sum(one["lapsed"] for one in found) == 5
    assert session.scalars(select(Event.kind).where(Event.kind == "promoted")).all() == (
        ["promoted"] * 5
    )


def test_a_worker_told_to_stop_ends_cleanly(installed: datetime) -> None:
    lapsed, _ = overdue(installed)
    process = subprocess.Popen([sys.executable, "-m", "kierto", "worker"])
    deadline = time.monotonic() + 30
    while state_of(lapsed) is not ClaimState.LAPSED and time.monotonic() < deadline:
        session.rollback()
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    assert (process.wait(timeout=20), state_of(lapsed)) == (0, ClaimState.LAPSED)
