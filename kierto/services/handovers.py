"""Handing over: the goods move, and the ledger gets its line, once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, ForbiddenChange, NotAllowed, NotFound, Refused
from kierto.domain.hierarchy import step_of_handover
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import CLAIM_CHANGES, ClaimState, become
from kierto.domain.units import Mass, MassBasis, Quantity, part_of_mass
from kierto.models import Claim, Handover, LedgerEntry, Listing, User
from kierto.queries import access, factors
from kierto.queries.standing import standing
from kierto.services import claims, events, ledger, presence, queue, stock
from kierto.services.submissions import once


class NothingMoved(Refused):
    message = N_("The amount must be more than zero.")


class MoreThanClaimed(Refused):
    message = N_("Only %(open)s of this claim is still to be handed over.")


class ReasonNeeded(Refused):
    message = N_("Say what is wrong, so that it can be corrected.")


class MoreThanRecorded(Refused):
    message = N_("Only %(quantity)s was recorded. Write how much of it really arrived.")


class InTheFuture(Refused):
    message = N_("The day of the handover cannot be in the future.")


class WeightNotPositive(Refused):
    message = N_("The weight must be more than zero. Leave it empty if it was not weighed.")


class WipeNeeded(Refused):
    message = N_(
        "The giver first tells how the data of this device was wiped, and by whom. Until then it "
        "is not handed over."
    )


class OnlyLent(Refused):
    message = N_("This is lent, not given: record on the page of the claim that it was lent.")


class Side(StrEnum):
    """The two who confirm a handover."""

    GIVER = "giver"
    RECEIVER = "receiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What moved: ``weighed`` is a scale's figure for this part, ``declared`` the giver's own.

    ``rest_returns`` gives the rest of the claim back at once; otherwise it stays reserved.
    ``code`` is what stood on the other side's screen, ``transfer_number`` that of the document
    which goes with waste, ``data_wiped`` the giver's statement for devices that hold data.
    """

    quantity: Quantity
    occurred_on: date
    weighed: Mass | None = None
    declared: Mass | None = None
    rest_returns: bool = False
    code: str = ""
    transfer_number: str = ""
    data_wiped: str = ""


def hand_over(
    claim_id: int, move: Move, *, person: User, now: datetime, key: str | None = None
) -> tuple[Handover, LedgerEntry]:
    """Record that a reserved claim (or a part of it) was handed over.

    Either side may record it; recording is that side's confirmation. Raises ForbiddenChange
    when the claim is not reserved, and the refusals above.
    """
    claim = claims.locked_claim(claim_id)
    gives = _acts_for(person, claim.listing.unit_id)
    receives = _acts_for(person, claim.unit_id)
    if not (gives or receives):
        raise NotAllowed

    def make() -> Handover:
        _check(claim, move, now)
        witness = None
        if move.code:
            witness = presence.witness(claim, move.code, person=person, now=now)
        handover = _handover(claim, move, person, now)
        if witness is None:
            _sign(handover, Side.GIVER if gives else Side.RECEIVER, person, now)
        else:
            handover.met = True
            _sign(handover, Side.RECEIVER if witness.by_giver else Side.GIVER, person, now)
            other = Side.GIVER if witness.by_giver else Side.RECEIVER
            _sign(handover, other, witness.user, now)
            session.delete(witness)
        handover.data_wiped = _wiped(claim.listing, move, gives=gives)
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
        queue.promote(claim.listing, now)
        return handover

    content = [
        claim_id,
        move.quantity.units,
        move.occurred_on,
        None if move.weighed is None else move.weighed.grams,
        None if move.declared is None else move.declared.grams,
        move.rest_returns,
        move.code,
        move.transfer_number,
        move.data_wiped,
    ]
    handover = once(Handover, make, person=person, key=key, content=content, now=now)
    return handover, entry_of(handover)


def side_to_confirm(handover: Handover, person: User) -> Side | None:
    """The side for which ``person`` can still confirm; None when there is nothing to confirm.

    A confirmation is worth something because two people gave it: who has confirmed one side
    does not confirm the other, however many units they act for.
    """
    signed_by = (handover.giver_confirmed_by_id, handover.receiver_confirmed_by_id)
    if person.id in signed_by:
        return None
    if handover.giver_confirmed_at is None and _acts_for(person, handover.giver_unit_id):
        return Side.GIVER
    if handover.receiver_confirmed_at is None and _acts_for(person, handover.receiver_unit_id):
        return Side.RECEIVER
    return None


