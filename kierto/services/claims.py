"""Claiming: asking, approving, declining, cancelling, lapsing (the queue is in ``queue``).

Every change of amounts locks the listing first, so that two people never decide on the same
numbers; the database's checks stand behind that.
"""

from datetime import date, datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import (
    N_,
    ForbiddenChange,
    NotAllowed,
    NotEnoughFree,
    NotFound,
    Refused,
)
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.loan import check_days
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import CLAIM_CHANGES, ClaimState, ListingState, become
from kierto.domain.units import Quantity
from kierto.domain.visibility import can_see
from kierto.models import Claim, Listing, Unit, User, WastePermit
from kierto.queries import access, pickups
from kierto.services import events, notices, queue, stock
from kierto.services.access import allow
from kierto.services.submissions import once


class NothingAsked(Refused):
    message = N_("The amount must be more than zero.")


class MoreThanListed(Refused):
    message = N_("There is %(quantity)s in all. Ask for at most that.")


class OwnListing(Refused):
    message = N_("This is your own unit's listing. What you keep is recorded as kept.")


class NotLess(Refused):
    message = N_("The claim is for %(quantity)s. Write less than that, or cancel it.")


class OneLot(Refused):
    message = N_("This is given as one lot: claim all of it (%(quantity)s).")


class NotOpen(Refused):
    status = 409
    message = N_("This listing is no longer open.")


class NoLongerAvailable(Refused):
    message = N_("This was available until %(until)s.")


class PermitNeeded(Refused):
    status = 403
    message = N_(
        "This is waste (%(code)s): only an organisation whose recorded permit covers the code "
        "today can receive it. The administrator of your organisation can record the permit."
    )


def request(
    listing_id: int,
    unit: Unit,
    quantity: Quantity,
    *,
    person: User,
    now: datetime,
    key: str | None = None,
    purpose: str = "",
    loan_days: int | None = None,
) -> Claim:
    """Ask for ``quantity`` of a listing on behalf of ``unit``.

    The claim holds its quantity from now on: ``requested`` where the giver approves claims,
    else ``reserved``. It is ``waiting`` when nothing is free or others already wait.
    ``loan_days`` is how long a thing that is lent is needed. Raises NotFound for what the unit
    may not see, NotEnoughFree when only a part is free, and the refusals above.
    """
    allow(person, Permission.CLAIM, unit)

    def make() -> Claim:
        listing = stock.lock(listing_id)
        _check(listing, unit, quantity, now)
        check_days(loan_days, listing.loan_days)
        claim = Claim(
            listing=listing,
            unit=unit,
            organisation_id=unit.organisation_id,
            author_id=person.id,
            quantity=quantity,
            state=ClaimState.WAITING,
            purpose=purpose.strip(),
            loan_days=loan_days,
            requested_at=now,
        )
        session.add(claim)
        if listing.free and not queue.waiting(listing, but=claim):
            if quantity > listing.free:
                raise NotEnoughFree(field="quantity", free=str(listing.free))
            queue.hold(claim, now)
        events.record(
            "claimed" if claim.state.holds else "queued",
            listing=listing,
            claim=claim,
            person=person,
            unit=unit,
            now=now,
            quantity=str(quantity),
        )
        notices.claim_held(claim, now)
        return claim

    content = [listing_id, unit.id, quantity.units, purpose.strip()]
    content += [] if loan_days is None else [loan_days]
    return once(Claim, make, person=person, key=key, content=content, now=now)


def promise(
    listing_id: int, unit: Unit, quantity: Quantity, *, person: User, now: datetime
) -> Claim:
    """The giver keeps ``quantity`` for ``unit``, as when a building is emptied by a plan.

    It is reserved at once; the unit is told and may cancel. Raises what ``request`` raises.
    """
    listing = stock.lock(listing_id)
    allow(person, Permission.DECIDE_CLAIM, listing.unit)
    _check(listing, unit, quantity, now)
    if quantity > listing.free:
        raise NotEnoughFree(field="quantity", free=str(listing.free))
    claim = Claim(
        listing=listing,
        unit=unit,
        organisation_id=unit.organisation_id,
        author_id=person.id,
        quantity=quantity,
        state=ClaimState.RESERVED,
        requested_at=now,
        decided_at=now,
        decided_by_id=person.id,
    )
    session.add(claim)
    listing.reserved += quantity
    queue.set_pickup(claim, now)
    stock.settle(listing, now)
    _record("promised", claim, person, now)
    notices.claim_approved(claim, now)
    return claim


