"""Who is told what about a claim."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from kierto.db import session, transaction
from kierto.domain.permissions import Role
from kierto.domain.units import Quantity
from kierto.models import Claim, Listing, Membership, OutboxMessage, User
from kierto.services import claims
from tests import city


def ask(amount: int = 12, *, login: str = "paivakoti", unit: str = "kivikko", **more: Any) -> Claim:
    listing = session.scalars(select(Listing)).first() or city.listed()
    return claims.request(
        listing.id,
        city.unit(unit),
        Quantity.from_decimal(amount),
        person=city.person(login),
        now=city.NOW,
        **more,
    )


def told() -> list[tuple[str, str]]:
    rows = session.execute(
        select(User.email, OutboxMessage.subject)
        .join(User, OutboxMessage.user_id == User.id)
        .order_by(OutboxMessage.id)
    )
    return [((email or "").partition("@")[0], subject) for email, subject in rows]


def test_the_giver_is_asked(app: Flask) -> None:
    with transaction():
        ask()

    assert told() == [("koulu", "Kivikon päiväkoti pyytää: Pulpetteja")]
    body = session.scalars(select(OutboxMessage.body)).one()
    assert "12 kpl ilmoituksesta ”Pulpetteja”" in body and "{site}/claims/" in body


def test_a_double_click_asks_once(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            ask(key="abc")

    assert len(told()) == 1


def test_the_claimer_hears_of_yes_and_no_in_their_own_language(app: Flask) -> None:
    with transaction():
        city.person("paivakoti").language = "sv"
    with transaction():
        first, second = ask(5), ask(6)
        claims.approve(first.id, person=city.person("koulu"), now=city.NOW)
        claims.decline(second.id, person=city.person("koulu"), now=city.NOW, reason="Rikki")

    assert told()[2:] == [
        ("paivakoti", "Den är din: Pulpetteja"),
        ("paivakoti", "Avslagen: Pulpetteja"),
    ]


def test_the_other_side_hears_of_a_cancelled_claim(app: Flask) -> None:
    with transaction():
        first, second = ask(5), ask(6)
        claims.cancel(first.id, person=city.person("paivakoti"), now=city.NOW)
        claims.cancel(second.id, person=city.person("koulu"), now=city.NOW)

    assert told()[2:] == [("koulu", "Peruttu: Pulpetteja"), ("paivakoti", "Peruttu: Pulpetteja")]


def test_whoever_comes_up_in_the_queue_is_asked_for_then(app: Flask) -> None:
    with transaction():
        first = ask(30)
        ask(10, login="kirjasto", unit="kirjasto")
    assert len(told()) == 1
    with transaction():
        claims.cancel(first.id, person=city.person("paivakoti"), now=city.NOW)

    assert ("koulu", "Kemin kirjasto pyytää: Pulpetteja") in told()


def test_where_nobody_approves_the_giver_is_told_what_is_reserved(app: Flask) -> None:
    with transaction():
        city.unit("syvakangas").organisation.approves_claims = False
    with transaction():
        ask()

    assert told() == [("koulu", "Varattu: Pulpetteja")]


def test_every_member_of_the_unit_is_told_and_the_unit_above_when_there_is_none(
    app: Flask,
) -> None:
    with transaction():
        extra = Membership(unit=city.unit("syvakangas"), role=Role.APPROVER)
        librarian = city.person("kirjasto")
        librarian.memberships.append(extra)
    with transaction():
        ask()
    assert {login for login, _ in told()} == {"koulu", "kirjasto"}

    with transaction():
        for login in ("koulu", "kirjasto"):
            city.person(login).deactivated_at = city.NOW
    with transaction():
        ask(3)
    assert told()[-1][0] == "ymparisto"


def test_the_demo_city_gets_no_mail(app: Flask) -> None:
    with transaction():
        city.person("koulu").is_demo = True
    with transaction():
        ask()

    assert told() == []
