"""Correcting the ledger: a reversal and, unless all of it was wrong, a new entry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, Conflict, NotAllowed, NotEnoughFree, NotFound, Refused
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import CLAIM_CHANGES, ClaimState, become
from kierto.domain.units import Mass, MassBasis, Quantity, part_of_mass
from kierto.models import Claim, Handover, LedgerEntry, Listing, Unit, User
from kierto.services import events, ledger, queue, stock
from kierto.services.access import allow
from kierto.services.handovers import InTheFuture, WeightNotPositive, awaits_correction, entry_of


class ReasonNeeded(Refused):
    message = N_("Say why the entry is corrected: the auditor reads it.")


class AlreadyCorrected(Conflict):
    message = N_("This entry has already been corrected. Correct the newest one.")


class NothingToCorrect(Refused):
    message = N_("A reversal is not corrected. Correct the entry that stands.")


class QuantityNegative(Refused):
    message = N_("The amount cannot be negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The right values; what is None stays as it was. Quantity 0 takes the entry away."""

    reason: str
    quantity: Quantity | None = None
    mass: Mass | None = None
    mass_basis: MassBasis = MassBasis.WEIGHED
    occurred_on: date | None = None


def correct(
    entry_id: int, correction: Correction, *, person: User, now: datetime
) -> tuple[LedgerEntry, LedgerEntry | None]:
    """Reverse the entry and write the right one; returns both (None when taken away).

    A changed quantity of a handover also moves the listing's amounts: what did not move after
    all is free again. Raises NotFound, AlreadyCorrected, ReasonNeeded, NotEnoughFree.
    """
    entry = _locked(entry_id)
    giver = session.get_one(Unit, entry.giver_unit_id)
    allow(person, Permission.CORRECT_LEDGER, giver)
    return _correct(entry, correction, giver, person=person, now=now)


def agree_to_objection(
    handover_id: int, *, person: User, now: datetime
) -> tuple[LedgerEntry, LedgerEntry | None]:
    """The giver agrees that less arrived, as the receiver said: the ledger is corrected so.

    Both sides say the same then, so that nobody has to decide between them. Raises NotAllowed
    for who is not of the giver or has objected themselves, NotFound when nothing was objected.
    """
    handover = session.get(Handover, handover_id, with_for_update=True, populate_existing=True)
    if handover is None or handover.objected_quantity is None or not awaits_correction(handover):
        raise NotFound
    if handover.objected_by_id == person.id:
        raise NotAllowed
    allow(person, Permission.RECORD_HANDOVER, handover.giver_unit)
    correction = Correction(reason=handover.objection or "", quantity=handover.objected_quantity)
    entry = _locked(entry_of(handover).id)
    return _correct(entry, correction, handover.giver_unit, person=person, now=now)


def _locked(entry_id: int) -> LedgerEntry:
    # The row is locked, so that two who correct it at once do not both reverse it.
    entry = session.get(LedgerEntry, entry_id, with_for_update=True)
    if entry is None:
        raise NotFound
    return entry


def _correct(
    entry: LedgerEntry, correction: Correction, giver: Unit, *, person: User, now: datetime
) -> tuple[LedgerEntry, LedgerEntry | None]:
    listing = None if entry.listing_id is None else stock.lock(entry.listing_id)
    _check(entry, correction, now)
    quantity = entry.quantity if correction.quantity is None else correction.quantity
    if listing is not None and quantity is not None and entry.quantity is not None:
        _move_amounts(listing, entry, quantity - entry.quantity, now)
    reversal = ledger.reverse(entry, reason=correction.reason.strip(), person=person, now=now)
    corrected = None
    if quantity is None or quantity > Quantity(0):
        corrected = ledger.replace(
            entry,
            _changes(entry, correction, quantity),
            reason=correction.reason.strip(),
            person=person,
            now=now,
        )
    if listing is not None:
        events.record(
            "corrected",
            listing=listing,
            person=person,
            unit=giver,
            now=now,
            entry=entry.id,
            reason=correction.reason.strip(),
        )
        queue.promote(listing, now)
    return reversal, corrected


def _check(entry: LedgerEntry, correction: Correction, now: datetime) -> None:
    if not correction.reason.strip():
        raise ReasonNeeded(field="reason")
    if entry.reverses_id is not None:
        raise NothingToCorrect
    if session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == entry.id)):
        raise AlreadyCorrected
    if correction.quantity is not None and correction.quantity < Quantity(0):
        raise QuantityNegative(field="quantity")
    if correction.mass is not None and correction.mass <= Mass(0):
        raise WeightNotPositive(field="mass_kg")
    if correction.occurred_on is not None and correction.occurred_on > local_day(now):
        raise InTheFuture(field="occurred_on")


def _changes(
    entry: LedgerEntry, correction: Correction, quantity: Quantity | None
) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "quantity": quantity,
        "occurred_on": correction.occurred_on or entry.occurred_on,
    }
    if correction.mass is not None:
        changes |= {
            "mass": correction.mass,
            "mass_basis": correction.mass_basis,
            "uncertainty_percent": None,
        }
    elif entry.mass is not None and entry.quantity and quantity and quantity != entry.quantity:
        changes["mass"] = part_of_mass(
            entry.mass, entry.quantity, before=Quantity(0), part=quantity
        )
    return changes


def _move_amounts(
    listing: Listing, entry: LedgerEntry, difference: Quantity, now: datetime
) -> None:
    """More than was recorded comes from the claim's own open rest first, then from the free."""
    if not difference:
        return
    claim = _claim_of(entry)
    from_rest = Quantity(0)
    if claim is not None and claim.state.holds and difference > Quantity(0):
        from_rest = min(difference, claim.open_quantity)
    if difference - from_rest > listing.free:
        raise NotEnoughFree(field="quantity", free=str(listing.free + from_rest))
    listing.reserved -= from_rest
    if entry.outcome_id is not None:
        listing.ended += difference
    else:
        listing.handed_over += difference
    if claim is not None:
        _move_claim(claim, difference, from_rest, now)
    stock.settle(listing, now)


def _claim_of(entry: LedgerEntry) -> Claim | None:
    handover = None if entry.handover_id is None else session.get(Handover, entry.handover_id)
    if handover is None or handover.claim_id is None:
        return None
    return session.get(Claim, handover.claim_id, with_for_update=True, populate_existing=True)


def _move_claim(claim: Claim, difference: Quantity, from_rest: Quantity, now: datetime) -> None:
    claim.handed_over += difference
    if difference > Quantity(0):
        claim.quantity += difference - from_rest
    else:
        claim.returned -= difference
    if claim.state is ClaimState.RESERVED and not claim.open_quantity:
        claim.state = become(claim.state, ClaimState.HANDED_OVER, CLAIM_CHANGES)
        claim.ended_at = now
    if not claim.handed_over and claim.state is ClaimState.HANDED_OVER:
        claim.state = become(claim.state, ClaimState.CANCELLED, CLAIM_CHANGES)
