"""Importing sites: addresses with coordinates, for the organisation of a unit."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import insert, select

from kierto.db import session
from kierto.domain.errors import KiertoError
from kierto.domain.place import Place
from kierto.models import Site, Unit
from kierto.outside.tables.table import Table
from kierto.services.imports.columns import Wanted, find_header
from kierto.services.imports.goods import need
from kierto.services.imports.mapping import NO_MAPPING, Mapping
from kierto.services.imports.places import COORDINATES_SWAPPED, HalfOfCoordinates, postcode
from kierto.services.imports.result import (
    ImportResult,
    Progress,
    Understood,
    chunks,
    no_progress,
    row_list,
)
from kierto.services.imports.rows import Values, text_of, values_of

WANTED = Wanted(
    names={
        "name": "nimi|toimipaikka|paikka|name|site|site name|place|namn|plats|verksamhetsställe",
        "address": "osoite|katuosoite|address|street|adress|gatuadress",
        "postcode": "postinumero|postcode|postal code|zip|postnummer",
        "municipality": "kunta|kaupunki|paikkakunta|municipality|city|town|kommun|stad|ort",
        "latitude": "leveysaste|leveyspiiri|lat|latitude|latitud",
        "longitude": "pituusaste|pituuspiiri|lon|lng|long|longitude|longitud",
    },
    needed=(("name",),),
)
_AT_ONCE = 500
Known = tuple[str, str | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Batch:
    """The sites of a file, ready to be stored for the organisation of ``unit``."""

    unit: Unit
    rows: list[dict[str, object]]
    result: ImportResult


def prepare(table: Table, unit: Unit, mapping: Mapping = NO_MAPPING) -> Batch:
    """Read all rows without writing anything. Raises ColumnsNotFound."""
    result = ImportResult(kind="sites")
    header = find_header(table, WANTED, mapping)
    rows: list[dict[str, object]] = []
    swapped: list[int] = []
    for values in values_of(table, header, (), result):
        site = _site(values, unit, swapped)
        if values.errors:
            result.refuse(values.errors)
        else:
            rows.append(site)
            title = str(site["name"])
            result.show(Understood(row=values.number, title=title, place=_shown(site)))
    if swapped:
        result.note(COORDINATES_SWAPPED, rows=row_list(swapped))
    return Batch(unit, rows, result)


def store(
    batch: Batch, *, is_trial: bool = False, progress: Progress = no_progress
) -> ImportResult:
    """Store the sites that are not there yet, or none when a row has an error.

    A site is known by name, address and coordinates; equal rows are as many sites.
    """
    result = batch.result
    organisation = batch.unit.organisation_id
    session.execute(select(Unit.id).where(Unit.id == batch.unit.id).with_for_update())
    there: Counter[Known] = Counter(
        (name, address, latitude, longitude)
        for name, address, latitude, longitude in session.execute(
            select(Site.name, Site.address, Site.latitude, Site.longitude).where(
                Site.organisation_id == organisation
            )
        )
    )
    fresh = []
    for row in batch.rows:
        known = (row["name"], row["address"], row["latitude"], row["longitude"])
        if there[known] > 0:  # type: ignore[index]
            there[known] -= 1  # type: ignore[index]
            result.skipped += 1
        else:
            fresh.append(row)
    result.is_trial = is_trial or result.is_refused
    if not result.is_refused:
        result.created = len(fresh)
    if not result.is_trial:
        for done, chunk in enumerate(chunks(fresh, _AT_ONCE)):
            session.execute(insert(Site), list(chunk))
            progress(done * _AT_ONCE + len(chunk), len(fresh))
    return result


def _site(values: Values, unit: Unit, swapped: list[int]) -> dict[str, object]:
    name = values.text("name")
    if not name:
        need(values, "name")
    place = _place(values)
    if place is not None and place.looks_swapped():
        swapped.append(values.number)
    return {
        "organisation_id": unit.organisation_id,
        "name": name,
        "address": values.text("address") or None,
        "postcode": postcode(values) or None,
        "municipality": values.text("municipality", most=100) or None,
        "latitude": None if place is None else place.latitude,
        "longitude": None if place is None else place.longitude,
        "precision": None if place is None else "exact",
    }


def _place(values: Values) -> Place | None:
    latitude, longitude = text_of(values.cell("latitude")), text_of(values.cell("longitude"))
    if not latitude and not longitude:
        return None
    if not latitude or not longitude:
        values.refuse("longitude" if latitude else "latitude", HalfOfCoordinates())
        return None
    try:
        return Place.parse(latitude, longitude)
    except KiertoError as problem:
        values.refuse("latitude", problem)
        return None


def _shown(site: dict[str, object]) -> str:
    if site["latitude"] is None:
        return str(site["address"] or site["municipality"] or "")
    return f"{site['latitude']}, {site['longitude']}"
