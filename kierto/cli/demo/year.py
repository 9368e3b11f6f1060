"""A year of handovers, outcomes and corrections before today."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from kierto.cli.demo.moves import ask, end, move
from kierto.cli.demo.offers import WIPED, category
from kierto.cli.demo.people import City
from kierto.cli.demo.tables import rows
from kierto.cli.demo.timeline import Part, Story, moment, working_day
from kierto.domain.condition import Condition
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.units import MassBasis, Quantity
from kierto.domain.visibility import Stage
from kierto.models import Handover, Listing
from kierto.services import listings

SEED = 1869
TIMES_EACH = 3
BUSY = (3, 2, 2, 2, 3, 5, 2, 4, 3, 2, 2, 2)  # by month from January: a school year ends in June
QUIET_DAYS = 24  # no story begins later, so that nearly all have ended by today
STORE = "materiaalikeskus"


@dataclass(frozen=True, slots=True)
class Thing:
    """What one story is about."""

    giver: str
    receivers: tuple[str, ...]
    category: str
    title: str
    quantity: int
    kilograms: Decimal | None
    weigh_percent: int
    rest: OutcomeKind | None
    begins: date
    through_store: bool = False
    origin: Handover | None = None


def stories(city: City, today: date) -> list[Story]:
    """The stories of the year; the same ones every time, on days before ``today``."""
    rng = random.Random(SEED)  # noqa: S311 - a demo is not a secret
    days = [today - timedelta(days=back) for back in range(QUIET_DAYS, 365)]
    weights = [0 if day.weekday() > 4 else BUSY[day.month - 1] for day in days]
    made: list[Story] = []
    for row in rows("past") * TIMES_EACH:
        thing = _thing(row, city, rng, rng.choices(days, weights)[0])
        if thing is not None:
            # A generator of its own, so that one story does not change what happens in others.
            made.append(_live(thing, city, random.Random(rng.random())))  # noqa: S311
    return made


def _thing(row: dict[str, str], city: City, rng: random.Random, begins: date) -> Thing | None:
    giver = rng.choice(city.of_kind(row["givers"]))
    kinds = row["receivers"].split("|")
    choices = [code for kind in kinds for code in city.of_kind(kind) if code != giver]
    if not choices:
        return None
    own = city.units[giver].organisation_id == city.units["kemi"].organisation_id
    return Thing(
        giver=giver,
        receivers=tuple(rng.sample(choices, min(len(choices), rng.choice((1, 1, 2))))),
        category=row["category"],
        title=row["title"],
        quantity=rng.randint(int(row["least"]), int(row["most"])),
        kilograms=Decimal(row["kg"]) if row["kg"] else None,
        weigh_percent=int(row["weigh"]),
        rest=OutcomeKind(row["rest"]) if row["rest"] else None,
        begins=begins,
        through_store=own and "store" not in kinds and rng.random() < 0.12,
    )


def _live(thing: Thing, city: City, rng: random.Random) -> Part[None]:
    now = moment(working_day(thing.begins), rng.randrange(0, 480))
    yield now
    listing = _list(thing, city, rng, now)
    if thing.through_store:
        yield from _through_store(thing, listing, city, rng)
        return
    left = thing.quantity
    share = left if thing.rest is None or rng.random() < 0.6 else max(1, left * 3 // 4)
    day = thing.begins
    for receiver, amount in zip(thing.receivers, _split(share, len(thing.receivers)), strict=False):
        day = working_day(day + timedelta(days=rng.randint(1, 6)))
        claim = yield from ask(listing, receiver, amount, city=city, rng=rng, day=day)
        if claim is not None:
            day = working_day(day + timedelta(days=rng.randint(1, 4)))
            yield from move(claim, city, rng, day, weigh_percent=thing.weigh_percent)
            left -= amount
    if left:
        day = working_day(day + timedelta(days=rng.randint(5, 12)))
        yield from end(listing, left, thing.rest or OutcomeKind.KEPT, city=city, rng=rng, day=day)


def _list(thing: Thing, city: City, rng: random.Random, now: datetime) -> Listing:
    kind = category(thing.category)
    home = city.units[thing.giver].organisation_id
    inside = all(city.units[code].organisation_id == home for code in thing.receivers)
    offer = listings.Offer(
        title=thing.title,
        category=kind,
        quantity=Quantity.from_decimal(thing.quantity),
        condition=rng.choice((Condition.GOOD, Condition.GOOD, Condition.FAIR)),
        kilograms_per_measure=thing.kilograms,
        mass_basis=None if thing.kilograms is None else MassBasis.DECLARED,
        audience=Stage.OWN if inside else Stage.PUBLIC,
        data_wiped=WIPED if kind.is_ict else None,
        origin_handover_id=None if thing.origin is None else thing.origin.id,
    )
    giver = city.units[thing.giver]
    return listings.post(giver, offer, person=city.people[thing.giver], now=now)


def _through_store(thing: Thing, listing: Listing, city: City, rng: random.Random) -> Part[None]:
    """The store fetches all of it and offers it again; only then it finds its user."""
    day = working_day(thing.begins + timedelta(days=rng.randint(1, 5)))
    claim = yield from ask(listing, STORE, thing.quantity, city=city, rng=rng, day=day)
    day = working_day(day + timedelta(days=rng.randint(1, 4)))
    if claim is None:
        yield from end(listing, thing.quantity, OutcomeKind.KEPT, city=city, rng=rng, day=day)
        return
    moved = yield from move(claim, city, rng, day, weigh_percent=thing.weigh_percent)
    again = replace(
        thing,
        giver=STORE,
        receivers=thing.receivers[:1],
        begins=working_day(day + timedelta(days=rng.randint(1, 9))),
        through_store=False,
        rest=None,
        origin=moved,
    )
    yield from _live(again, city, rng)


def _split(amount: int, among: int) -> list[int]:
    if among < 2 or amount < 2:
        return [amount]
    return [amount - amount // 2, amount // 2]
