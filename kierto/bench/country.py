"""A country full of listings and wants, the same for the same seed and numbers."""

import csv
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlalchemy import insert, select, text

from kierto.db import db, session, transaction
from kierto.domain.condition import Condition
from kierto.domain.matching import radius_class
from kierto.domain.place import Place
from kierto.domain.states import ListingState, WantState
from kierto.domain.units import MassBasis, Measure, Quantity
from kierto.domain.visibility import OrganisationKind
from kierto.models import Category, Listing, Organisation, Unit, Want
from kierto.services import reference

ORGANISATIONS = 40
UNITS_EACH = 10
CHUNK = 5_000
OPEN_SHARE = 0.81
KM_A_DEGREE = 111.2

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What listings and wants are spread over: (organisation, unit) ids, categories, towns."""

    units: list[tuple[int, int]]
    tree: dict[str, list[int]]
    towns: list[tuple[float, float]]


def fill(*, listings: int, wants: int, seed: int, now: datetime) -> None:
    """Put ``listings`` and ``wants`` into an empty database and let it gather statistics."""
    rng = random.Random(seed)  # noqa: S311 - a measurement is not a secret
    with transaction():
        reference.load(now)
        ground = Ground(_units(rng, now), _tree(), _towns())
        _insert(Listing, _listings(listings, rng, ground, now))
        _insert(Want, _wants(wants, rng, ground, now))
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _insert(model: type[Listing] | type[Want], rows: Rows) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == CHUNK:
            session.execute(insert(model), batch)
            batch = []
    if batch:
        session.execute(insert(model), batch)


def _units(rng: random.Random, now: datetime) -> list[tuple[int, int]]:
    """Ids of (organisation, unit)."""
    kinds = list(OrganisationKind)
    made = []
    for number in range(ORGANISATIONS):
        organisation = Organisation(
            name=f"Organisation {number}", kind=rng.choice(kinds), created_at=now
        )
        units = [
            Unit(code=f"unit-{number}-{i}", name=f"Unit {number}.{i}", organisation=organisation)
            for i in range(UNITS_EACH)
        ]
        session.add_all(units)
        made += units
    session.flush()
    return [(unit.organisation_id, unit.id) for unit in made]


def _tree() -> dict[str, list[int]]:
    """Numbers of the categories that can be listed, by level; leaves are skewed by their order."""
    rows = session.execute(
        select(Category.id, Category.last)
        .where(Category.is_refused.is_(False))
        .order_by(Category.id)
    ).all()
    return {
        "leaves": [id_ for id_, last in rows if id_ == last],
        "groups": [id_ for id_, last in rows if last - id_ == 99],
        "tops": [id_ for id_, last in rows if last - id_ > 99],
    }


def _towns() -> list[tuple[float, float]]:
    text_ = (files("kierto") / "data" / "places.csv").read_text(encoding="utf-8")
    return [
        (float(row["latitude"]), float(row["longitude"]))
        for row in csv.DictReader(text_.splitlines())
    ]


def _place(rng: random.Random, towns: list[tuple[float, float]]) -> Place:
    """Somewhere within some kilometres of a town; the first towns of a shuffled list are large."""
    latitude, longitude = towns[min(int(rng.expovariate(1 / 120)), len(towns) - 1)]
    away, turn = abs(rng.gauss(0, 6)), rng.uniform(0, 2 * math.pi)
    return Place(
        round(latitude + away * math.cos(turn) / KM_A_DEGREE, 5),
        round(
            longitude + away * math.sin(turn) / (KM_A_DEGREE * math.cos(math.radians(latitude))),
            5,
        ),
    )


def _listings(number: int, rng: random.Random, ground: Ground, now: datetime) -> Rows:
    leaves = list(ground.tree["leaves"])
    towns = list(ground.towns)
    rng.shuffle(leaves)
    rng.shuffle(towns)
    today = now.date()
    conditions = list(Condition)
    for i in range(number):
        organisation, unit = rng.choice(ground.units)
        place = _place(rng, towns)
        leaf = leaves[min(int(rng.expovariate(1 / 60)), len(leaves) - 1)]
        condition = rng.choice(conditions)
        quantity = rng.randint(1, 60)
        is_open = rng.random() < OPEN_SHARE
        opened = now - timedelta(hours=rng.randint(1, 24 * 120))
        widens = opened + timedelta(days=14)
        x, y, z = place.ecef()
        yield {
            "organisation_id": organisation,
            "unit_id": unit,
            "title": f"Listing {i}",
            "search_text": f"listing {i}",
            "category_id": leaf,
            "condition": condition,
            "condition_rank": condition.rank,
            "state": ListingState.OPEN if is_open else ListingState.CLOSED,
            "quantity": Quantity(quantity * 1000),
            "reserved": Quantity(0 if is_open else quantity * 1000),
            "measure": Measure.PIECES,
            "mass_basis": MassBasis.MISSING,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "x": x,
            "y": y,
            "z": z,
            "available_until": _some_day(rng, today, -5, 120),
            "opened_at": opened,
            "partners_from": widens,
            "companies_from": widens,
            "public_from": widens + timedelta(days=14),
            "created_at": opened,
            "changed_at": opened,
        }


def _wants(number: int, rng: random.Random, ground: Ground, now: datetime) -> Rows:
    conditions = list(Condition)
    for _ in range(number):
        organisation, unit = rng.choice(ground.units)
        place = _place(rng, ground.towns)
        condition = rng.choice(conditions)
        radius = round(1000 * math.exp(rng.uniform(math.log(5), math.log(200))))
        level = rng.choice(("leaves", "groups", "tops"))
        x, y, z = place.ecef()
        yield {
            "organisation_id": organisation,
            "unit_id": unit,
            "category_id": rng.choice(ground.tree[level]),
            "quantity": Quantity(rng.randint(1, 30) * 1000),
            "condition": condition,
            "condition_rank": condition.rank,
            "state": WantState.OPEN,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "x": x,
            "y": y,
            "z": z,
            "radius_m": radius,
            "radius_class": radius_class(radius),
            "wanted_until": _some_day(rng, now.date(), 5, 200),
            "created_at": now,
            "changed_at": now,
        }


def _some_day(rng: random.Random, today: date, least: int, most: int) -> date | None:
    return None if rng.random() < 0.5 else today + timedelta(days=rng.randint(least, most))
