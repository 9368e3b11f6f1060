"""Transport is ordered with a claim and driven once."""

import pytest
from flask import Flask

from kierto.db import transaction
from kierto.domain.errors import NotAllowed, NotFound
from kierto.domain.transport import TransportKind
from kierto.domain.units import Money
from kierto.models import Claim, Transport
from kierto.queries import pickups
from kierto.services import organisations, transports
from tests import city, trading


@pytest.fixture
def claim(app: Flask) -> Claim:
    return trading.reserved(trading.listed(30), 12)


def offered(price: int | None) -> None:
    with transaction():
        organisations.offer_transport(
            city.unit("kaupunki").organisation,
            drives=True,
            price=None if price is None else Money(price),
            person=city.person("admin"),
        )


def order(claim: Claim, kind: TransportKind = TransportKind.CITY) -> Transport:
    with transaction():
        return transports.arrange(
            claim.id, kind, person=city.person("paivakoti"), now=city.NOW, note="Hissi rikki"
        )


def listed_for(login: str, *, driven: bool = False) -> list[int]:
    found = pickups.ordered_transports(city.person(login), driven=driven)
    return [one.claim_id for one in found]


def test_an_order_keeps_its_price_and_reaches_the_drivers(claim: Claim) -> None:
    offered(4000)
    transport = order(claim)
    offered(9000)
    assert order(claim).price == Money(4000)
    assert (listed_for("kuljetus"), listed_for("koulu"), listed_for("naapuri")) == (
        [claim.id],
        [],
        [],
    )
    for _ in range(2):
        with transaction():
            transports.mark_driven(transport.id, person=city.person("kuljetus"), now=city.NOW)
    assert (listed_for("kuljetus"), listed_for("kuljetus", driven=True)) == ([], [claim.id])
    with pytest.raises(transports.AlreadyDriven):
        order(claim, TransportKind.OWN)


def test_nobody_drives_until_the_organisation_says_so(claim: Claim) -> None:
    with pytest.raises(transports.NobodyDrives):
        order(claim)
    assert order(claim, TransportKind.GIVER).kind is TransportKind.GIVER
    assert listed_for("kuljetus") == []


def test_only_the_two_sides_order_and_only_drivers_drive(claim: Claim) -> None:
    offered(None)
    with pytest.raises(NotAllowed), transaction():
        transports.arrange(
            claim.id, TransportKind.CITY, person=city.person("kirjasto"), now=city.NOW
        )
    transport = order(claim)
    with pytest.raises(NotFound), transaction():
        transports.mark_driven(transport.id, person=city.person("koulu"), now=city.NOW)


def test_a_cancelled_claim_is_not_driven(claim: Claim) -> None:
    offered(None)
    order(claim)
    trading.cancelled(claim)
    assert listed_for("kuljetus") == []
