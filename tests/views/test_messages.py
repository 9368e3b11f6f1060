"""The two sides of a claim write to each other, and nobody else reads it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from kierto.db import session
from kierto.models import Message, OutboxMessage
from tests import trading
from tests.browsing import sign_in

pytestmark = pytest.mark.usefixtures("city_time")

TEXT = "Onko hissiä?\nTulemme klo 9."


@pytest.fixture
def path(app: Flask) -> str:
    return f"/claims/{trading.reserved(trading.listed(30), 12).id}"


def write(client: FlaskClient, path: str, text: str = TEXT, key: str = "a") -> int:
    return client.post(f"{path}/messages", data={"text": text, "key": key}).status_code


def letters() -> list[tuple[str, str, str]]:
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.key.contains(" message "))
        .order_by(OutboxMessage.id)
    )
    return [(row.user.email or "", row.subject, row.body) for row in rows]


def test_what_one_side_writes_the_other_reads_and_gets_by_mail(
    app: Flask, client: FlaskClient, path: str
) -> None:
    sign_in(client, "paivakoti")
    assert write(client, path) == 303

    other = app.test_client()
    sign_in(other, "koulu")
    page = other.get(path).text
    assert "Onko hissiä?" in page
    assert "Pia Päivä" in page
    [(address, subject, body)] = letters()
    assert (address, subject) == ("koulu@example.org", "Viesti: Pulpetteja")
    assert TEXT in body
    assert body.endswith(f"{{site}}{path}")
    assert write(other, path, "On, oikealla.") == 303
    assert [address for address, *_ in letters()][1:] == ["paivakoti@example.org"]


def test_a_double_click_sends_one_message(client: FlaskClient, path: str) -> None:
    sign_in(client, "paivakoti")
    assert [write(client, path) for _ in range(3)] == [303, 303, 303]

    assert len(session.scalars(select(Message)).all()) == 1
    assert len(letters()) == 1


def test_what_was_typed_stays_in_the_form_when_it_is_refused(
    client: FlaskClient, path: str
) -> None:
    sign_in(client, "paivakoti")
    long = "Pitkä asia " * 200

    answer = client.post(f"{path}/messages", data={"text": long, "key": "a"})

    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert "enintään 2000 merkkiä, tässä on 2199" in answer.text
    assert "Kirjoita ensin viesti." in client.post(f"{path}/messages", data={"text": " "}).text


def test_words_are_shown_as_words(client: FlaskClient, path: str) -> None:
    sign_in(client, "paivakoti")
    write(client, path, "<img src=x onerror=alert(1)>")

    assert "&lt;img src=x" in client.get(path).text


@pytest.mark.parametrize("login", ["naapuri", "puuseppa", "kirjasto", "operaattori"])
def test_nobody_else_reads_or_writes(
    app: Flask, client: FlaskClient, path: str, login: str
) -> None:
    sign_in(client, "paivakoti")
    write(client, path)
    other = app.test_client()
    sign_in(other, login)

    for answer in (other.get(path), other.post(f"{path}/messages", data={"text": "Hei"})):
        assert answer.status_code == 404
        assert "hissiä" not in answer.text
    assert len(session.scalars(select(Message)).all()) == 1


def test_who_only_looks_reads_but_has_no_form(app: Flask, client: FlaskClient, path: str) -> None:
    sign_in(client, "katselija")

    assert f'action="{path}/messages"' not in client.get(path).text
    assert write(client, path) == 403


def test_the_claim_tells_what_was_recorded_in_sentences(client: FlaskClient, path: str) -> None:
    sign_in(client, "paivakoti")
    page = client.get(path).text

    assert "Kivikon päiväkoti varasi" in page
    # A name of the giving side's people is known in the same organisation.
    assert "(Kaisa Koulu)" in page


def test_another_organisations_people_are_not_named_in_the_log(
    app: Flask, client: FlaskClient
) -> None:
    claim = trading.approved(trading.claimed(trading.listed(30), 3, "puuseppa"))
    sign_in(client, "puuseppa")
    page = client.get(f"/claims/{claim.id}").text

    assert "(Pekka Puuseppä)" in page
    assert "(Kaisa Koulu)" not in page