def confirm(handover_id: int, *, person: User, now: datetime) -> Handover:
    """The other side confirms what was recorded. Repeating it changes nothing."""
    handover = _locked(handover_id, person)
    side = side_to_confirm(handover, person)
    if side is not None:
        _sign(handover, side, person, now)
        _tell("confirmed", handover, person, now)
    return handover


def object_to(
    handover_id: int,
    objection: str,
    *,
    person: User,
    now: datetime,
    received: Quantity | None = None,
) -> Handover:
    """Say what is wrong with the record; it then waits for a correction.

    ``received`` is what really moved when a part was missing or refused (0: nothing moved).
    Raises ReasonNeeded and MoreThanRecorded.
    """
    handover = _locked(handover_id, person)
    if not objection.strip():
        raise ReasonNeeded(field="objection")
    if received is not None and handover.quantity is not None and received > handover.quantity:
        raise MoreThanRecorded(field="received", quantity=str(handover.quantity))
    if (handover.objection, handover.objected_quantity) == (objection.strip(), received):
        return handover
    handover.objection, handover.objected_quantity = objection.strip(), received
    handover.objected_at, handover.objected_by_id = now, person.id
    _tell("objected", handover, person, now)
    return handover


def awaits_correction(handover: Handover) -> bool:
    """Whether somebody objected and the ledger has not been corrected since."""
    if handover.objected_at is None:
        return False
    corrected = session.scalar(
        select(LedgerEntry.id)
        .where(
            LedgerEntry.handover_id == handover.id,
            LedgerEntry.reverses_id.is_not(None),
            LedgerEntry.recorded_at >= handover.objected_at,
        )
        .limit(1)
    )
    return corrected is None


def entry_of(handover: Handover) -> LedgerEntry:
    """The entry that counts for ``handover`` now: the last that is not reversed."""
    return standing(LedgerEntry.handover_id == handover.id)


def _locked(handover_id: int, person: User) -> Handover:
    handover = session.get(Handover, handover_id, with_for_update=True, populate_existing=True)
    if handover is None:
        raise NotFound
    if not any(
        _acts_for(person, unit_id)
        for unit_id in (handover.giver_unit_id, handover.receiver_unit_id)
    ):
        raise NotAllowed
    return handover


def _acts_for(person: User, unit_id: int | None) -> bool:
    return unit_id is not None and access.may(person, Permission.RECORD_HANDOVER, unit_id)


def _sign(handover: Handover, side: Side, person: User, now: datetime) -> None:
    if side is Side.GIVER:
        handover.giver_confirmed_at, handover.giver_confirmed_by_id = now, person.id
    else:
        handover.receiver_confirmed_at, handover.receiver_confirmed_by_id = now, person.id


def _tell(kind: str, handover: Handover, person: User, now: datetime) -> None:
    if handover.listing is None:
        return
    own = _acts_for(person, handover.giver_unit_id)
    events.record(
        kind,
        listing=handover.listing,
        claim=handover.claim,
        person=person,
        unit=handover.giver_unit if own else handover.receiver_unit,
        now=now,
        quantity=str(handover.quantity),
    )


def _check(claim: Claim, move: Move, now: datetime) -> None:
    if claim.state is not ClaimState.RESERVED:
        raise ForbiddenChange(state=claim.state, target=ClaimState.HANDED_OVER)
    if claim.loan_days is not None:
        raise OnlyLent
    if move.quantity <= Quantity(0):
        raise NothingMoved(field="quantity")
    if move.quantity > claim.open_quantity:
        raise MoreThanClaimed(field="quantity", open=str(claim.open_quantity))
    if move.occurred_on > local_day(now):
        raise InTheFuture(field="occurred_on")
    # Waste may have found its permit expired since it was claimed.
    claims.check_permit(claim.listing, claim.unit, move.occurred_on)
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
        transfer_number=move.transfer_number.strip() or None,
    )


def _wiped(listing: Listing, move: Move, *, gives: bool) -> str | None:
    """The statement on the data of a device; only its giver can make it. Raises WipeNeeded."""
    if not listing.category.is_ict:
        return None
    statement = (move.data_wiped.strip() if gives else "") or (listing.data_wiped or "").strip()
    if not statement:
        raise WipeNeeded(field="data_wiped")
    return statement[:200]


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
        queue.give_back(claim, claim.open_quantity, now)
    if not claim.open_quantity:
        claim.state = become(claim.state, ClaimState.HANDED_OVER, CLAIM_CHANGES)
        claim.ended_at = now
    stock.settle(listing, now)


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
