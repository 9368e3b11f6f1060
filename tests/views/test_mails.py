"""Mails about matches end by one click, and a refused address is told of."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import transaction
from kierto.domain.alerts import AlertRhythm
from kierto.services import outbox, ways_out
from tests import city
from tests.browsing import sign_in


def link(app: Flask, login: str = "paivakoti") -> str:
    return ways_out.path_for(city.person(login), secret=app.config["SECRET_KEY"])


def test_looking_at_the_way_out_changes_nothing_and_tells_no_name(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get(link(app))

    assert page.status_code == 200
    assert "Ei viestejä osumista" in page.text
    assert "Pia" not in page.text
    assert "paivakoti@" not in page.text
    assert city.person("paivakoti").alert_rhythm is AlertRhythm.IMMEDIATE


def test_one_click_of_a_mail_program_ends_the_mails_without_signing_in(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(link(app), data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 303
    assert city.person("paivakoti").alert_rhythm is AlertRhythm.NEVER
    assert "Et saa enää viestejä osumista" in client.get(answer.location).text
    assert city.person("koulu").alert_rhythm is AlertRhythm.IMMEDIATE


def test_the_way_out_also_offers_fewer_mails(app: Flask, client: FlaskClient) -> None:
    client.post(link(app), data={"rhythm": "weekly"})

    assert city.person("paivakoti").alert_rhythm is AlertRhythm.WEEKLY


@pytest.mark.parametrize("change", ["other secret", "cut", "number"])
def test_a_forged_link_opens_nothing(app: Flask, client: FlaskClient, change: str) -> None:
    good = link(app)
    forged = {
        "other secret": ways_out.path_for(city.person("paivakoti"), secret="y" * 40),
        "cut": good[:-2],
        "number": "/mails/1",
    }[change]

    assert client.get(forged).status_code == 404
    assert client.post(forged).status_code == 404


def test_the_own_page_sets_how_often(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "paivakoti")
    fields = {"name": "Pia Päivä", "phone": "", "language": "fi", "alert_rhythm": "daily"}

    assert client.post("/account", data=fields).status_code == 302
    assert city.person("paivakoti").alert_rhythm is AlertRhythm.DAILY
    assert '<option selected value="daily">' in client.get("/account").text


def test_whoever_is_not_reached_by_mail_is_told_on_every_page_and_can_go_on(
    app: Flask, client: FlaskClient
) -> None:
    with transaction():
        city.person("koulu").mail_stopped_at = city.NOW
        city.person("koulu").mail_failures = outbox.MOST_REFUSALS
    sign_in(client, "koulu")
    assert "Sähköposti ei tavoita sinua" in client.get("/listings").text

    client.post("/account/mail/resume")

    assert "Sähköposti ei tavoita sinua" not in client.get("/listings").text
    person = city.person("koulu")
    assert (person.mail_stopped_at, person.mail_failures) == (None, 0)
