"""Inviting people, their roles, and forgetting them."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed
from kierto.domain.permissions import Permission, Role
from kierto.domain.states import ClaimState
from kierto.domain.units import Quantity
from kierto.models import (
    Claim,
    Handover,
    LedgerEntry,
    Membership,
    OutboxMessage,
    SignIn,
    Unit,
    User,
)
from kierto.queries import access
from kierto.queries import people as people_queries
from kierto.services import (
    claims,
    handovers,
    outbox,
    passwords,
    people,
    sign_ins,
    tokens,
)
from tests import city


def invite(email: str = "uusi@example.org", **changes: Any) -> User:
    values: dict[str, Any] = {
        "unit": city.unit("kivikko"),
        "roles": [Role.MEMBER],
        "person": city.person("admin"),
        "link": "https://kierto.example/{}".format,
        "now": city.NOW,
    } | changes
    return people.invite(email, "Uuno Uusi", values.pop("unit"), values.pop("roles"), **values)


def mails(user: User) -> list[str]:
    rows = select(OutboxMessage.subject).where(OutboxMessage.user_id == user.id)
    return list(session.scalars(rows.order_by(OutboxMessage.id)))


def test_an_invited_person_gets_a_role_and_a_link(app: Flask) -> None:
    with transaction():
        user = invite(" Uusi@Example.org")

    assert (user.email, user.password_hash) == ("uusi@example.org", None)
    assert access.may(user, Permission.CLAIM, city.unit("kivikko").id)
    body = session.scalars(select(OutboxMessage.body)).one()
    secret = body.split("https://kierto.example/")[1].split()[0]
    with transaction():
        owner = passwords.use_link(secret, "kolme-uutta-sanaa", now=city.NOW + timedelta(days=13))
    assert owner is user and passwords.matches(user, "kolme-uutta-sanaa")


def test_an_invitation_ends_after_two_weeks(app: Flask) -> None:
    with transaction():
        invite()
    secret = session.scalars(select(OutboxMessage.body)).one().split(".example/")[1].split()[0]

    with pytest.raises(passwords.DeadLink):
        passwords.owner_of_link(secret, now=city.NOW + timedelta(days=15))


def test_somebody_with_an_account_only_gets_the_role(app: Flask) -> None:
    with transaction():
        user = invite("koulu@example.org")

    assert user.name == "Kaisa Koulu"
    assert len(people_queries.memberships_of(user)) == 2


def test_nobody_gives_roles_in_units_of_others(app: Flask) -> None:
    for unit, login in (("suensaari", "admin"), ("kivikko", "ymparisto"), ("kivikko", "koulu")):
        with transaction(), pytest.raises(NotAllowed):
            invite(unit=city.unit(unit), person=city.person(login))
    assert session.scalar(select(User.id).where(User.email == "uusi@example.org")) is None


def test_nobody_is_made_operator_by_an_administrator(app: Flask) -> None:
    with transaction(), pytest.raises(NotAllowed):
        invite(roles=[Role.OPERATOR])


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "a b@example.org", "a@b@example.org", "a\r\nBcc: x@example.org"]
)
def test_what_is_no_address_is_refused(app: Flask, email: str) -> None:
    with transaction(), pytest.raises(people.AddressNeeded):
        invite(email)


def test_taking_a_role_away_takes_its_rights_at_once(app: Flask) -> None:
    koulu, unit = city.person("koulu"), city.unit("syvakangas")
    with transaction():
        people.set_roles(koulu, unit, [Role.VIEWER], person=city.person("admin"))

    assert not access.may(koulu, Permission.POST_LISTING, unit.id)
    assert access.may(koulu, Permission.SEE_REPORTS, unit.id)


def test_the_last_administrator_stays(app: Flask) -> None:
    admin, top = city.person("admin"), city.unit("kaupunki")
    for leave in (
        lambda: people.set_roles(admin, top, [Role.VIEWER], person=admin),
        lambda: people.close(admin, now=city.NOW),
        lambda: people.erase(admin, now=city.NOW),
    ):
        with transaction(), pytest.raises(people.LastAdministrator):
            leave()
    with transaction():
        people.set_roles(city.person("koulu"), top, [Role.ADMIN], person=admin)
    with transaction():
        people.set_roles(admin, top, [Role.VIEWER], person=admin)

    assert not access.may(admin, Permission.ADMINISTER_PEOPLE)


def test_an_account_that_others_share_is_not_closed_by_one_of_them(app: Flask) -> None:
    koulu = city.person("koulu")
    with transaction():
        koulu.memberships.append(Membership(unit=city.unit("suensaari"), role=Role.MEMBER))
    with transaction(), pytest.raises(people.BelongsElsewhereToo):
        people.deactivate(koulu, person=city.person("admin"), now=city.NOW)


def test_a_closed_account_loses_sessions_tokens_links_and_mail(app: Flask) -> None:
    koulu = city.person("koulu")
    with transaction():
        key = sign_ins.begin(koulu, remember=True, now=city.NOW).key
        _token, text = tokens.create(koulu, name="x", now=city.NOW)
        secret = passwords.make_link(koulu, lasts=timedelta(days=1), now=city.NOW)
        outbox.tell(koulu, key="k", subject="s", body="b", now=city.NOW)
    with transaction():
        people.deactivate(koulu, person=city.person("admin"), now=city.NOW)

    assert tokens.person_of(text, city.NOW) is None
    assert session.scalars(select(SignIn).where(SignIn.key == key)).one().ended_at == city.NOW
    assert mails(koulu) == []
    with transaction():
        people.reactivate(koulu, person=city.person("admin"))
    with pytest.raises(passwords.DeadLink):
        passwords.owner_of_link(secret, now=city.NOW)
    assert tokens.person_of(text, city.NOW) is None


def ledger_of_last_year() -> list[tuple[Any, ...]]:
    columns = (LedgerEntry.id, LedgerEntry.mass, LedgerEntry.giver_unit, LedgerEntry.hash)
    return [tuple(row) for row in session.execute(select(*columns).order_by(LedgerEntry.id))]


def test_a_forgotten_person_leaves_results_and_the_other_party_untouched(app: Flask) -> None:
    """Three listings, an open claim by somebody else, five handovers, a claim of their own."""
    koulu, kivikko = city.person("koulu"), city.unit("kivikko")
    with transaction():
        koulu.phone = "040 1234567"
        city.unit("syvakangas").contact = "Kaisa Koulu, 040 1234567"
        offers = [city.listed() for _ in range(3)]
        for _ in range(5):
            claim = claims.request(
                offers[0].id,
                kivikko,
                Quantity.from_decimal(2),
                person=city.person("paivakoti"),
                now=city.NOW,
            )
            claims.approve(claim.id, person=koulu, now=city.NOW)
            handovers.hand_over(
                claim.id,
                handovers.Move(quantity=Quantity.from_decimal(2), occurred_on=city.TODAY),
                person=koulu,
                now=city.NOW,
            )
        waits = claims.request(
            offers[1].id,
            kivikko,
            Quantity.from_decimal(4),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
        own = claims.request(
            city.listed("kirjasto", "kirjasto").id,
            city.unit("syvakangas"),
            Quantity.from_decimal(1),
            person=koulu,
            now=city.NOW,
        )
        outbox.tell(koulu, key="waits", subject="s", body="b", now=city.NOW)
    before = ledger_of_last_year()
    assert len(before) == 5
    with transaction():
        people.erase(koulu, now=city.NOW)

    assert (koulu.name, koulu.email, koulu.phone, koulu.password_hash) == (
        "poistettu käyttäjä",
        None,
        None,
        None,
    )
    assert ledger_of_last_year() == before
    assert session.scalar(select(func.count()).select_from(Handover)) == 5
    assert (waits.state, own.state) == (ClaimState.REQUESTED, ClaimState.REQUESTED)
    assert own.unit.code == "syvakangas"
    assert mails(koulu) == []
    assert mails(city.person("paivakoti"))[-1] == "Yhteyshenkilö vaihtuu: Pulpetteja"
    assert mails(city.person("kirjasto"))[-1] == "Yhteyshenkilö vaihtuu: Pulpetteja"
    assert session.scalars(select(Unit.contact).where(Unit.contact.is_not(None))).all() == []
    assert session.scalar(select(User.id).where(User.name.contains("Kaisa"))) is None
    with transaction(), pytest.raises(sign_ins.WrongPassword):
        sign_ins.sign_in("koulu@example.org", city.PASSWORD, remember=False, now=city.NOW)


def test_the_same_address_begins_anew_without_the_old_history(app: Flask) -> None:
    old = city.person("koulu")
    with transaction():
        listing = city.listed()
        people.erase(old, now=city.NOW)
    with transaction():
        new = invite("koulu@example.org")

    assert new.id != old.id
    assert listing.author_id == old.id
    assert [m.unit.code for m in people_queries.memberships_of(new)] == ["kivikko"]


def test_mail_about_a_claim_goes_to_the_unit_when_its_author_is_gone(app: Flask) -> None:
    with transaction():
        people.set_roles(
            city.person("kirjasto"),
            city.unit("kivikko"),
            [Role.MEMBER],
            person=city.person("admin"),
        )
        claim = claims.request(
            city.listed().id,
            city.unit("kivikko"),
            Quantity.from_decimal(1),
            person=city.person("paivakoti"),
            now=city.NOW,
        )
    with transaction():
        people.erase(city.person("paivakoti"), now=city.NOW)
    with transaction():
        claims.decline(claim.id, person=city.person("koulu"), now=city.NOW, reason="Rikki.")

    assert mails(city.person("kirjasto")) == ["Hylätty: Pulpetteja"]
    assert session.get_one(Claim, claim.id).state is ClaimState.DECLINED
