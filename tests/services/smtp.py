"""A real SMTP server on this machine, for tests of mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.services.ports import free_port


class Postbox:
    """What the server got; ``answers`` are given instead of taking a letter, one after another."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


@contextmanager
def serving(postbox: Any) -> Iterator[int]:
    """Serve while the block runs; the port."""
    # The controller greets itself at the port it was told, so that must be a real one.
    port = free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()
