"""Changing a password and setting it by a link from a mail."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from kierto.db import session, transaction
from kierto.models import OutboxMessage, PasswordLink
from tests import city
from tests.browsing import sign_in

NEW = "kolme-uutta-sanaa"


def change(client: FlaskClient, old: str = city.PASSWORD, new: str = NEW) -> int:
    data = {"old": old, "password": new, "again": new}
    return client.post("/account/password", data=data).status_code


def mailed_link() -> str:
    body = session.scalars(select(OutboxMessage.body).order_by(OutboxMessage.id.desc())).first()
    assert body is not None
    found = re.search(r"http://127\.0\.0\.1:8000(/password/\S+)", body)
    assert found is not None, body
    return found.group(1)


def test_other_browsers_must_sign_in_again_and_this_one_stays(app: Flask) -> None:
    first, second = app.test_client(), app.test_client()
    sign_in(first, "koulu")
    data = {"email": "koulu@example.org", "password": city.PASSWORD, "remember": "y"}
    second.post("/login", data=data)
    before = first.get_cookie("session")

    assert change(first) == 302

    assert second.get("/account").status_code == 302
    assert first.get("/account").status_code == 200
    after = first.get_cookie("session")
    assert before is not None and after is not None and before.value != after.value
    old = app.test_client()
    old.set_cookie("session", before.value)
    assert old.get("/account").status_code == 302


def test_the_new_password_counts_and_the_old_one_not(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "koulu")
    change(client)
    address = "koulu@example.org"

    old = app.test_client().post("/login", data={"email": address, "password": city.PASSWORD})
    new = app.test_client().post("/login", data={"email": address, "password": NEW})

    assert (old.status_code, new.status_code) == (401, 302)


def test_a_wrong_old_password_changes_nothing(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "koulu")

    assert change(client, old="arvaus-arvaus") == 422
    assert client.get("/account").status_code == 200
    sign_in(app.test_client(), "koulu")


def test_short_and_obvious_passwords_are_refused(client: FlaskClient) -> None:
    sign_in(client, "koulu")

    assert [change(client, new=new) for new in ("lyhyt", "koulu@example.org", " " * 12)] == [
        422
    ] * 3


def test_two_different_new_passwords_are_refused(client: FlaskClient) -> None:
    sign_in(client, "koulu")
    data = {"old": city.PASSWORD, "password": NEW, "again": NEW + "x"}

    assert client.post("/account/password", data=data).status_code == 422


def test_a_link_sets_the_password_once(app: Flask, client: FlaskClient) -> None:
    elsewhere = app.test_client()
    sign_in(elsewhere, "koulu")
    client.post("/password", data={"email": "Koulu@example.org"})
    link = mailed_link()
    assert client.get(link).status_code == 200

    set_once = client.post(link, data={"password": NEW, "again": NEW})
    again = app.test_client().post(link, data={"password": "jokin-muu-sana", "again": "x"})

    assert (set_once.status_code, again.status_code) == (302, 410)
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_link_runs_out(client: FlaskClient) -> None:
    client.post("/password", data={"email": "koulu@example.org"})
    link = mailed_link()
    with transaction():
        session.execute(update(PasswordLink).values(expires_at=PasswordLink.created_at))

    assert client.get(link).status_code == 410


def test_a_second_link_ends_the_first(client: FlaskClient) -> None:
    client.post("/password", data={"email": "koulu@example.org"})
    first = mailed_link()
    client.post("/password", data={"email": "koulu@example.org"})

    assert client.get(first).status_code == 410
    assert client.get(mailed_link()).status_code == 200


def test_a_link_dies_with_the_account(client: FlaskClient) -> None:
    client.post("/password", data={"email": "koulu@example.org"})
    link = mailed_link()
    with transaction():
        city.person("koulu").deactivated_at = city.NOW

    assert client.get(link).status_code == 410


def test_nobody_learns_which_addresses_have_an_account(client: FlaskClient) -> None:
    known = client.post("/password", data={"email": "koulu@example.org"})
    unknown = client.post("/password", data={"email": "kuka@example.org"})

    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("koulu@", "kuka@") == unknown.text
    assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_the_mail_is_in_the_language_of_the_account(client: FlaskClient) -> None:
    with transaction():
        city.person("koulu").language = "sv"
    client.post("/password", data={"email": "koulu@example.org"})

    subject = session.scalars(select(OutboxMessage.subject)).one()
    assert subject == "Välj ett nytt lösenord för Kierto"


def test_only_the_hash_of_a_link_is_kept(client: FlaskClient) -> None:
    client.post("/password", data={"email": "koulu@example.org"})
    secret = mailed_link().rpartition("/")[2]
    link = session.scalars(select(PasswordLink)).one()

    assert secret not in link.digest
    assert link.expires_at - link.created_at == timedelta(hours=1)
