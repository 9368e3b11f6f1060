"""No mail is lost when the worker is killed, and one that comes twice can be recognised.

The worker is a process of its own, killed with SIGKILL while a real SMTP server holds it up.
"""

import asyncio
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kierto.cli.deliveries import send_due
from kierto.db import session, transaction
from kierto.models import OutboxMessage
from kierto.outside.mail import SmtpMailer
from kierto.services import outbox
from tests import city
from tests.services import databases
from tests.services.smtp import serving

SENDER = "kierto@kemi.example"


class SlowPostbox:
    """A server that stops at ``stall`` (RCPT or DATA) and counts what it has taken."""

    def __init__(self) -> None:
        self.stall = ""
        self.pause_s = 0.0
        self.reached = threading.Event()
        self.ids: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        await self._wait("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=policy.default)
        # The letter is taken before the answer: what happens next the sender cannot know.
        self.ids.append(str(letter["Message-ID"]))
        await self._wait("DATA")
        return "250 OK"

    async def _wait(self, place: str) -> None:
        await asyncio.sleep(self.pause_s)
        if self.stall == place:
            self.reached.set()
            await asyncio.sleep(60)


@pytest.fixture
def installed(
    app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> datetime:
    """The test city as the environment's installation; gives the present."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))
    monkeypatch.setenv("KIERTO_SECRET_KEY", databases.SECRET)
    monkeypatch.setenv("KIERTO_MAIL_FROM", SENDER)
    return datetime.now(UTC)


def queue(count: int, now: datetime) -> None:
    with transaction():
        for number in range(count):
            outbox.tell(city.person("koulu"), key=f"mail {number}", subject="s", body="b", now=now)


def worker(port: int) -> "subprocess.Popen[bytes]":
    environment = os.environ | {"KIERTO_MAIL_URL": f"smtp://127.0.0.1:{port}"}
    return subprocess.Popen(
        [sys.executable, "-m", "kierto", "worker"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def killed(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait(timeout=10)


def drained(port: int, now: datetime) -> tuple[int, int]:
    """What the next worker does when the dead one's reservations have run out."""
    session.rollback()
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER)
    return send_due(now + outbox.LEASE + timedelta(minutes=5), mailer, sender=SENDER)


@pytest.mark.parametrize(
    ("place", "times"),
    [
        # Not yet taken: comes once.
        ("RCPT", 1),
        # Taken, but the answer was never heard: comes twice, with the same Message-ID.
        ("DATA", 2),
    ],
)
def test_a_worker_killed_while_the_server_is_silent_loses_nothing(
    installed: datetime, place: str, times: int
) -> None:
    queue(2, installed)
    postbox = SlowPostbox()
    postbox.stall = place
    with serving(postbox) as port:
        process = worker(port)
        assert postbox.reached.wait(timeout=10)
        killed(process)
        postbox.stall = ""

        assert drained(port, installed) == (2, 0)
        assert drained(port, installed) == (0, 0)

    assert sorted(Counter(postbox.ids).values()) == sorted([1, times])
    session.expire_all()
    assert all(mail.sent_at for mail in session.query(OutboxMessage))


def test_a_worker_killed_at_any_moment_repeats_at_most_the_mail_in_its_hands(
    installed: datetime,
) -> None:
    queue(60, installed)
    moments = random.Random(20261125)
    postbox = SlowPostbox()
    postbox.pause_s = 0.005
    kills = 2
    with serving(postbox) as port:
        for _ in range(kills):
            before, process = len(postbox.ids), worker(port)
            limit = time.monotonic() + 8
            while len(postbox.ids) == before and time.monotonic() < limit:
                time.sleep(0.002)
            time.sleep(moments.uniform(0, 0.15))
            killed(process)
        drained(port, installed)

    counted = Counter(postbox.ids)
    assert len(counted) == 60
    assert sum(counted.values()) <= 60 + kills
    assert max(counted.values()) <= 2
