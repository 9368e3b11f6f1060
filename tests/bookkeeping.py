"""Entries of the ledger for tests: written by the one builder, without a whole exchange around."""

from datetime import date, datetime
from typing import Any

from kierto.db import transaction
from kierto.domain.hierarchy import Step
from kierto.domain.period import Period
from kierto.domain.reuse_report import Grouping, ReuseReport
from kierto.domain.states import ClaimState
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models import Handover, LedgerEntry, Listing
from kierto.queries import factors
from kierto.queries.reuse_report import reuse_report
from kierto.services import claims, handovers, ledger
from kierto.services.handovers import Move
from tests import city

YEAR = Period.year(2026)


def movement(
    *,
    giver: str = "syvakangas",
    receiver: str | None = "kivikko",
    category: str = "school-desk",
    pieces: str | None = "1",
    grams: int | None = 10_000,
    basis: MassBasis = MassBasis.WEIGHED,
    occurred_on: date = date(2026, 3, 12),
    **changes: Any,
) -> ledger.Movement:
    """A school desk of 10 kg, weighed, that went from the school to the day-care."""
    kind = city.category(category)
    factor_set = factors.current_set(occurred_on)
    values: dict[str, Any] = {
        "step": Step.REUSE,
        "occurred_on": occurred_on,
        "giver": city.unit(giver),
        "receiver": None if receiver is None else city.unit(receiver),
        "category": kind,
        "item": "Pulpetti",
        "quantity": None if pieces is None else Quantity.from_decimal(pieces),
        "measure": Measure.PIECES,
        "mass": None if grams is None else Mass(grams),
        "mass_basis": basis,
        "factor_set_id": factor_set.id,
        "factor_key": factors.factor_key_of(kind, factor_set.id),
    }
    return ledger.Movement(**(values | changes))


def write(*, now: datetime = city.NOW, **changes: Any) -> LedgerEntry:
    """One entry of its own transaction."""
    with transaction():
        return ledger.append(movement(**changes), person=city.person("ymparisto"), now=now)


def report(
    *by: Grouping, period: Period = YEAR, as_of: date | datetime | None = None, **scope: Any
) -> ReuseReport:
    return reuse_report(period, by=by, as_of=as_of, **scope)


def kilograms(of: ReuseReport) -> dict[tuple[str | None, ...], str]:
    """Group keys and their masses, exact."""
    return {
        tuple(part.code for part in group.key): f"{group.sums.mass.kilograms:f}"
        for group in of.groups
    }


def hand_over(
    listing: Listing, login: str, code: str, pieces: str, *, weighed: Mass | None = None
) -> tuple[Handover, LedgerEntry]:
    """The unit claims, the school approves, and the goods move (inside a transaction)."""
    part, kaisa = Quantity.from_decimal(pieces), city.person("koulu")
    claim = claims.request(
        listing.id, city.unit(code), part, person=city.person(login), now=city.NOW
    )
    if claim.state is ClaimState.REQUESTED:
        claims.approve(claim.id, person=kaisa, now=city.NOW)
    move = Move(quantity=part, occurred_on=city.TODAY, weighed=weighed)
    return handovers.hand_over(claim.id, move, person=kaisa, now=city.NOW)
