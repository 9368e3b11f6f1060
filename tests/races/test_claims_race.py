"""Two processes reach for the last items at the same moment."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session
from kierto.models import Claim, Submission
from tests import trading

ROUNDS = 50
CHECKOUT = Path(__file__).parents[2]


class Claimant:
    """A process that claims for one person."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    def tell(self, listing_id: int, amount: int, key: str = "-") -> None:
        self._in.write(f"{listing_id} {amount} {key}\n")
        self._in.flush()

    def hear(self) -> str:
        return self._out.readline().strip()


@contextmanager
def claimants(database: str, home: Path, *logins: str) -> Iterator[list[Claimant]]:
    """A process for each person, all of them ready."""
    with ExitStack() as stack:
        found = []
        for login in logins:
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.races.claimant", database, str(home), login],
                    cwd=CHECKOUT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.terminate)
            found.append(Claimant(process))
        assert [claimant.hear() for claimant in found] == ["ready"] * len(logins)
        yield found


def _promised(listing_id: int) -> list[str]:
    session.rollback()
    return sorted(
        str(amount)
        for amount in session.scalars(
            select(Claim.quantity).where(Claim.listing_id == listing_id, Claim.state != "waiting")
        )
    )


@pytest.mark.slow
def test_seven_and_seven_of_ten_is_one_claim_every_time(
    app: Flask, database: str, tmp_path: Path
) -> None:
    """K01: the other hears that 3 are free; nothing breaks, nothing is promised twice."""
    with claimants(database, tmp_path, "paivakoti", "kirjasto") as pair:
        for _ in range(ROUNDS):
            listing = trading.listed(10)
            for claimant in pair:
                claimant.tell(listing.id, 7)
            answers = sorted(claimant.hear().split()[0] for claimant in pair)
            assert answers == ["NotEnoughFree", "claimed"]
            assert _promised(listing.id) == ["7"]
            assert trading.balance(listing)["free"] == "3"


@pytest.mark.slow
def test_the_last_five_go_to_one_and_the_other_waits(
    app: Flask, database: str, tmp_path: Path
) -> None:
    """Five are left for two receivers who both want five."""
    with claimants(database, tmp_path, "paivakoti", "kirjasto") as pair:
        for _ in range(10):
            listing = trading.listed(5)
            for claimant in pair:
                claimant.tell(listing.id, 5)
            assert sorted(claimant.hear().split()[0] for claimant in pair) == ["claimed", "queued"]
            assert (_promised(listing.id), trading.balance(listing)["free"]) == (["5"], "0")


@pytest.mark.slow
def test_five_impatient_clicks_at_once_are_one_claim(
    app: Flask, database: str, tmp_path: Path
) -> None:
    """K07: the same person, the same form, five processes."""
    with claimants(database, tmp_path, *["paivakoti"] * 5) as clicks:
        for number in range(6):
            listing = trading.listed(10)
            for click in clicks:
                click.tell(listing.id, 2, f"avain-{number}")
            answers = {click.hear() for click in clicks}
            assert len(answers) == 1
            assert answers.pop().startswith("claimed ")
            assert _promised(listing.id) == ["2"]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Submission)) == 6
