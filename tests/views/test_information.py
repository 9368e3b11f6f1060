"""Pages about the service, and what machines ask it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kierto.db import db
from tests.browsing import sign_in


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/attributions"])
def test_the_pages_are_there_in_each_language(
    client: FlaskClient, path: str, language: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language})

    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text
    assert answer.text.count("<h2") >= 4


def test_the_privacy_page_leads_people_to_their_details(client: FlaskClient) -> None:
    assert 'href="/account"' not in client.get("/privacy").text
    sign_in(client, "koulu")
    assert 'href="/account"' in client.get("/privacy").text


def test_each_source_of_a_factor_is_named(client: FlaskClient) -> None:
    page = client.get("/attributions").text

    assert "Open Government Licence v3.0" in page and "GeoNames" in page and "ODbL" in page


def test_a_living_process_with_a_current_database_is_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"alive": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True})


def test_without_its_migrations_it_is_alive_but_not_ready(app: Flask, client: FlaskClient) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()

    answer = client.get("/readyz")

    assert client.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.json == {
        "ready": False,
        "reason": "the database lacks migrations: run `kierto init`",
    }


def test_search_engines_are_kept_out_of_what_is_not_public(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert "Disallow: /administration" in answer.text
    assert "Disallow: /listings" not in answer.text