def approve(claim_id: int, *, person: User, now: datetime) -> Claim:
    """The giver says yes. Repeating it changes nothing.

    Raises ForbiddenChange for a claim that does not ask for an answer: who waits in the queue
    holds nothing that could be promised.
    """
    claim = _decided_by_giver(claim_id, person)
    if claim.state is ClaimState.RESERVED:
        return claim
    if claim.state is not ClaimState.REQUESTED:
        raise ForbiddenChange(state=claim.state, target=ClaimState.RESERVED)
    claim.state = become(claim.state, ClaimState.RESERVED, CLAIM_CHANGES)
    queue.set_pickup(claim, now)
    claim.decided_at, claim.decided_by_id = now, person.id
    _record("approved", claim, person, now)
    notices.claim_approved(claim, now)
    return claim


def decline(claim_id: int, *, person: User, now: datetime, reason: str = "") -> Claim:
    """The giver says no; the quantity is free again. Repeating it changes nothing."""
    claim = _decided_by_giver(claim_id, person)
    if claim.state is ClaimState.DECLINED:
        return claim
    _end(claim, ClaimState.DECLINED, now)
    claim.reason, claim.decided_at, claim.decided_by_id = reason.strip(), now, person.id
    _record("declined", claim, person, now, reason=claim.reason)
    notices.claim_declined(claim, now)
    queue.promote(claim.listing, now)
    return claim


def cancel(claim_id: int, *, person: User, now: datetime, reason: str = "") -> Claim:
    """The claimer, or the giver, takes the claim back. Repeating it changes nothing.

    What was handed over already stays so: only the open rest returns.
    """
    claim = locked_claim(claim_id)
    if not (
        access.may(person, Permission.CLAIM, claim.unit_id)
        or access.may(person, Permission.DECIDE_CLAIM, claim.listing.unit_id)
    ):
        raise NotAllowed
    if claim.state is ClaimState.CANCELLED:
        return claim
    if not claim.state.is_active:
        # The table knows handed over → cancelled, but only a correction of the ledger may do it.
        raise ForbiddenChange(state=claim.state, target=ClaimState.CANCELLED)
    _end(claim, ClaimState.CANCELLED, now)
    claim.reason = reason.strip()
    _record("cancelled", claim, person, now, reason=claim.reason)
    notices.claim_cancelled(claim, person, now)
    queue.promote(claim.listing, now)
    return claim


def lower(claim_id: int, quantity: Quantity, *, person: User, now: datetime) -> Claim:
    """The claimer needs only ``quantity`` in all; what it keeps no longer goes to who waits.

    Raises NotLess, OneLot, and ForbiddenChange for a claim that is at its end.
    """
    claim = locked_claim(claim_id)
    allow(person, Permission.CLAIM, claim.unit)
    if not claim.state.is_active or claim.state is ClaimState.LENT:
        raise ForbiddenChange(state=claim.state, target=ClaimState.RESERVED)
    if claim.listing.is_lot:
        raise OneLot(field="quantity", quantity=str(claim.listing.left))
    if not max(Quantity(0), claim.handed_over) < quantity < claim.quantity - claim.returned:
        # All of the rest is given back by cancelling, which says so.
        raise NotLess(field="quantity", quantity=str(claim.quantity - claim.returned))
    less = claim.quantity - claim.returned - quantity
    claim.quantity -= less
    if claim.state.holds:
        claim.listing.reserved -= less
        stock.settle(claim.listing, now)
    _record("lowered", claim, person, now)
    notices.claim_lowered(claim, now)
    queue.promote(claim.listing, now)
    return claim


