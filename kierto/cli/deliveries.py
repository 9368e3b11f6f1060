"""The worker's step that sends what is due in the outbox."""

from datetime import datetime

from kierto.db import transaction
from kierto.outside.mail import Mailer, MailNotSent
from kierto.services import outbox


def send_due(now: datetime, mailer: Mailer, *, sender: str, site: str = "") -> tuple[int, int]:
    """Send every mail whose time has come; how many were sent and how many failed.

    ``site`` is the address of this installation, for the links in the mails.

    Each mail is recorded by itself, so that one that fails, or a process that dies, keeps no
    other from being sent and repeats none.
    """
    sent = failed = 0
    with transaction():
        waiting = outbox.due(now)
    for message_id in waiting:
        with transaction():
            letter = outbox.take(message_id, now=now, sender=sender, site=site)
        if letter is None:
            continue
        try:
            mailer.send(letter)
        except MailNotSent as problem:
            with transaction():
                outbox.mark_failed(
                    message_id, str(problem), is_permanent=problem.is_permanent, now=now
                )
            failed += 1
        else:
            with transaction():
                outbox.mark_sent(message_id, now=now)
            sent += 1
    return sent, failed
