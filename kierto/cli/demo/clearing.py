"""A building that is being emptied, and a side stream that comes every month."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from kierto.cli.demo.offers import category
from kierto.cli.demo.people import City
from kierto.cli.demo.tables import rows
from kierto.cli.demo.timeline import Story, moment, working_day
from kierto.domain.clearance import Fate
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.stream import Rhythm
from kierto.domain.units import MassBasis, Quantity
from kierto.models import Clearance, Listing
from kierto.services import clearances, listings, streams

BUILDING = "Syväkankaan koulun vanha siipi"
OWNER = "syvakangas"
BEGAN_DAYS_AGO = 14
EMPTY_IN_DAYS = 41

Line = tuple[dict[str, str], Listing]


def stories(city: City, today: date) -> list[Story]:
    """The clearance and the stream."""
    return [_empty(city, today), _flow(city, today)]


def _empty(city: City, today: date) -> Story:
    """Captured in one morning, decided in the next week, begun to be carried out."""
    person, unit = city.people[OWNER], city.units[OWNER]
    began = working_day(today - timedelta(days=BEGAN_DAYS_AGO))
    now = moment(began, 60)
    yield now
    plan = clearances.Plan(
        name=BUILDING,
        empty_by=today + timedelta(days=EMPTY_IN_DAYS),
        available_from=began + timedelta(days=3),
        site=unit.site,
    )
    clearance = clearances.start(unit, plan, person=person, now=now)
    lines: list[Line] = []
    for number, row in enumerate(rows("clearing")):
        now = moment(began, 70 + 3 * number)
        yield now
        offer = _offer(row, clearance)
        lines.append((row, clearances.capture(clearance, offer, person=person, now=now)))
    now = moment(working_day(began + timedelta(days=5)), 200)
    yield now
    for (fate, to), ids in _by_fate(lines):
        where = city.units[to] if to else None
        clearances.decide(clearance, ids, Fate(fate), to=where, person=person, now=now)
    done = working_day(began + timedelta(days=9))
    now = moment(done, 300)
    yield now
    ready = [listing.id for row, listing in lines if row["done"]]
    clearances.carry_out(clearance, ready, occurred_on=done, person=person, now=now)


def _offer(row: dict[str, str], clearance: Clearance) -> listings.Offer:
    return listings.Offer(
        title=row["title"],
        category=category(row["category"]),
        quantity=Quantity.from_decimal(row["quantity"]),
        condition=Condition(row["condition"]),
        kilograms_per_measure=Decimal(row["kg"]) if row["kg"] else None,
        mass_basis=MassBasis.DECLARED if row["kg"] else None,
        clearance=clearance,
        room=row["room"],
    )


def _by_fate(lines: Iterable[Line]) -> Iterable[tuple[tuple[str, str], list[int]]]:
    """The decided lines as bulk acts: what goes the same way is decided at once."""

    def way(line: Line) -> tuple[str, str]:
        return line[0]["fate"], line[0]["to"]

    decided = sorted((line for line in lines if line[0]["fate"]), key=way)
    for same, group in groupby(decided, key=way):
        yield same, [listing.id for _, listing in group]


def _flow(city: City, today: date) -> Story:
    now = moment(working_day(today - timedelta(days=75)), 100)
    yield now
    flow = streams.Flow(
        title="Havupuun kuorta",
        category=category("bark"),
        quantity=Quantity.from_decimal(40),
        rhythm=Rhythm.MONTH,
        legal_status=LegalStatus.BY_PRODUCT,
        starts_on=now.date(),
        ends_on=today + timedelta(days=300),
        description="Kuorimolta, kuormataan autoon arkisin klo 7–15. Sopii maisemointiin.",
    )
    streams.start(city.units["saha"], flow, person=city.people["saha"], now=now)
