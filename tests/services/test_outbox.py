"""Mail that leaves once, through a real SMTP server, however things break."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.cli.deliveries import send_due
from kierto.db import session, transaction
from kierto.models import OutboxMessage
from kierto.outside.mail import Letter, MailNotSent, SmtpMailer
from kierto.services import outbox, tidying
from tests import city
from tests.services.smtp import Postbox, serving

SENDER = "kierto@kemi.example"


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailer(postbox: Postbox) -> Iterator[SmtpMailer]:
    with serving(postbox) as port:
        yield SmtpMailer(f"smtp://127.0.0.1:{port}", sender=SENDER)


def queue(key: str, *, subject: str = "Varaus", body: str = "Hei", login: str = "koulu") -> None:
    with transaction():
        outbox.tell(city.person(login), key=key, subject=subject, body=body, now=city.NOW)


def test_a_mail_leaves_once(app: Flask, mailer: SmtpMailer, postbox: Postbox) -> None:
    queue("a", body="Katso {site}/claims")

    first = send_due(city.NOW, mailer, sender=SENDER, site="https://kierto.example")
    second = send_due(city.NOW, mailer, sender=SENDER)

    assert (first, second) == ((1, 0), (0, 0))
    [(receivers, letter)] = postbox.letters
    assert receivers == ["koulu@example.org"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().split() == ["Katso", "https://kierto.example/claims"]
    assert '<a href="https://kierto.example/claims">' in html.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"


def test_one_event_is_told_once(app: Flask, mailer: SmtpMailer, postbox: Postbox) -> None:
    for _ in range(3):
        queue("the same event")

    assert send_due(city.NOW, mailer, sender=SENDER) == (1, 0)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Tuoli\r\nBcc: evil@example.com", "Tuoli Bcc: evil@example.com"),
        ("Tuoli\u2028rivi", "Tuoli rivi"),
        ("Pöytä 🪑 ä", "Pöytä 🪑 ä"),
        ("\u202eoikea", "oikea"),
        ("x" * 300, "x" * 149 + "…"),
    ],
)
def test_a_title_makes_no_header(
    app: Flask, mailer: SmtpMailer, postbox: Postbox, title: str, expected: str
) -> None:
    queue("a", subject=title)
    send_due(city.NOW, mailer, sender=SENDER)

    [(receivers, letter)] = postbox.letters
    assert (receivers, letter["Bcc"], letter["Subject"]) == (["koulu@example.org"], None, expected)


def test_a_broken_mail_holds_up_no_other(app: Flask, mailer: SmtpMailer, postbox: Postbox) -> None:
    """The fifth of ten cannot be written as a mail at all."""
    for number in range(10):
        queue(f"mail {number}")
    with transaction():
        fifth = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "mail 4")).one()
        fifth.subject = "two\nlines"
    assert fifth.user.mail_failures == 0

    assert send_due(city.NOW, mailer, sender=SENDER) == (9, 1)
    assert send_due(city.NOW + timedelta(days=1), mailer, sender=SENDER) == (0, 0)
    assert len(postbox.letters) == 9
    assert fifth.failed_at == city.NOW


def test_a_passing_trouble_is_tried_again_later_with_the_same_id(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    queue("a")
    postbox.answers = ["451 greylisted", "451 greylisted"]
    times = [0, 0.5, 1, 3, 6, 20]

    done = [
        send_due(city.NOW + timedelta(minutes=minutes), mailer, sender=SENDER) for minutes in times
    ]

    assert done == [(0, 1), (0, 0), (0, 1), (0, 0), (1, 0), (0, 0)]
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.attempts, message.error) == (3, None)


def test_a_refused_address_is_given_up_at_once(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    queue("a")
    postbox.answers = ["550 no such person"]

    assert send_due(city.NOW, mailer, sender=SENDER) == (0, 1)
    assert send_due(city.NOW + timedelta(days=30), mailer, sender=SENDER) == (0, 0)
    message = session.scalars(select(OutboxMessage)).one()
    assert message.error is not None and "550" in message.error


def test_a_server_that_is_away_loses_nothing(app: Flask) -> None:
    queue("a")
    nowhere = SmtpMailer("smtp://127.0.0.1:1", sender=SENDER)

    assert send_due(city.NOW, nowhere, sender=SENDER) == (0, 1)
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.failed_at, message.next_attempt_at) == (None, city.NOW + outbox.WAITS[0])


def test_after_the_last_attempt_it_is_given_up(app: Flask) -> None:
    queue("a")
    nowhere = SmtpMailer("smtp://127.0.0.1:1", sender=SENDER)
    now = city.NOW
    for _ in range(len(outbox.WAITS) + 1):
        assert send_due(now, nowhere, sender=SENDER) == (0, 1)
        now += timedelta(days=1)

    assert send_due(now, nowhere, sender=SENDER) == (0, 0)


def test_two_workers_do_not_take_the_same_mail(app: Flask) -> None:
    queue("a")
    with transaction():
        [number] = outbox.due(city.NOW)
        first = outbox.take(number, now=city.NOW, sender=SENDER, site="")
        second = outbox.take(number, now=city.NOW, sender=SENDER, site="")

    assert first is not None
    assert second is None


def test_what_a_dead_process_had_taken_is_sent_again_with_the_same_id(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    queue("a")
    with transaction():
        [number] = outbox.due(city.NOW)
        taken = outbox.take(number, now=city.NOW, sender=SENDER, site="")

    assert send_due(city.NOW + timedelta(minutes=1), mailer, sender=SENDER) == (0, 0)
    assert send_due(city.NOW + outbox.LEASE, mailer, sender=SENDER) == (1, 0)
    assert isinstance(taken, Letter)
    assert postbox.letters[0][1]["Message-ID"] == taken.message_id


def test_without_starttls_nothing_is_sent_where_it_is_required(
    mailer: SmtpMailer, postbox: Postbox
) -> None:
    strict = SmtpMailer(f"smtp://127.0.0.1:{mailer._port}?tls=required", sender=SENDER)
    letter = Letter(recipient="a@example.org", subject="s", body="b", message_id="<1@x>")

    with pytest.raises(MailNotSent, match="STARTTLS"):
        strict.send(letter)
    assert postbox.letters == []


def test_the_text_of_an_old_mail_is_forgotten_but_not_that_it_was_sent(
    app: Flask, mailer: SmtpMailer
) -> None:
    queue("a")
    send_due(city.NOW, mailer, sender=SENDER)
    with transaction():
        tidying.tidy(city.NOW + timedelta(days=31))
    queue("a")

    [message] = session.scalars(select(OutboxMessage)).all()
    assert (message.body, message.sent_at) == ("", city.NOW)


def test_an_address_that_refuses_three_letters_is_left_alone_until_its_owner_says_go_on(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    postbox.answers = ["550 no such person"] * 3
    for number in range(5):
        queue(f"mail {number}")

    done = [send_due(city.NOW, mailer, sender=SENDER) for _ in range(2)]

    assert done == [(0, 3), (0, 0)]
    assert city.person("koulu").mail_stopped_at == city.NOW
    with transaction():
        outbox.resume(city.person("koulu"))
    assert send_due(city.NOW, mailer, sender=SENDER) == (2, 0)
    assert city.person("koulu").mail_failures == 0


def test_a_letter_that_is_taken_forgives_earlier_refusals(
    app: Flask, mailer: SmtpMailer, postbox: Postbox
) -> None:
    for answers in (["550 no"], ["550 no"], [], ["550 no"], ["550 no"]):
        postbox.answers = list(answers)
        queue(f"mail {len(postbox.letters)} {city.person('koulu').mail_failures}")
        send_due(city.NOW, mailer, sender=SENDER)

    person = city.person("koulu")
    assert (person.mail_failures, person.mail_stopped_at) == (2, None)