def drop(claim_id: int, *, reason: str, now: datetime) -> None:
    """End a claim that has lost its sense, such as one on a listing of the own, merged unit."""
    claim = locked_claim(claim_id)
    if claim.state.is_active:
        # What is out on loan is back where it was lent: both are one unit now.
        is_lent = claim.state is ClaimState.LENT
        _end(claim, ClaimState.RETURNED if is_lent else ClaimState.CANCELLED, now)
        claim.reason = reason
        _record("cancelled", claim, None, now, reason=reason)
        notices.claim_cancelled(claim, None, now)
        queue.promote(claim.listing, now)


def lapse_overdue(now: datetime) -> int:
    """Let reservations lapse whose pick-up day has passed; how many did.

    An agreed time stops the clock: what may have been fetched then is not taken for forgotten
    until somebody has had days to record it.
    """
    is_overdue = (
        Claim.state == ClaimState.RESERVED,
        Claim.pickup_by < local_day(now),
        ~pickups.stops_the_clock(now),
    )
    overdue = session.scalars(
        select(Claim.id).where(*is_overdue).order_by(Claim.listing_id, Claim.id)
    ).all()
    lapsed = 0
    for claim_id in overdue:
        claim = locked_claim(claim_id)
        if session.scalar(select(Claim.id).where(Claim.id == claim_id, *is_overdue)) is None:
            continue
        _end(claim, ClaimState.LAPSED, now)
        _record("lapsed", claim, None, now)
        notices.claim_lapsed(claim, now)
        queue.promote(claim.listing, now)
        lapsed += 1
    return lapsed


def locked_claim(claim_id: int) -> Claim:
    """The claim with its listing locked. Raises NotFound."""
    listing_id = session.scalar(select(Claim.listing_id).where(Claim.id == claim_id))
    if listing_id is None:
        raise NotFound
    stock.lock(listing_id)
    return session.scalars(
        select(Claim)
        .where(Claim.id == claim_id)
        .with_for_update(of=Claim)
        .execution_options(populate_existing=True)
    ).one()


def _check(listing: Listing, unit: Unit, quantity: Quantity, now: datetime) -> None:
    if not can_see(listing, access.viewer_of_unit(unit), now):
        raise NotFound
    if listing.state is not ListingState.OPEN:
        raise NotOpen
    if listing.unit_id == unit.id:
        raise OwnListing
    if quantity <= Quantity(0):
        raise NothingAsked(field="quantity")
    if quantity > listing.left:
        raise MoreThanListed(field="quantity", quantity=str(listing.left))
    if listing.is_lot and quantity != listing.left:
        raise OneLot(field="quantity", quantity=str(listing.left))
    if listing.available_until is not None and listing.available_until < local_day(now):
        raise NoLongerAvailable(until=listing.available_until)
    check_permit(listing, unit, local_day(now))


def check_permit(listing: Listing, unit: Unit, day: date) -> None:
    """Raises PermitNeeded when this is waste that ``unit`` may not receive on ``day``."""
    if listing.legal_status is not LegalStatus.WASTE:
        return
    permit = session.scalar(
        select(WastePermit.id).where(
            WastePermit.organisation_id == unit.organisation_id,
            WastePermit.waste_code == listing.waste_code,
            WastePermit.valid_from <= day,
            (WastePermit.valid_until >= day) | WastePermit.valid_until.is_(None),
        )
    )
    if permit is None:
        raise PermitNeeded(code=listing.waste_code)


def _end(claim: Claim, target: ClaimState, now: datetime) -> None:
    held = claim.state.holds
    claim.state = become(claim.state, target, CLAIM_CHANGES)
    claim.ended_at = now
    if held:
        queue.give_back(claim, claim.open_quantity, now)


def _decided_by_giver(claim_id: int, person: User) -> Claim:
    claim = locked_claim(claim_id)
    allow(person, Permission.DECIDE_CLAIM, claim.listing.unit)
    return claim


def _record(kind: str, claim: Claim, person: User | None, now: datetime, **data: str) -> None:
    events.record(
        kind,
        listing=claim.listing,
        claim=claim,
        person=person,
        unit=claim.unit,
        now=now,
        quantity=str(claim.quantity),
        **data,
    )
