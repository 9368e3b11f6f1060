"""Commands for organisations and their units."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from kierto.cli import main, with_application
from kierto.cli.people import AS_JSON, report, unit_of
from kierto.domain.visibility import OrganisationKind

if TYPE_CHECKING:
    from kierto.outside.geocoding.port import Found


def _looked_up(name: str) -> "Found | None":
    """The one place that bears the name; a name of several places is asked back."""
    from kierto.outside.geocoding.gazetteer import Gazetteer

    if not name:
        return None
    found = Gazetteer.standard().find(name, language="fi")
    if not found:
        raise click.ClickException(f"no place in Finland is called {name}")
    if len(found) > 1:
        several = "; ".join(f"{one.name}, {one.municipality}" for one in found)
        raise click.ClickException(f"{name} can mean several places: {several}")
    return found[0]


@main.group()
def organisation() -> None:
    """Organisations of this installation."""


@organisation.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice([k.value for k in OrganisationKind]), required=True)
@click.option("--business-id", default="", help="Y-tunnus, such as 0123456-7.")
@click.option("--code", default="", help="The code of its top unit; made of the name if not given.")
@AS_JSON
@with_application
def add_organisation(*, name: str, kind: str, business_id: str, code: str, as_json: bool) -> None:
    """Found an organisation with its top unit."""
    from kierto.db import transaction
    from kierto.services import organisations

    with transaction():
        founded, top = organisations.found(
            name, OrganisationKind(kind), business_id, now=datetime.now(UTC), code=code
        )
        document = {
            "id": founded.id,
            "name": founded.name,
            "business_id": founded.business_id,
            "unit": top.code,
        }
    sentence = f"{name} is founded; its top unit has the code {document['unit']}."
    report(document, sentence, as_json=as_json)


@main.group()
def unit() -> None:
    """Units of organisations."""


@unit.command("add")
@click.argument("name")
@click.option("--parent", "parent_code", required=True, help="The code of the unit above it.")
@click.option("--code", default="", help="Made of the name if not given.")
@click.option("--store", is_flag=True, help="Only keeps things and passes them on.")
@click.option("--address", default="")
@click.option("--municipality", default="", help="Looked up in the gazetteer.")
@AS_JSON
@with_application
def add_unit(
    *,
    name: str,
    parent_code: str,
    code: str,
    store: bool,
    address: str,
    municipality: str,
    as_json: bool,
) -> None:
    """Add a unit below another."""
    from kierto.db import transaction
    from kierto.services import units

    place = _looked_up(municipality)
    with transaction():
        parent = unit_of(parent_code)
        added = units.found(
            parent.organisation,
            units.Details(
                name=name,
                code=code,
                is_store=store,
                address=address,
                municipality=municipality,
                place=place.place if place else None,
                precision=place.precision if place else None,
            ),
            parent=parent,
        )
        document = {"id": added.id, "code": added.code, "name": added.name}
    report(document, f"{name} is added with the code {document['code']}.", as_json=as_json)
