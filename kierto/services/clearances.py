"""Clearances: capturing what is in a building, deciding its fate, carrying it out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.clearance import OUTCOME_OF_FATE, Fate
from kierto.domain.errors import N_, Conflict, KiertoError, NotFound, Refused
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState, ListingState
from kierto.domain.text import one_line
from kierto.models import Claim, Clearance, Listing, Site, Unit, User
from kierto.services import claims, handovers, listings, outcomes, stock
from kierto.services.access import allow
from kierto.services.listings import Offer
from kierto.services.submissions import once


class NameNeeded(Refused):
    message = N_("Give the clearance a name, for instance the building.")


class DaysNotInOrder(Refused):
    message = N_("The building is to be empty only after things can be fetched.")


class UnitNeeded(Refused):
    message = N_("Choose the unit that the things move to.")


class OtherOrganisation(Refused):
    message = N_("Things move within the organisation; offer them to others instead.")


class NothingPromised(Conflict):
    message = N_("The unit has given up what was kept for it: decide again.")


class StillOpen(Conflict):
    message = N_("%(lines)s lines are still open. Carry them out before you close the clearance.")


class Closed(Conflict):
    message = N_("This clearance is closed. Open it again to change it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is emptied and when; ``available_from`` is the first day for fetching."""

    name: str
    empty_by: date
    available_from: date | None = None
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that stayed as it was, and why."""

    listing: Listing
    error: KiertoError


@dataclass(frozen=True, slots=True)
class Done:
    """How many lines changed, and those that could not."""

    lines: int
    refusals: tuple[Refusal, ...]


def start(
    unit: Unit, plan: Plan, *, person: User, now: datetime, key: str | None = None
) -> Clearance:
    """Begin to empty a building. Raises NotAllowed, NameNeeded, DaysNotInOrder."""
    allow(person, Permission.POST_LISTING, unit)

    def make() -> Clearance:
        clearance = Clearance(
            organisation_id=unit.organisation_id, unit=unit, author_id=person.id, created_at=now
        )
        _fill(clearance, plan)
        session.add(clearance)
        return clearance

    content = [unit.id, plan.name, plan.empty_by]
    return once(Clearance, make, person=person, key=key, content=content, now=now)


def change(clearance: Clearance, plan: Plan, *, person: User) -> Clearance:
    """Replace name, days and site; lines that were captured keep their place."""
    allow(person, Permission.POST_LISTING, clearance.unit)
    _fill(clearance, plan)
    return clearance


def capture(
    clearance: Clearance,
    offer: Offer,
    *,
    person: User,
    now: datetime,
    key: str | None = None,
) -> Listing:
    """Note a thing that is there; nobody outside the unit sees it until it is offered.

    ``offer`` says what and in which ``room``; the clearance gives the rest. Raises Closed and
    the refusals of a listing.
    """
    if clearance.closed_at is not None:
        raise Closed
    return listings.post(clearance.unit, offer, person=person, now=now, key=key, draft=True)


def decide(
    clearance: Clearance,
    listing_ids: Sequence[int],
    fate: Fate,
    *,
    to: Unit | None = None,
    person: User,
    now: datetime,
) -> Done:
    """Give the free rest of each line its fate; what is promised or gone stays so.

    OFFER opens the listing, MOVE keeps it for the unit ``to``, everything else takes an open
    offer back. Raises Closed, UnitNeeded, OtherOrganisation; other refusals are told by line.
    """
    allow(person, Permission.POST_LISTING, clearance.unit)
    if clearance.closed_at is not None:
        raise Closed
    if fate is Fate.MOVE:
        if to is None:
            raise UnitNeeded(field="to")
        if to.organisation_id != clearance.organisation_id:
            raise OtherOrganisation(field="to")

    def give_fate(listing: Listing) -> None:
        if fate is Fate.MOVE and to is not None:
            _reopen(listing, person, now)
            claims.promise(listing.id, to, listing.free, person=person, now=now)
        elif fate is Fate.OFFER:
            _reopen(listing, person, now)
        elif listing.state is ListingState.OPEN:
            listings.withdraw(listing, person=person, now=now)
        listing.fate, listing.fate_unit_id = fate, to.id if to is not None else None

    return _for_each(clearance, listing_ids, give_fate, only_free=True)


def carry_out(
    clearance: Clearance,
    listing_ids: Sequence[int],
    *,
    occurred_on: date,
    person: User,
    now: datetime,
) -> Done:
    """Record that lines went the way that was planned: the ledger gets its entries.

    What moves is handed over to its unit; what is kept, recycled, burned or discarded ends so.
    Offers wait for their takers. Raises Closed; other refusals are told by line.
    """
    allow(person, Permission.RECORD_OUTCOME, clearance.unit)
    if clearance.closed_at is not None:
        raise Closed

    def do(listing: Listing) -> None:
        if listing.fate is Fate.MOVE:
            _hand_over(listing, occurred_on, person, now)
        elif listing.fate is not None and listing.free:
            outcomes.end(
                listing.id,
                listing.free,
                OUTCOME_OF_FATE[listing.fate],
                occurred_on=occurred_on,
                person=person,
                now=now,
            )

    ready = [
        listing.id
        for listing in _lines(clearance, listing_ids)
        if listing.left and listing.fate not in {None, Fate.OFFER}
    ]
    return _for_each(clearance, ready, do)


def forget(clearance: Clearance, listing_id: int, *, person: User, now: datetime) -> None:
    """Take back a line that was captured by mistake. Raises NotFound, Closed."""
    allow(person, Permission.POST_LISTING, clearance.unit)
    if clearance.closed_at is not None:
        raise Closed
    listing = stock.lock(listing_id)
    if listing.clearance_id != clearance.id:
        raise NotFound
    if listing.state is not ListingState.WITHDRAWN:
        listings.withdraw(listing, person=person, now=now)
    if listing.left == listing.quantity and not listing.reserved:
        listing.clearance_id, listing.fate = None, None


def close(clearance: Clearance, *, person: User, now: datetime) -> Clearance:
    """The building is empty and the balance closes. Raises StillOpen."""
    allow(person, Permission.POST_LISTING, clearance.unit)
    if clearance.closed_at is not None:
        return clearance
    still = session.scalar(
        select(func.count())
        .select_from(Listing)
        .where(
            Listing.clearance_id == clearance.id,
            Listing.quantity > Listing.handed_over + Listing.ended,
        )
    )
    if still:
        raise StillOpen(lines=still)
    clearance.closed_at = now
    return clearance


def reopen(clearance: Clearance, *, person: User) -> Clearance:
    """Go on with a closed clearance."""
    allow(person, Permission.POST_LISTING, clearance.unit)
    clearance.closed_at = None
    return clearance


def _fill(clearance: Clearance, plan: Plan) -> None:
    name = one_line(plan.name)
    if not name:
        raise NameNeeded(field="name")
    if plan.available_from is not None and plan.available_from > plan.empty_by:
        raise DaysNotInOrder(field="empty_by")
    clearance.name = name
    clearance.available_from, clearance.empty_by = plan.available_from, plan.empty_by
    clearance.site = plan.site or clearance.unit.site


def _lines(clearance: Clearance, listing_ids: Sequence[int]) -> list[Listing]:
    return list(
        session.scalars(
            select(Listing)
            .where(Listing.clearance_id == clearance.id, Listing.id.in_(listing_ids))
            .order_by(Listing.id)
        )
    )


def _for_each(
    clearance: Clearance,
    listing_ids: Sequence[int],
    act: Callable[[Listing], None],
    *,
    only_free: bool = False,
) -> Done:
    """One line's refusal leaves the others alone: each has its own point to return to."""
    changed, refusals = 0, []
    for listing in _lines(clearance, listing_ids):
        if only_free and not listing.free:
            continue
        try:
            with session.begin_nested():
                act(stock.lock(listing.id))
        except KiertoError as error:
            refusals.append(Refusal(listing, error))
        else:
            changed += 1
    return Done(changed, tuple(refusals))


def _reopen(listing: Listing, person: User, now: datetime) -> None:
    if listing.state is not ListingState.OPEN:
        listings.reopen(listing, person=person, now=now)


def _hand_over(listing: Listing, occurred_on: date, person: User, now: datetime) -> None:
    promised = session.scalars(
        select(Claim)
        .where(
            Claim.listing_id == listing.id,
            Claim.unit_id == listing.fate_unit_id,
            Claim.state == ClaimState.RESERVED,
        )
        .order_by(Claim.id)
    ).all()
    if not promised:
        raise NothingPromised
    for claim in promised:
        move = handovers.Move(quantity=claim.open_quantity, occurred_on=occurred_on)
        handovers.hand_over(claim.id, move, person=person, now=now)
