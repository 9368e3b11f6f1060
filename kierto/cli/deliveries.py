"""The worker's step that sends what is due in the outbox."""

from collections.abc import Callable
from datetime import datetime

from kierto.db import transaction
from kierto.outside.mail import Mailer, MailNotSent
from kierto.services import outbox


def send_due(
    now: datetime,
    mailer: Mailer,
    *,
    sender: str,
    site: str = "",
    clock: Callable[[], datetime] | None = None,
) -> tuple[int, int]:
    """Send every mail whose time has come; how many were sent and how many failed.

    ``site`` is the address of this installation, for the links in the mails. ``clock`` is asked
    before and after each mail: a slow server must not make a reservation look old from the start.

    Each mail is recorded by itself, so that one that fails, or a process that dies, keeps no
    other from being sent and repeats none.
    """
    sent = failed = 0
    with transaction():
        waiting = outbox.due(now)
    for message_id in waiting:
        now = clock() if clock else now
        with transaction():
            letter = outbox.take(message_id, now=now, sender=sender, site=site)
        if letter is None:
            continue
        try:
            mailer.send(letter)
        except MailNotSent as problem:
            now = clock() if clock else now
            with transaction():
                outbox.mark_failed(
                    message_id,
                    str(problem),
                    is_permanent=problem.is_permanent,
                    blames_address=problem.blames_address,
                    now=now,
                )
            failed += 1
        else:
            now = clock() if clock else now
            with transaction():
                outbox.mark_sent(message_id, now=now)
            sent += 1
    return sent, failed
