"""The port to the mail server: one letter at a time, by SMTP.

The address of the server is ``smtp://user:password@host:port`` (STARTTLS when the server offers
it; ``?tls=required`` refuses to go on without) or ``smtps://…`` (TLS from the first byte).
"""

import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT_S = 30

log = logging.getLogger(__name__)


class MailNotSent(Exception):
    """The server did not take the letter; ``is_permanent`` when trying again is no use."""

    def __init__(self, reason: str, *, is_permanent: bool, blames_address: bool = False) -> None:
        """``blames_address``: the server has refused it for good, not we."""
        super().__init__(reason)
        self.is_permanent = is_permanent
        self.blames_address = blames_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one person. ``message_id`` stays the same when it is sent again.

    ``way_out`` is the address that ends mails of this kind by one POST (RFC 8058).
    """

    recipient: str
    subject: str
    body: str
    message_id: str
    html: str = ""
    way_out: str = ""


class Mailer(Protocol):
    """Whatever takes letters."""

    def send(self, letter: Letter) -> None:
        """Hand the letter over. Raises MailNotSent."""
        ...


class LogMailer:
    """For development without a mail server: the letter is written to the log."""

    def send(self, letter: Letter) -> None:
        log.info("Mail to %s: %s\n%s", letter.recipient, letter.subject, letter.body)


class SmtpMailer:
    """Sends by the server at ``address``; ``sender`` stands in From."""

    def __init__(self, address: str, *, sender: str) -> None:
        parts = urlsplit(address)
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._is_tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._needs_tls = parse_qs(parts.query).get("tls") == ["required"]
        self._sender = sender

    def send(self, letter: Letter) -> None:
        try:
            message = self._message(letter)
        except (ValueError, UnicodeError) as unusable:
            raise MailNotSent(str(unusable), is_permanent=True) from unusable
        try:
            server = self._connect()
            try:
                self._secure(server)
                server.send_message(message, self._sender, [letter.recipient])
            finally:
                # Not QUIT, whose answer may fail: the letter has been taken by then.
                server.close()
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise _not_sent(code, text) from refused
        except smtplib.SMTPResponseException as refused:
            raise _not_sent(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as broken:
            raise MailNotSent(f"{type(broken).__name__}: {broken}", is_permanent=False) from broken

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        if letter.way_out:
            message["List-Unsubscribe"] = f"<{letter.way_out}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(letter.body)
        if letter.html:
            message.add_alternative(letter.html, subtype="html")
        return message

    def _connect(self) -> smtplib.SMTP:
        if self._is_tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)

    def _secure(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if not self._is_tls and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif self._needs_tls and not self._is_tls:
            raise MailNotSent("the server offers no STARTTLS", is_permanent=False)
        if self._user:
            server.login(self._user, self._password)


def _not_sent(code: int, text: bytes | str) -> MailNotSent:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    # A wrong password of ours (5xx at login) is not the letter's fault: it is tried again.
    is_permanent = 500 <= code < 600 and code not in {530, 534, 535, 538}
    return MailNotSent(f"{code} {said}", is_permanent=is_permanent, blames_address=is_permanent)


def chosen_mailer(address: str, *, sender: str) -> Mailer:
    """The mailer for the configured address; the log when there is none."""
    return SmtpMailer(address, sender=sender) if address else LogMailer()
