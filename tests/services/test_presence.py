"""A code on the other's screen proves that both are there, and then both have confirmed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed
from kierto.models import Claim, Handover, LedgerEntry
from kierto.services import handovers, presence
from kierto.services.handovers import Move
from kierto.services.presence import WrongPresenceCode
from tests import city, trading

LATER = city.NOW + timedelta(minutes=5)


@pytest.fixture
def claim(app: Flask) -> Claim:
    return trading.reserved(trading.listed(30), 12)


def shown(claim: Claim, login: str) -> str:
    with transaction():
        return presence.show(claim.id, person=city.person(login), now=city.NOW).code


def hand_over(claim: Claim, code: str, login: str, *, now: object = LATER) -> int:
    move = Move(quantity=trading.amount(12), occurred_on=city.TODAY, code=code)
    with transaction():
        handover, _ = handovers.hand_over(
            claim.id,
            move,
            person=city.person(login),
            now=now,  # type: ignore[arg-type]
        )
        return handover.id


@pytest.mark.parametrize(("shows", "types"), [("koulu", "paivakoti"), ("paivakoti", "koulu")])
def test_both_have_confirmed_and_there_is_one_entry(claim: Claim, shows: str, types: str) -> None:
    hand_over(claim, shown(claim, shows), types)
    handover = session.get_one(Handover, 1)
    assert (handover.met, handover.giver_confirmed_by_id, handover.receiver_confirmed_by_id) == (
        True,
        city.person("koulu").id,
        city.person("paivakoti").id,
    )
    with transaction():
        handovers.confirm(1, person=city.person("koulu"), now=LATER)
        handovers.confirm(1, person=city.person("paivakoti"), now=LATER)
    assert session.scalar(select(func.count()).select_from(LedgerEntry)) == 1


def test_nobody_witnesses_for_themselves(claim: Claim) -> None:
    city.people_also("koulu", "kivikko")
    code = shown(claim, "koulu")
    with pytest.raises(WrongPresenceCode):
        hand_over(claim, code, "koulu")


def test_a_code_is_good_for_a_quarter_of_an_hour_and_for_one_claim(claim: Claim) -> None:
    code = shown(claim, "koulu")
    with pytest.raises(WrongPresenceCode):
        hand_over(claim, code, "paivakoti", now=city.NOW + presence.VALID)
    with pytest.raises(NotAllowed):
        shown(claim, "kirjasto")
    other = trading.reserved(claim.listing, 12)
    with pytest.raises(WrongPresenceCode):
        hand_over(other, code, "paivakoti")


def test_it_cannot_be_guessed(claim: Claim) -> None:
    code = shown(claim, "koulu")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(presence.MOST_TRIES):
        with transaction():
            presence.count_try(claim.id, wrong, person=city.person("paivakoti"))
    with pytest.raises(WrongPresenceCode):
        hand_over(claim, code, "paivakoti")
    assert shown(claim, "koulu") is not None
