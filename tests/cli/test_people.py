"""Commands for people, tokens, organisations and units."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from kierto.cli import main
from kierto.db import session
from kierto.models import Organisation, Token, User
from kierto.services import passwords, tokens
from tests import city

Run = Callable[..., Result]
WORDS = "kolme-uutta-sanaa"


@pytest.fixture
def run(app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command ``kierto`` on this test's database."""
    monkeypatch.setenv("KIERTO_DATABASE_URL", database)
    monkeypatch.setenv("KIERTO_HOME", str(tmp_path))

    def invoke(*words: str, given: str = "") -> Result:
        result = CliRunner().invoke(main, list(words), input=given)
        session.rollback()
        return result

    return invoke


def test_a_person_is_added_with_a_role_and_can_sign_in(run: Run) -> None:
    result = run(
        *("user", "add", "Uusi@example.org", "--name", "Uuno Uusi", "--unit", "kivikko"),
        *("--role", "approver", "--password", "-", "--json"),
        given=WORDS + "\n",
    )

    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document | {"id": 0} == {
        "id": 0,
        "email": "uusi@example.org",
        "name": "Uuno Uusi",
        "active": True,
        "operator": False,
        "roles": [{"unit": "kivikko", "role": "approver"}],
    }
    assert passwords.matches(session.get_one(User, document["id"]), WORDS)


def test_an_operator_needs_no_unit_and_others_do(run: Run) -> None:
    words = ("user", "add", "ops@example.org", "--name", "Ops", "--password", WORDS)

    assert run(*words).exit_code == 2
    assert run(*words, "--operator").exit_code == 0
    assert session.scalars(select(User).where(User.email == "ops@example.org")).one().is_operator


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("user", "add", "koulu@example.org", "--name", "K", "--unit", "kivikko"), "already"),
        (("user", "add", "x@example.org", "--name", "K", "--unit", "nowhere"), "nowhere"),
        (("user", "add", "no address", "--name", "K", "--unit", "kivikko"), "no address"),
        (("user", "password", "kuka@example.org"), "kuka@example.org"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    result = run(*words, "--password", WORDS)

    assert result.exit_code == 1
    assert said in result.stderr and "Traceback" not in result.output


def test_everybody_is_listed(run: Run) -> None:
    document = json.loads(run("user", "list", "--json").stdout)

    assert len(document["users"]) == len(city.PEOPLE) + 1
    assert "member of syvakangas" in run("user", "list").stdout


def test_an_account_is_closed(run: Run) -> None:
    assert run("user", "deactivate", "koulu@example.org").exit_code == 0
    assert not city.person("koulu").is_active
    refused = run("user", "deactivate", "admin@example.org")
    assert refused.exit_code == 1 and "administrator" in refused.stderr


def test_a_password_is_set(run: Run) -> None:
    run("user", "password", "koulu@example.org", "--password", "-", given=WORDS + "\n")

    assert passwords.matches(city.person("koulu"), WORDS)


def test_a_token_is_made_and_kept_as_a_hash(run: Run) -> None:
    result = run("token", "create", "--user", "koulu@example.org", "--json")

    text = json.loads(result.stdout)["token"]
    assert list(json.loads(result.stdout)) == ["token"]
    owner = tokens.person_of(text, city.NOW)
    assert owner is not None and owner.email == "koulu@example.org"
    assert text not in session.scalars(select(Token.digest)).one()


def test_nobody_unknown_gets_a_token(run: Run) -> None:
    assert run("token", "create", "--user", "kuka@example.org").exit_code == 1


def test_an_organisation_and_its_units_are_added(run: Run) -> None:
    founded = run(
        *("organisation", "add", "Keminmaan kunta", "--kind", "municipality"),
        *("--business-id", "0737546-2", "--code", "keminmaa", "--json"),
    )
    added = run(
        *("unit", "add", "Pohjantähden koulu", "--parent", "keminmaa"),
        *("--municipality", "Keminmaa", "--json"),
    )

    assert (founded.exit_code, added.exit_code) == (0, 0), founded.output + added.output
    assert json.loads(added.stdout)["code"] == "pohjantahden-koulu"
    unit = city.unit("pohjantahden-koulu")
    assert unit.site is not None and unit.site.place is not None
    assert unit.organisation.name == "Keminmaan kunta"


def test_a_wrong_business_id_is_told(run: Run) -> None:
    result = run("organisation", "add", "X", "--kind", "company", "--business-id", "0737546-3")

    assert result.exit_code == 1 and "check digit" in result.stderr
    assert session.scalar(select(Organisation.id).where(Organisation.name == "X")) is None


def test_a_place_is_never_guessed(run: Run) -> None:
    result = run("unit", "add", "X", "--parent", "kaupunki", "--municipality", "Kuvitelma")

    assert result.exit_code == 1 and "Kuvitelma" in result.stderr
