"""K45 and K46: each event is told once, and nothing that people write becomes a header."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.cli.deliveries import send_due
from kierto.db import session, transaction
from kierto.domain.permissions import Role
from kierto.models import Membership, OutboxMessage
from kierto.outside.mail import SmtpMailer
from kierto.services import alerts, digests, outbox, upkeep, wants
from tests import city
from tests.services.smtp import Postbox, serving
from tests.trading import claimed, listed

SENDER = "kierto@kemi.example"
LATER = city.NOW + timedelta(days=1)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailer(postbox: Postbox) -> Iterator[SmtpMailer]:
    with serving(postbox) as port:
        yield SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER)


def also_approver(login: str, code: str) -> None:
    """Give a second role in their unit to somebody (inside a transaction)."""
    person = city.person(login)
    person.memberships.append(Membership(unit=city.unit(code), role=Role.APPROVER))


def queued() -> list[tuple[str | None, str]]:
    rows = select(OutboxMessage).order_by(OutboxMessage.id)
    return [(message.user.email, message.subject) for message in session.scalars(rows)]


def test_k45_two_wants_and_two_roles_make_one_mail_with_each_listing_once(app: Flask) -> None:
    """A subtree and its leaf both match: one mail, the desk in it once, also after a re-run."""
    with transaction():
        also_approver("paivakoti", "kivikko")
        for category in ("school-desk", "furniture", "school-desk"):
            need = wants.Need(category=city.category(category), radius_m=50_000)
            wants.post(city.unit("kivikko"), need, person=city.person("paivakoti"), now=city.NOW)
    listing = listed(10)
    for _ in range(2):
        with transaction():
            upkeep.note_openings(city.NOW)
            alerts.find(city.NOW)
        with transaction():
            digests.bundle(city.NOW, lambda user: f"/mails/{user.id}")
    assert [address for address, _ in queued()] == ["paivakoti@example.org"]
    body = session.scalars(select(OutboxMessage.body)).one()
    assert body.count(f"/listings/{listing.id}\n") == 1


def test_k45_who_is_giver_and_approver_is_asked_once(app: Flask) -> None:
    """One mail for each event and address."""
    with transaction():
        also_approver("koulu", "syvakangas")
    claimed(listed(10), 4)
    assert [address for address, _ in queued()] == ["koulu@example.org"]


def test_k45_two_workers_at_the_same_second_send_each_mail_once(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    """Ten mails, two workers: ten letters with ten different Message-IDs."""
    with transaction():
        for number in range(10):
            outbox.tell(city.person("koulu"), key=f"{number}", subject="s", body="b", now=city.NOW)
    start = Barrier(2)

    def work(_number: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            sent, failed = send_due(city.NOW, mailer, sender=SENDER)
            session.remove()
            assert failed == 0
            return sent

    session.rollback()
    with ThreadPoolExecutor(2) as workers:
        assert sum(workers.map(work, range(2))) == 10
    assert len({letter["Message-ID"] for _, letter in postbox.letters}) == 10
    assert len(postbox.letters) == 10


def test_k45_a_mail_that_is_sent_again_can_be_recognised(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    """Trouble at the end of DATA: tried again later with the same Message-ID, then never more."""
    with transaction():
        outbox.tell(city.person("koulu"), key="a", subject="s", body="b", now=city.NOW)
        first = outbox.take(outbox.due(city.NOW)[0], now=city.NOW, sender=SENDER, site="")
    assert first is not None
    assert send_due(city.NOW, mailer, sender=SENDER) == (0, 0)
    assert send_due(LATER, mailer, sender=SENDER) == (1, 0)
    assert send_due(LATER + timedelta(days=1), mailer, sender=SENDER) == (0, 0)
    assert [letter["Message-ID"] for _, letter in postbox.letters] == [first.message_id]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Tuoli\r\nBcc: evil@example.com", "Tuoli Bcc: evil@example.com"),
        ("Tuoli\u2028toinen", "Tuoli toinen"),
        ("Pöytä 🪑 ä", "Pöytä 🪑 ä"),
        ("x" * 200, "x" * 20),
    ],
)
def test_k46_a_title_makes_no_header(
    app: Flask, mailer: SmtpMailer, postbox: Postbox, title: str, shown: str
) -> None:
    """One line of subject, properly encoded, one receiver, whatever stands in title and name."""
    with transaction():
        city.person("koulu").name = "Virtanen, Ville <x@y>"
    claimed(listed(10, title=title), 4)
    assert send_due(city.NOW, mailer, sender=SENDER) == (1, 0)
    [(receivers, letter)] = postbox.letters
    assert (receivers, letter["Bcc"], letter.get_all("To")) == (
        ["koulu@example.org"],
        None,
        ["koulu@example.org"],
    )
    assert shown in letter["Subject"]
    assert len(str(letter["Subject"]).splitlines()) == 1


def test_k46_one_broken_mail_holds_up_no_other(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    """The fifth of ten is marked failed, the other nine leave once."""
    with transaction():
        for number in range(10):
            outbox.tell(city.person("koulu"), key=f"{number}", subject="s", body="b", now=city.NOW)
    with transaction():
        fifth = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "4")).one()
        fifth.subject = "two\nlines"
    assert send_due(city.NOW, mailer, sender=SENDER) == (9, 1)
    assert send_due(LATER, mailer, sender=SENDER) == (0, 0)
    session.refresh(fifth)
    assert (len(postbox.letters), fifth.failed_at) == (9, city.NOW)
