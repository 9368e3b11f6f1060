"""Commands for people and their tokens."""

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from kierto.cli import main, with_application
from kierto.domain.permissions import Role

if TYPE_CHECKING:
    from kierto.models import Unit, User

ROLES = click.Choice([role.value for role in Role if role is not Role.OPERATOR])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Report as one JSON document.")


def report(document: object, sentence: str, *, as_json: bool) -> None:
    """One JSON document or one sentence."""
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else sentence)


def _person(mail: str) -> "User":
    """The account with this address."""
    from kierto.queries import people as people_queries

    found = people_queries.by_address(mail)
    if found is None:
        raise click.ClickException(f"nobody has the address {mail}")
    return found


def unit_of(code: str) -> "Unit":
    """The unit with this code."""
    from sqlalchemy import select

    from kierto.db import session
    from kierto.models import Unit

    found = session.scalar(select(Unit).where(Unit.code == code))
    if found is None:
        raise click.ClickException(f"no unit has the code {code}")
    return found


def _password(given: str | None) -> str:
    """From the option (“-” reads a line of standard input), else asked for, unseen."""
    if given == "-":
        return sys.stdin.readline().rstrip("\n")
    if given is not None:
        return given
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("mail")
@click.option("--name", required=True, help="The person's name.")
@click.option("--unit", "code", help="The code of the unit for which the person acts.")
@click.option("--role", type=ROLES, default=Role.MEMBER.value, show_default=True)
@click.option("--operator", is_flag=True, help="Operates this installation.")
@click.option("--language", type=click.Choice(["fi", "sv", "en"]), default="fi")
@click.option("--password", help="The password; “-” reads it from standard input.")
@AS_JSON
@with_application
def add_user(
    *,
    mail: str,
    name: str,
    code: str | None,
    role: str,
    operator: bool,
    language: str,
    password: str | None,
    as_json: bool,
) -> None:
    """Add a person with a role in a unit."""
    from kierto.db import session, transaction
    from kierto.models import Membership
    from kierto.services import people

    if code is None and not operator:
        raise click.UsageError("say --unit CODE, or --operator")
    chosen = _password(password)
    with transaction():
        unit = None if code is None else unit_of(code)
        added = people.add(
            mail,
            name,
            now=datetime.now(UTC),
            password=chosen,
            language=language,
            is_operator=operator,
        )
        if unit is not None:
            added.memberships.append(Membership(unit=unit, role=Role(role)))
        session.flush()
        document = _described(added)
    report(document, f"{document['email']} is added.", as_json=as_json)


def _described(person: "User") -> dict[str, Any]:
    """What a listing of people says of one."""
    from kierto.queries import people as people_queries

    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "active": person.is_active,
        "operator": person.is_operator,
        "roles": [
            {"unit": membership.unit.code, "role": membership.role.value}
            for membership in people_queries.memberships_of(person)
        ],
    }


@user.command("list")
@AS_JSON
@with_application
def list_users(*, as_json: bool) -> None:
    """Everybody with an account."""
    from sqlalchemy import select

    from kierto.db import session
    from kierto.models import User

    everybody = session.scalars(
        select(User).where(User.erased_at.is_(None)).order_by(User.email, User.id)
    )
    described = [_described(person) for person in everybody]
    if as_json:
        click.echo(json.dumps({"users": described}, ensure_ascii=False))
        return
    for one in described:
        marks = [f"{role['role']} of {role['unit']}" for role in one["roles"]]
        marks += ["operator"] * one["operator"] + ["closed"] * (not one["active"])
        click.echo(f"{one['email']}  {one['name']}  {', '.join(marks)}")


@user.command("deactivate")
@click.argument("mail")
@AS_JSON
@with_application
def deactivate_user(*, mail: str, as_json: bool) -> None:
    """Close an account: sessions and tokens end at once."""
    from kierto.db import transaction
    from kierto.services import people

    with transaction():
        found = _person(mail)
        people.close(found, now=datetime.now(UTC))
        document = _described(found)
    report(document, f"The account of {mail} is closed.", as_json=as_json)


@user.command("password")
@click.argument("mail")
@click.option("--password", help="The password; “-” reads it from standard input.")
@AS_JSON
@with_application
def set_password(*, mail: str, password: str | None, as_json: bool) -> None:
    """Set somebody's password; they are signed out everywhere."""
    from kierto.db import transaction
    from kierto.services import passwords

    _person(mail)
    chosen = _password(password)
    with transaction():
        found = _person(mail)
        passwords.set_password(found, chosen)
        passwords.end_sign_ins(found, now=datetime.now(UTC))
        passwords.end_links(found, now=datetime.now(UTC))
        document = _described(found)
    report(document, f"The password of {mail} is set.", as_json=as_json)


@main.group()
def token() -> None:
    """Bearer tokens of the API."""


@token.command("create")
@click.option("--user", "mail", required=True, help="For whom the token acts.")
@click.option("--name", default="kierto token create", help="What uses it.")
@AS_JSON
@with_application
def create_token(*, mail: str, name: str, as_json: bool) -> None:
    """Make a token; it is shown only this once."""
    from kierto.db import transaction
    from kierto.services import tokens

    with transaction():
        found = _person(mail)
        if not found.is_active:
            raise click.ClickException(f"the account of {mail} is closed")
        _token, text = tokens.create(found, name=name, now=datetime.now(UTC))
    report({"token": text}, text, as_json=as_json)
