"""A process of its own that claims when told to: one line in, one line out.

``listing amount key`` on standard input is answered with ``claimed ID``, ``queued ID`` or the name
of the refusal; anything else that goes wrong is ``broken`` with what it was.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from kierto.app import create_app
from kierto.db import session, transaction
from kierto.domain.errors import KiertoError
from kierto.domain.units import Quantity
from kierto.services import claims
from tests import city, trading
from tests.services import databases


def answer(listing_id: int, amount: str, login: str, key: str) -> str:
    try:
        with transaction():
            claim = claims.request(
                listing_id,
                city.unit(trading.UNIT_OF[login]),
                Quantity.from_decimal(amount),
                person=city.person(login),
                now=datetime.now(UTC),
                key=None if key == "-" else key,
            )
            return f"{'claimed' if claim.state.holds else 'queued'} {claim.id}"
    except KiertoError as refusal:
        return f"{type(refusal).__name__} {refusal.data.get('free', '')}".strip()
    except Exception as fault:  # noqa: BLE001 - the parent tells what broke
        return f"broken {fault!r}".replace("\n", " ")
    finally:
        session.remove()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(address: str, home: str, login: str) -> None:
    with create_app(databases.settings(address, Path(home))).app_context():
        session.connection()
        session.remove()
        _say("ready")
        for line in sys.stdin:
            listing_id, amount, key = line.split()
            _say(answer(int(listing_id), amount, login, key))


if __name__ == "__main__":
    main(*sys.argv[1:])
