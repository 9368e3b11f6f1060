"""Recording how the rest of a listing ends."""

from datetime import date, datetime

from kierto.db import session
from kierto.domain.catalogue import is_waste_code
from kierto.domain.errors import N_, Conflict, NotEnoughFree
from kierto.domain.hierarchy import OutcomeKind, step_of_outcome
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ListingState
from kierto.domain.units import Mass, MassBasis, Quantity
from kierto.models import LedgerEntry, Outcome, User, WasteCode
from kierto.queries import factors
from kierto.queries.standing import standing
from kierto.services import events, ledger, stock
from kierto.services.access import allow
from kierto.services.handovers import (
    InTheFuture,
    NothingMoved,
    WeightNotPositive,
    estimate_of_part,
)
from kierto.services.listings import UnknownWasteCode
from kierto.services.submissions import once


class NotListedYet(Conflict):
    message = N_("This is a draft: publish it before you record what became of it.")


def end(
    listing_id: int,
    quantity: Quantity,
    kind: OutcomeKind,
    *,
    occurred_on: date,
    person: User,
    now: datetime,
    waste_code: str | None = None,
    weighed: Mass | None = None,
    key: str | None = None,
) -> tuple[Outcome, LedgerEntry]:
    """Record that ``quantity`` of the free rest is kept, recycled, burned or disposed of.

    Without a code the category's own waste code is used. Raises NotEnoughFree, WasteCodeNeeded
    and the refusals of a handover.
    """
    listing = stock.lock(listing_id)
    allow(person, Permission.RECORD_OUTCOME, listing.unit)

    def make() -> Outcome:
        if listing.state is ListingState.DRAFT and listing.clearance_id is None:
            raise NotListedYet
        code = None
        if kind is not OutcomeKind.KEPT:
            code = waste_code or listing.waste_code or listing.category.waste_code
        step = step_of_outcome(kind, waste_code=code)
        if code is not None and (not is_waste_code(code) or session.get(WasteCode, code) is None):
            raise UnknownWasteCode(field="waste_code", code=code)
        if quantity <= Quantity(0):
            raise NothingMoved(field="quantity")
        if quantity > listing.free:
            raise NotEnoughFree(field="quantity", free=str(listing.free))
        if occurred_on > local_day(now):
            raise InTheFuture(field="occurred_on")
        if weighed is not None and weighed <= Mass(0):
            raise WeightNotPositive(field="mass_kg")
        mass = estimate_of_part(listing, quantity) if weighed is None else weighed
        basis = listing.mass_basis if weighed is None else MassBasis.WEIGHED
        outcome = Outcome(
            listing=listing,
            kind=kind,
            quantity=quantity,
            mass=mass,
            mass_basis=basis,
            waste_code=code,
            occurred_on=occurred_on,
            recorded_at=now,
            recorded_by_id=person.id,
        )
        session.add(outcome)
        session.flush()
        listing.ended += quantity
        stock.settle(listing, now)
        ledger.append(
            ledger.Movement(
                step=step,
                occurred_on=occurred_on,
                giver=listing.unit,
                receiver=None,
                category=listing.category,
                item=listing.title,
                quantity=quantity,
                measure=listing.measure,
                mass=mass,
                mass_basis=basis,
                uncertainty_percent=(
                    factors.uncertainty(listing) if basis is MassBasis.AVERAGE else None
                ),
                factor_set_id=listing.factor_set_id,
                waste_code=code,
                outcome_id=outcome.id,
                listing_id=listing.id,
            ),
            person=person,
            now=now,
        )
        events.record(
            kind.value,
            listing=listing,
            person=person,
            unit=listing.unit,
            now=now,
            quantity=str(quantity),
        )
        return outcome

    content = [
        listing_id,
        quantity.units,
        kind,
        occurred_on,
        waste_code,
        None if weighed is None else weighed.grams,
    ]
    outcome = once(Outcome, make, person=person, key=key, content=content, now=now)
    return outcome, entry_of(outcome)


def entry_of(outcome: Outcome) -> LedgerEntry:
    """The entry that counts for ``outcome`` now: the last that is not reversed."""
    return standing(LedgerEntry.outcome_id == outcome.id)
