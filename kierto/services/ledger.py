"""The only builder of ledger entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from kierto.db import session
from kierto.domain.hash_chain import entry_hash
from kierto.domain.hierarchy import Direction, Step
from kierto.domain.text import without_turns
from kierto.domain.units import Mass, MassBasis, Measure, Quantity
from kierto.models import Category, LedgerEntry, LedgerHead, Unit, User
from kierto.queries.ledger import hashed_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What happened, before it becomes a line of the ledger."""

    step: Step
    occurred_on: date
    giver: Unit
    receiver: Unit | None
    category: Category
    item: str
    quantity: Quantity | None
    measure: Measure
    mass: Mass | None
    mass_basis: MassBasis
    factor_set_id: int | None
    factor_key: str | None = None
    uncertainty_percent: int | None = None
    waste_code: str | None = None
    distance_m: int | None = None
    handover_id: int | None = None
    outcome_id: int | None = None
    listing_id: int | None = None
    origin_handover_id: int | None = None


def append(movement: Movement, *, person: User | None, now: datetime) -> LedgerEntry:
    """Add one entry for ``movement`` at the end of the chain."""
    return _append(_of_movement(movement), person=person, now=now)


def append_all(movements: Sequence[Movement], *, person: User | None, now: datetime) -> None:
    """Add one entry for each of ``movements``, in their order, with few questions to the database.

    The entries do not stay in the session.
    """
    session.flush()
    head = _locked_head()
    entries = [_chained(_of_movement(each), head, person=person, now=now) for each in movements]
    session.add_all(entries)
    session.flush()
    for entry in entries:
        session.expunge(entry)


def _of_movement(movement: Movement) -> dict[str, Any]:
    giver, receiver = movement.giver, movement.receiver
    stays = movement.outcome_id is not None or (
        receiver is not None and receiver.organisation_id == giver.organisation_id
    )
    return {
        "handover_id": movement.handover_id,
        "outcome_id": movement.outcome_id,
        "listing_id": movement.listing_id,
        "origin_handover_id": movement.origin_handover_id,
        "step": movement.step,
        "direction": Direction.INTERNAL if stays else Direction.EXTERNAL,
        "occurred_on": movement.occurred_on,
        "giver_organisation_id": giver.organisation_id,
        "giver_organisation": giver.organisation.name,
        "giver_unit_id": giver.id,
        "giver_unit": giver.name,
        "receiver_organisation_id": receiver.organisation_id if receiver else None,
        "receiver_organisation": receiver.organisation.name if receiver else None,
        "receiver_unit_id": receiver.id if receiver else None,
        "receiver_unit": receiver.name if receiver else None,
        "category_id": movement.category.id,
        "category_code": movement.category.code,
        "eu_class": movement.category.eu_class,
        "item": movement.item,
        "quantity": movement.quantity,
        "measure": movement.measure,
        "mass": movement.mass,
        "mass_basis": MassBasis.MISSING if movement.mass is None else movement.mass_basis,
        "uncertainty_percent": movement.uncertainty_percent,
        "factor_set_id": movement.factor_set_id,
        "factor_key": movement.factor_key,
        "waste_code": movement.waste_code,
        "distance_m": movement.distance_m,
    }


def reverse(entry: LedgerEntry, *, reason: str, person: User, now: datetime) -> LedgerEntry:
    """Add the entry that takes ``entry`` away: same day, same places, amounts negative."""
    values = {name: getattr(entry, name) for name in _COPIED}
    values["quantity"] = None if entry.quantity is None else -entry.quantity
    values["mass"] = None if entry.mass is None else -entry.mass
    return _append(values | {"reverses_id": entry.id, "reason": reason}, person=person, now=now)


def replace(
    entry: LedgerEntry,
    changes: Mapping[str, Any],
    *,
    reason: str,
    person: User,
    now: datetime,
) -> LedgerEntry:
    """Add the entry that stands in place of ``entry`` after its reversal."""
    values = {name: getattr(entry, name) for name in _COPIED} | dict(changes)
    return _append(values | {"corrects_id": entry.id, "reason": reason}, person=person, now=now)


_OWN = frozenset(
    {
        "id",
        "reverses_id",
        "corrects_id",
        "recorded_at",
        "recorded_by_id",
        "reason",
        "previous_hash",
        "hash",
    }
)
_COPIED = tuple(c.key for c in LedgerEntry.__table__.columns if c.key not in _OWN)


def _append(values: dict[str, Any], *, person: User | None, now: datetime) -> LedgerEntry:
    session.flush()
    entry = _chained(values, _locked_head(), person=person, now=now)
    session.add(entry)
    session.flush()
    return entry


def _locked_head() -> LedgerHead:
    return session.scalars(
        select(LedgerHead).with_for_update().execution_options(populate_existing=True)
    ).one()


def _chained(
    values: dict[str, Any], head: LedgerHead, *, person: User | None, now: datetime
) -> LedgerEntry:
    """The next entry after ``head``, which moves on to it."""
    kept = {
        name: without_turns(value) if type(value) is str else value
        for name, value in values.items()
    }
    entry = LedgerEntry(
        **kept,
        id=head.entries + 1,
        recorded_at=now,
        recorded_by_id=None if person is None else person.id,
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(head.hash, hashed_fields(entry))
    head.entries, head.hash = entry.id, entry.hash
    return entry
