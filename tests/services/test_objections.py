"""A missing or refused part becomes a correction as soon as the giver agrees."""

import pytest
from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed, NotFound
from kierto.domain.units import Quantity
from kierto.models import Handover, LedgerEntry
from kierto.services import corrections, handovers
from tests import city, trading


@pytest.fixture
def handover(app: Flask) -> Handover:
    return trading.handed_over(trading.reserved(trading.listed(30), 12), 12)[0]


def object_to(handover: Handover, received: int | None, login: str = "paivakoti") -> None:
    with transaction():
        handovers.object_to(
            handover.id,
            "Kaksi oli rikki eikä tullut mukaan",
            person=city.person(login),
            now=city.NOW,
            received=None if received is None else trading.amount(received),
        )


def agree(handover: Handover, login: str = "koulu") -> None:
    with transaction():
        corrections.agree_to_objection(handover.id, person=city.person(login), now=city.NOW)


def entries() -> list[tuple[str, int | None, str | None]]:
    rows = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
    return [
        (str(row.quantity), None if row.mass is None else row.mass.grams, row.reason)
        for row in rows
    ]


def test_the_missing_part_is_free_again_and_the_ledger_says_why(handover: Handover) -> None:
    object_to(handover, 10)
    agree(handover)
    reason = "Kaksi oli rikki eikä tullut mukaan"
    assert entries() == [
        ("12", 144_000, None),
        ("-12", -144_000, reason),
        ("10", 120_000, reason),
    ]
    assert handover.listing is not None
    assert trading.balance(handover.listing) == {
        "free": "20",
        "reserved": "0",
        "handed_over": "10",
        "ended": "0",
    }
    assert not handovers.awaits_correction(handover)
    with pytest.raises(NotFound):
        agree(handover)


def test_nothing_moved_after_all(handover: Handover) -> None:
    object_to(handover, 0)
    agree(handover)
    assert [row[0] for row in entries()] == ["12", "-12"]


def test_only_the_giver_agrees_and_never_with_themselves(handover: Handover) -> None:
    object_to(handover, 10)
    with pytest.raises(NotAllowed):
        agree(handover, "paivakoti")
    object_to(handover, 9, "koulu")
    with pytest.raises(NotAllowed):
        agree(handover, "koulu")


def test_words_alone_wait_for_the_coordinator(handover: Handover) -> None:
    object_to(handover, None)
    with pytest.raises(NotFound):
        agree(handover)
    with pytest.raises(handovers.MoreThanRecorded):
        object_to(handover, 13)
    assert handover.objected_quantity is None
    assert Quantity.from_decimal(12) == handover.quantity
