"""K43 and K44: people who leave and units that close take no tonne and no promise with them."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from kierto.db import session, transaction
from kierto.domain.states import ClaimState
from kierto.models import Claim, Listing, Organisation, OutboxMessage, Unit, User
from kierto.services import people
from tests import city
from tests.browsing import sign_in
from tests.trading import claimed, handed_over, listed, reserved
from tests.views.posting import refusals

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")
YEAR = "from=2026-01-01&to=2026-12-31"


def as_(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, login)
    return client


def files(app: Flask) -> tuple[Any, str]:
    """The year's report as data and as a CSV file."""
    client = as_(app, "ymparisto")
    query = f"{YEAR}&by=unit,receiver,category"
    return (
        client.get(f"/reports/reuse.json?{query}").json,
        client.get(f"/reports/reuse.csv?{query}").text,
    )


def groups(client: FlaskClient, by: str) -> Any:
    found: Any = client.get(f"/reports/reuse.json?{YEAR}&by={by}").json
    return found["groups"]


def mails_to(user: User) -> list[str]:
    rows = select(OutboxMessage.subject).where(OutboxMessage.user_id == user.id)
    return list(session.scalars(rows))


def test_k43_a_person_who_is_forgotten_leaves_every_result_as_it_was(app: Flask) -> None:
    """Report and CSV stay, the other party's page says "poistettu käyttäjä" and is told by mail."""
    pia = city.person("paivakoti")
    with transaction():
        pia.phone = "050 7654321"
    for _ in range(3):
        listed(1, code="kivikko", login="paivakoti")
    desks = listed(30, kilograms_per_measure="12")
    for _ in range(5):
        handed_over(reserved(desks, 2), 2, "paivakoti")
    waiting = claimed(desks, 4)
    before = files(app)
    with transaction():
        session.execute(delete(OutboxMessage))
    browser = as_(app, "paivakoti")
    answer = browser.post("/account/erase", data={"password": city.PASSWORD, "sure": "y"})
    assert answer.status_code == 302, refusals(answer)
    session.rollback()
    assert files(app) == before
    page = as_(app, "koulu").get(f"/claims/{waiting.id}").text
    assert ("Kivikon päiväkoti" in page, "Pia Päivä" in page, "050 7654321" in page) == (
        *(True, False),
        False,
    )
    assert mails_to(city.person("koulu")) != []
    assert mails_to(pia) == []
    assert (pia.name, pia.email, pia.phone) == ("poistettu käyttäjä", None, None)
    assert session.scalar(select(func.count()).where(User.name.contains("Pia"))) == 0
    assert browser.get("/account").status_code == 302
    credentials = {"email": "paivakoti@example.org", "password": city.PASSWORD}
    assert app.test_client().post("/login", data=credentials).status_code == 401
    with transaction():
        again = people.add("paivakoti@example.org", "Uusi Ihminen", now=city.NOW)
    assert session.scalar(select(func.count()).where(Claim.author_id == again.id)) == 0


@pytest.fixture
def school(app: Flask) -> Unit:
    """The school with a library below it, open listings, and results of the year."""
    with transaction():
        school = city.unit("syvakangas")
        below = Unit(
            code="koulukirjasto",
            name="Koulukirjasto",
            organisation_id=school.organisation_id,
            parent_id=school.id,
        )
        session.add(below)
    handed_over(reserved(listed(30, kilograms_per_measure="12"), 10), 10)
    for _ in range(4):
        listed(5)
    return school


def test_k44_a_unit_with_a_history_is_not_deleted_but_closed(app: Flask, school: Unit) -> None:
    """Delete leads to "take out of use"; merging moves listings, people and sub-units."""
    admin, before = as_(app, "admin"), files(app)
    answer = admin.post(f"/administration/units/{school.id}/delete")
    assert answer.location == f"/administration/units/{school.id}/close"
    assert "poista se käytöstä" in admin.get(answer.location).text.casefold()
    alone = admin.post(f"/administration/units/{school.id}/close", data={})
    assert (alone.status_code, len(refusals(alone))) == (409, 1)
    successor = city.unit("kirjasto")
    admin.post(f"/administration/units/{school.id}/close", data={"successor": str(successor.id)})
    session.expire_all()
    assert school.archived_at is not None
    open_now = select(Listing.unit_id).where(Listing.state == "open")
    assert set(session.scalars(open_now)) == {successor.id}
    assert city.unit("koulukirjasto").parent_id == successor.id
    assert [m.unit_id for m in city.person("koulu").memberships] == [successor.id]
    assert files(app) == before


def test_k44_a_new_name_leaves_the_old_one_readable(app: Flask, school: Unit) -> None:
    """What moved before stays under the name of its day; one line, also with the new name."""
    admin = as_(app, "admin")
    data = {"name": "Syväkankaan yhtenäiskoulu", "parent": str(city.unit("kaupunki").id)}
    assert admin.post(f"/administration/units/{school.id}", data=data).status_code == 302
    client = as_(app, "ymparisto")
    (group,) = groups(client, "unit")
    assert (group["label"], group["mass_kg"]) == ({"unit": "Syväkankaan koulu"}, "120.000")
    handed_over(reserved(listed(1, kilograms_per_measure="12"), 1), 1)
    (group,) = groups(client, "unit")
    assert (group["label"], group["earlier_names"], group["mass_kg"]) == (
        {"unit": "Syväkankaan yhtenäiskoulu"},
        {"unit": ["Syväkankaan koulu"]},
        "132.000",
    )
    with transaction():
        city.category("school-desk").names["fi"].name = "Oppilaspöytä"
    (group,) = groups(client, "category")
    assert (group["key"], group["label"]["category"], group["mass_kg"]) == (
        {"category": "school-desk"},
        "Oppilaspöytä",
        "132.000",
    )


def test_k44_the_tree_never_gets_a_loop(app: Flask, school: Unit) -> None:
    """A unit is not moved under itself or what belongs to it."""
    admin, below = as_(app, "admin"), city.unit("koulukirjasto")
    for parent in (school, below):
        data = {"name": school.name, "parent": str(parent.id)}
        assert admin.post(f"/administration/units/{school.id}", data=data).status_code == 422
    session.refresh(school)
    assert school.parent_id == city.unit("kaupunki").id


def test_k44_what_merged_units_had_promised_each_other_ends(app: Flask) -> None:
    """Nobody claims from themselves: the claim is cancelled and its quantity free once."""
    listing = listed(10)
    claim = claimed(listing, 4)
    admin, kivikko = as_(app, "admin"), city.unit("kivikko")
    address = f"/administration/units/{city.unit('syvakangas').id}/close"
    assert admin.post(address, data={"successor": str(kivikko.id)}).status_code == 302
    session.expire_all()
    assert (claim.state, str(listing.free), listing.unit_id) == (
        ClaimState.CANCELLED,
        "10",
        kivikko.id,
    )
    assert session.scalar(select(func.count()).select_from(Organisation)) == 5
