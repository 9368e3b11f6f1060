"""The acts of which a story of the year is made: asking, handing over, ending, correcting."""

import random
from datetime import date, datetime, timedelta

from kierto.cli.demo.people import City
from kierto.cli.demo.timeline import Part, moment, working_day
from kierto.domain.hierarchy import OutcomeKind
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass, Quantity
from kierto.models import Claim, Handover, LedgerEntry, Listing
from kierto.services import claims, corrections, handovers, outcomes

MISTAKES = (
    "Vaaka oli taarattu väärin, punnittiin uudelleen",
    "Paino oli kirjattu lavan kanssa",
    "Punnituslappu löytyi jälkikäteen",
    "Massa oli kirjattu toiselta riviltä",
)


def ask(
    listing: Listing, receiver: str, amount: int, *, city: City, rng: random.Random, day: date
) -> Part[Claim | None]:
    """The receiver claims and the giver decides on the same day; None when it said no."""
    now = moment(day, rng.randrange(0, 200))
    # Listed and claimed on one day: the claim comes after.
    now = max(now, listing.created_at + timedelta(minutes=20))
    yield now
    claim = claims.request(
        listing.id,
        city.units[receiver],
        Quantity.from_decimal(amount),
        person=city.people[receiver],
        now=now,
    )
    decided = now + timedelta(minutes=rng.randint(15, 200))
    yield decided
    giver = city.people[listing.unit.code]
    if rng.random() < 0.05:
        claims.decline(claim.id, person=giver, now=decided, reason="Tarvitsemme nämä itse")
        return None
    if claim.state is ClaimState.REQUESTED:
        claims.approve(claim.id, person=giver, now=decided)
    return claim


def move(
    claim: Claim, city: City, rng: random.Random, day: date, *, weigh_percent: int
) -> Part[Handover]:
    """The goods go, some of them over a scale; most receivers confirm, some figures are mended."""
    now = moment(day, rng.randrange(0, 400))
    yield now
    weighed = None
    if rng.randrange(100) < weigh_percent:
        expected = handovers.estimate_of_part(claim.listing, claim.quantity)
        weighed = None if expected is None else _on_the_scale(expected, rng)
    handover, entry = handovers.hand_over(
        claim.id,
        handovers.Move(quantity=claim.quantity, occurred_on=day, weighed=weighed),
        person=city.people[claim.listing.unit.code],
        now=now,
    )
    if rng.random() < 0.82:
        confirmed = now + timedelta(minutes=rng.randint(5, 90))
        yield confirmed
        handovers.confirm(handover.id, person=city.people[claim.unit.code], now=confirmed)
    own = city.coordinator.memberships[0].unit.organisation_id
    if weighed and handover.giver_unit.organisation_id == own and rng.random() < 0.08:
        yield from _mend(entry, weighed, city, rng, day)
    return handover


def end(
    listing: Listing, amount: int, kind: OutcomeKind, *, city: City, rng: random.Random, day: date
) -> Part[None]:
    """What nobody took ends some other way."""
    now = moment(day, rng.randrange(0, 400))
    yield now
    expected = listing.mass
    weighed = None
    if kind is not OutcomeKind.KEPT and expected is not None and rng.random() < 0.5:
        part = handovers.estimate_of_part(listing, Quantity.from_decimal(amount))
        weighed = None if part is None else _on_the_scale(part, rng)
    outcomes.end(
        listing.id,
        Quantity.from_decimal(amount),
        kind,
        occurred_on=day,
        person=city.people[listing.unit.code],
        now=now,
        weighed=weighed,
    )


def _on_the_scale(expected: Mass, rng: random.Random) -> Mass:
    """What a scale with half-kilogram marks says of goods expected to weigh ``expected``."""
    halves = round(expected.grams * rng.uniform(0.88, 1.12) / 500)
    return Mass(max(1, halves) * 500)


def _mend(
    entry: LedgerEntry, weighed: Mass, city: City, rng: random.Random, day: date
) -> Part[None]:
    now: datetime = moment(working_day(day + timedelta(days=rng.randint(1, 9))), 420)
    yield now
    right = Mass(max(500, weighed.grams - 500 * rng.randint(1, 24)))
    correction = corrections.Correction(reason=rng.choice(MISTAKES), mass=right)
    corrections.correct(entry.id, correction, person=city.coordinator, now=now)
