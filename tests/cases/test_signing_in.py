"""K38 to K41: where signing in leads, how long it lasts, how often it may be tried, old forms."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from kierto.db import session, transaction
from kierto.domain.permissions import Role
from kierto.models import Claim, OutboxMessage
from kierto.services import people
from tests import city
from tests.browsing import sign_in
from tests.trading import listed

BOTH_DATABASES = False
pytestmark = pytest.mark.usefixtures("city_time")
CREDENTIALS = {"email": "koulu@example.org", "password": city.PASSWORD}
ELSEWHERE = (
    *("https://evil.example", "//evil.example", "////evil.example", "/\\evil.example"),
    *("/\t/evil.example", "/%09/evil.example", "/\r\n/evil", "/%0d%0a/evil"),
    *("javascript:alert(1)", "https:evil.example", "http://localhost@evil.example"),
)
KEPT = "/listings?x=1#y"


def locations(client: FlaskClient, address: str) -> list[str]:
    answers = (
        client.post("/login", query_string={"next": address}, data=CREDENTIALS),
        client.get("/lang/sv", query_string={"next": address}),
        client.post("/logout", data={"next": address}),
    )
    return [str(answer.location) for answer in answers]


def test_k38_next_leads_only_to_a_path_on_this_site(client: FlaskClient) -> None:
    """Sign-in, language and sign-out keep /listings?x=1#y and turn all else into the front."""
    assert {address: locations(client, address) for address in ELSEWHERE} == {
        address: ["/"] * 3 for address in ELSEWHERE
    }
    assert locations(client, KEPT) == [KEPT] * 3


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("session")
    assert found is not None
    return found.value


def test_k39_a_new_password_ends_the_other_browsers(app: Flask) -> None:
    """Browser 2 ("remember me") must sign in again; browser 1 stays, with a new session."""
    first, second = app.test_client(), app.test_client()
    sign_in(first, "koulu")
    second.post("/login", data=CREDENTIALS | {"remember": "y"})
    before = cookie_of(first)
    new = "uusi-sana-tässä-näin"
    first.post("/account/password", data={"old": city.PASSWORD, "password": new, "again": new})
    assert (is_in(first), is_in(second), cookie_of(first) == before) == (True, False, False)
    copied = app.test_client()
    copied.set_cookie("session", before)
    assert not is_in(copied)


def test_k39_a_mailed_link_works_once_and_for_an_hour(app: Flask) -> None:
    """It ends every sign-in; used again or late it is refused (410)."""
    client, new = app.test_client(), {"password": "uusi-sana-tässä", "again": "uusi-sana-tässä"}
    sign_in(client, "koulu")
    visitor = app.test_client()

    def link() -> str:
        visitor.post("/password", data={"email": "koulu@example.org"})
        session.rollback()
        body = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc())).first()
        found = re.search(r"/password/\S+", body or "")
        assert found is not None
        return found.group(0)

    used = link()
    assert visitor.post(used, data=new).status_code == 302
    assert (visitor.post(used, data=new).status_code, is_in(client)) == (410, False)
    late = link()
    with time_machine.travel(city.NOW + timedelta(hours=3)):
        assert visitor.get(late).status_code == 410


@pytest.mark.parametrize("how", ["deactivated", "moved", "lowered"])
def test_k39_rights_end_at_once(app: Flask, how: str) -> None:
    """A closed account is out; somebody moved or lowered no longer posts for the old unit."""
    client, admin = app.test_client(), city.person("admin")
    sign_in(client, "koulu")
    assert client.get("/listings/new").status_code == 200
    koulu, unit = city.person("koulu"), city.unit("syvakangas")
    with transaction():
        if how == "deactivated":
            people.deactivate(koulu, person=admin, now=city.NOW)
        else:
            other = city.unit("kirjasto") if how == "moved" else unit
            people.set_roles(koulu, unit, [], person=admin)
            people.set_roles(koulu, other, [Role.VIEWER], person=admin)
    assert client.get("/listings/new").status_code == (302 if how == "deactivated" else 403)


