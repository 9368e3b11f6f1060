"""Handing over: the goods move, and the ledger gets its line, once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, ForbiddenChange, NotAllowed, Refused
from kierto.domain.hierarchy import step_of_handover
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import CLAIM_CHANGES, ClaimState, become
from kierto.domain.units import Mass, MassBasis, Quantity, part_of_mass
from kierto.models import Claim, Handover, LedgerEntry, Listing, User
from kierto.queries import access, factors
from kierto.services import claims, events, ledger, listings
from kierto.services.submissions import once


class NothingMoved(Refused):
    message = N_("The amount must be more than zero.")


class MoreThanClaimed(Refused):
    message = N_("Only %(open)s of this claim is still to be handed over.")


class InTheFuture(Refused):
    message = N_("The day of the handover cannot be in the future.")


class WeightNotPositive(Refused):
    message = N_("The weight must be more than zero. Leave it empty if it was not weighed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What moved: ``weighed`` is a scale's figure for this part, ``declared`` the giver's own.

    ``rest_returns`` gives the rest of the claim back at once; otherwise it stays reserved.
    """

    quantity: Quantity
    occurred_on: date
    weighed: Mass | None = None
    declared: Mass | None = None
    rest_returns: bool = False


def hand_over(
    claim_id: int, move: Move, *, person: User, now: datetime, key: str | None = None
) -> tuple[Handover, LedgerEntry]:
    """Record that a reserved claim (or a part of it) was handed over.

    Either side may record it; recording is that side's confirmation. Raises ForbiddenChange
    when the claim is not reserved, and the refusals above.
    """
    claim = claims.locked_claim(claim_id)
    gives = access.may(person, Permission.RECORD_HANDOVER, claim.listing.unit_id)
    receives = access.may(person, Permission.RECORD_HANDOVER, claim.unit_id)
    if not (gives or receives):
        raise NotAllowed

    def make() -> Handover:
        _check(claim, move, now)
        handover = _handover(claim, move, person, now)
        if gives:
            handover.giver_confirmed_at, handover.giver_confirmed_by_id = now, person.id
        if receives:
            handover.receiver_confirmed_at, handover.receiver_confirmed_by_id = now, person.id
        session.add(handover)
        session.flush()
        _count(claim, move, now)
        ledger.append(_movement(handover, claim.listing), person=person, now=now)
        events.record(
            "handed_over",
            listing=claim.listing,
            claim=claim,
            person=person,
            unit=claim.unit,
            now=now,
            quantity=str(move.quantity),
        )
        claims.promote(claim.listing, now)
        return handover

    content = [claim_id, move.quantity.units, move.occurred_on]
    handover = once(Handover, make, person=person, key=key, content=content, now=now)
    return handover, entry_of(handover)


def confirm(handover: Handover, *, person: User, now: datetime) -> Handover:
    """The other side confirms what was recorded. Repeating it changes nothing."""
    gives = access.may(person, Permission.RECORD_HANDOVER, handover.giver_unit_id)
    receives = handover.receiver_unit_id is not None and access.may(
        person, Permission.RECORD_HANDOVER, handover.receiver_unit_id
    )
    if not (gives or receives):
        raise NotAllowed
    if gives and handover.giver_confirmed_at is None:
        handover.giver_confirmed_at, handover.giver_confirmed_by_id = now, person.id
    if receives and handover.receiver_confirmed_at is None:
        handover.receiver_confirmed_at, handover.receiver_confirmed_by_id = now, person.id
    return handover


def entry_of(handover: Handover) -> LedgerEntry:
    """The entry that counts for ``handover`` now: the last that is not reversed."""
    reversals = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    return session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.handover_id == handover.id, LedgerEntry.reverses_id.is_(None))
        .order_by(LedgerEntry.id.in_(reversals), LedgerEntry.id.desc())
        .limit(1)
    ).one()


def _check(claim: Claim, move: Move, now: datetime) -> None:
    if claim.state is not ClaimState.RESERVED:
        raise ForbiddenChange(state=claim.state, target=ClaimState.HANDED_OVER)
    if move.quantity <= Quantity(0):
        raise NothingMoved(field="quantity")
    if move.quantity > claim.open_quantity:
        raise MoreThanClaimed(field="quantity", open=str(claim.open_quantity))
    if move.occurred_on > local_day(now):
        raise InTheFuture(field="occurred_on")
    for mass in (move.weighed, move.declared):
        if mass is not None and mass <= Mass(0):
            raise WeightNotPositive(field="mass_kg")


def _handover(claim: Claim, move: Move, person: User, now: datetime) -> Handover:
    listing = claim.listing
    estimated, basis = move.declared, MassBasis.DECLARED
    if estimated is None:
        estimated, basis = estimate_of_part(listing, move.quantity), listing.mass_basis
    return Handover(
        claim_id=claim.id,
        listing_id=listing.id,
        giver_unit=listing.unit,
        receiver_unit=claim.unit,
        category=listing.category,
        item=listing.title,
        quantity=move.quantity,
        measure=listing.measure,
        estimated_mass=estimated,
        estimated_basis=basis,
        weighed_mass=move.weighed,
        occurred_on=move.occurred_on,
        recorded_at=now,
        recorded_by_id=person.id,
    )


def estimate_of_part(listing: Listing, quantity: Quantity) -> Mass | None:
    """The listing's mass for ``quantity`` of what has not left yet; parts add up to the lot."""
    if listing.mass is None:
        return None
    gone = listing.handed_over + listing.ended
    return part_of_mass(listing.mass, listing.quantity, before=gone, part=quantity)


def _count(claim: Claim, move: Move, now: datetime) -> None:
    listing = claim.listing
    claim.handed_over += move.quantity
    listing.reserved -= move.quantity
    listing.handed_over += move.quantity
    if move.rest_returns and claim.open_quantity:
        claims.give_back(claim, claim.open_quantity, now)
    if not claim.open_quantity:
        claim.state = become(claim.state, ClaimState.HANDED_OVER, CLAIM_CHANGES)
        claim.ended_at = now
    listings.settle(listing, now)


def _movement(handover: Handover, listing: Listing) -> ledger.Movement:
    weighed = handover.weighed_mass
    basis = handover.estimated_basis if weighed is None else MassBasis.WEIGHED
    receiver, category = handover.receiver_unit, listing.category
    apart = None
    if receiver is not None and receiver.site is not None:
        here, there = listing.place, receiver.site.place
        apart = None if here is None or there is None else round(here.distance_to(there))
    return ledger.Movement(
        step=step_of_handover(
            listing.legal_status,
            recovery=listing.recovery,
            to_store=receiver is not None and receiver.is_store,
        ),
        occurred_on=handover.occurred_on,
        giver=handover.giver_unit,
        receiver=receiver,
        category=category,
        item=handover.item,
        quantity=handover.quantity,
        measure=handover.measure,
        mass=handover.estimated_mass if weighed is None else weighed,
        mass_basis=basis,
        uncertainty_percent=factors.uncertainty(listing) if basis is MassBasis.AVERAGE else None,
        factor_set_id=listing.factor_set_id,
        factor_key=factors.factor_key_of(category, listing.factor_set_id),
        waste_code=listing.waste_code,
        distance_m=apart,
        handover_id=handover.id,
        listing_id=listing.id,
        origin_handover_id=listing.origin_handover_id,
    )
