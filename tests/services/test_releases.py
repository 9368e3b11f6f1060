"""Public property leaves with a decision, and devices with a statement on their data."""

from datetime import date, timedelta

import pytest
from flask import Flask

from kierto.db import transaction
from kierto.domain.errors import NotAllowed
from kierto.domain.units import Money
from kierto.queries.releases import leaves_public_property, release_of
from kierto.services import handovers, releases
from kierto.services.handovers import Move, WipeNeeded
from tests import city, trading

DECISION = releases.Decision(
    decided_by="Maija Mäkelä, kiinteistöpäällikkö",
    number="§ 12/2026",
    decided_on=date(2026, 11, 20),
    estimated_value=Money(12000),
    price=Money(0),
    reason="Mikään yksikkö ei tarvinnut",
)


def test_a_decision_is_asked_when_the_city_gives_to_others(app: Flask) -> None:
    listing = trading.listed(30)
    inside, outside = trading.reserved(listing, 5), trading.reserved(listing, 5, "puuseppa")
    assert (leaves_public_property(inside), leaves_public_property(outside)) == (False, True)
    with pytest.raises(releases.NoRelease), transaction():
        releases.record(inside.id, DECISION, person=city.person("koulu"), now=city.NOW)
    with pytest.raises(NotAllowed), transaction():
        releases.record(outside.id, DECISION, person=city.person("puuseppa"), now=city.NOW)
    with transaction():
        releases.record(outside.id, DECISION, person=city.person("koulu"), now=city.NOW)
    release = release_of(outside)
    assert release is not None
    assert (release.number, release.estimated_value, release.price) == (
        "§ 12/2026",
        Money(12000),
        Money(0),
    )


def test_no_decision_of_tomorrow(app: Flask) -> None:
    claim = trading.reserved(trading.listed(30), 5, "puuseppa")
    with pytest.raises(releases.DecidedInTheFuture), transaction():
        releases.record(
            claim.id, DECISION, person=city.person("koulu"), now=city.NOW - timedelta(days=9)
        )


def test_a_device_moves_only_with_the_givers_statement(app: Flask) -> None:
    listing = trading.listed(3, category="laptop", data_wiped="ICT-tuki ylikirjoitti 20.11.")
    claim = trading.reserved(listing, 1)
    with transaction():
        listing.data_wiped = None

    def move(login: str, statement: str) -> str | None:
        said = Move(quantity=trading.amount(1), occurred_on=city.TODAY, data_wiped=statement)
        with transaction():
            moved, _ = handovers.hand_over(claim.id, said, person=city.person(login), now=city.NOW)
            return moved.data_wiped

    with pytest.raises(WipeNeeded):
        move("paivakoti", "Joku kai tyhjensi")
    with pytest.raises(WipeNeeded):
        move("koulu", " ")
    assert move("koulu", "Levy vaihdettu, Kaisa Koulu") == "Levy vaihdettu, Kaisa Koulu"