def test_k39_a_copied_cookie_is_worth_nothing_after_sign_out(app: Flask) -> None:
    """The session itself has ended, not only the cookie."""
    client, copy = app.test_client(), app.test_client()
    sign_in(client, "koulu")
    copy.set_cookie("session", cookie_of(client))
    assert is_in(copy)
    client.post("/logout")
    assert not is_in(copy)


def test_k40_forged_addresses_do_not_help_and_a_city_behind_one_address_gets_in(
    app: Flask,
) -> None:
    """After 10 wrong tries 429 with Retry-After in Finnish; 20 right sign-ins pass."""
    guesser = app.test_client()
    wrong = CREDENTIALS | {"password": "väärä"}
    tries = [
        guesser.post("/login", data=wrong, headers={"X-Forwarded-For": f"10.0.0.{number}"})
        for number in range(20)
    ]
    assert [answer.status_code for answer in tries] == [401] * 10 + [429] * 10
    assert int(tries[-1].headers["Retry-After"]) > 0
    assert "Liian monta yritystä" in tries[-1].text
    logins = [login for login, *_ in city.PEOPLE if login != "koulu"]
    for login in (logins * 2)[:20]:
        sign_in(app.test_client(), login)


def test_k40_a_stranger_locks_nobody_out(app: Flask) -> None:
    """Wrong tries from elsewhere leave the right person's own address alone."""
    for _ in range(15):
        app.test_client().post(
            "/login",
            data=CREDENTIALS | {"password": "väärä"},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
    sign_in(app.test_client(), "koulu")


@pytest.fixture
def guarded(app: Flask) -> FlaskClient:
    """Pia is signed in, and every form needs its token."""
    client = app.test_client()
    sign_in(client, "paivakoti")
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def claims() -> int | None:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Claim))


def form(**more: str) -> dict[str, str]:
    return {"unit": "kivikko", "quantity": "4", "purpose": "Eskarin nurkka", "key": "1"} | more


def test_k41_a_form_of_an_earlier_sign_in_comes_again_with_its_text(guarded: FlaskClient) -> None:
    """Signed out and in again in another tab: refused, kept, and sent again it is one claim."""
    number = listed(10).id
    old = token(guarded.get(f"/listings/{number}").text)
    guarded.post("/logout", data={"csrf_token": old})
    credentials = CREDENTIALS | {"email": "paivakoti@example.org"}
    page = guarded.get("/login").text
    assert guarded.post("/login", data=credentials | {"csrf_token": token(page)}).status_code == 302
    address = f"/listings/{number}/claims"
    answer = guarded.post(address, data=form(csrf_token=old))
    assert (answer.status_code, "Eskarin nurkka" in answer.text, claims()) == (400, True, 0)
    again = form(csrf_token=token(answer.text.split("<main", 1)[1]))
    assert (guarded.post(address, data=again).status_code, claims()) == (303, 1)


def test_k41_a_form_left_open_over_night_keeps_its_text(app: Flask, guarded: FlaskClient) -> None:
    """Nine hours later it still works; after the session's end the text is shown again (401)."""
    number = listed(10).id
    data = form(csrf_token=token(guarded.get(f"/listings/{number}").text))
    with time_machine.travel(city.NOW + timedelta(hours=14)):
        answer = guarded.post(f"/listings/{number}/claims", data=data)
        assert (answer.status_code, "Eskarin nurkka" in answer.text, claims()) == (401, True, 0)
    with time_machine.travel(city.NOW + timedelta(hours=10)):
        assert guarded.post(f"/listings/{number}/claims", data=data).status_code == 303
    assert claims() == 1


def test_k41_signing_out_is_a_post_and_leaves_no_page_behind(
    app: Flask, guarded: FlaskClient
) -> None:
    """GET /logout (an image) does nothing; pages of people are never stored by the browser."""
    assert guarded.get("/logout").status_code == 405
    page = guarded.get("/account")
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
    number = listed(10).id
    foreign = token(app.test_client().get("/login").text)
    for data in (form(), form(csrf_token=foreign)):
        assert guarded.post(f"/listings/{number}/claims", data=data).status_code == 400
    assert claims() == 0
