"""How the goods of a claim travel: the receiver fetches, the giver brings, or it is ordered."""

from datetime import datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import N_, Conflict, ForbiddenChange, NotAllowed, NotFound, Refused
from kierto.domain.states import ClaimState
from kierto.domain.transport import TransportKind
from kierto.models import Claim, Transport, User
from kierto.queries import pickups
from kierto.services import claims, events
from kierto.services.pickups import gives, receives


class NobodyDrives(Refused):
    message = N_("No transport can be ordered for this. Fetch the things, or ask the giver.")


class AlreadyDriven(Conflict):
    message = N_("This transport has been driven already.")


def arrange(
    claim_id: int, kind: TransportKind, *, person: User, now: datetime, note: str = ""
) -> Transport:
    """Say who brings the goods; either side may, the last word counts until it is driven.

    An order keeps the price of its moment. Raises NobodyDrives, AlreadyDriven, ForbiddenChange.
    """
    claim = claims.locked_claim(claim_id)
    if not (gives(person, claim) or receives(person, claim)):
        raise NotAllowed
    if not claim.state.is_active:
        raise ForbiddenChange(state=claim.state, target=ClaimState.RESERVED)
    driver = pickups.driver_of(claim) if kind is TransportKind.CITY else None
    if kind is TransportKind.CITY and driver is None:
        raise NobodyDrives(field="kind")
    transport = pickups.transport_of(claim)
    if transport is not None and transport.driven_at is not None:
        raise AlreadyDriven
    if transport is not None and transport.kind is kind:
        transport.note = note.strip()
        return transport
    if transport is None:
        transport = Transport(claim=claim)
        session.add(transport)
    transport.kind, transport.note = kind, note.strip()
    transport.organisation = driver
    transport.price = None if driver is None else driver.drive_price
    transport.ordered_at, transport.ordered_by_id = now, person.id
    session.flush()
    if driver is not None:
        own = gives(person, claim)
        events.record(
            "transport_ordered",
            listing=claim.listing,
            claim=claim,
            person=person,
            unit=claim.listing.unit if own else claim.unit,
            now=now,
            quantity=str(claim.open_quantity),
        )
    return transport


def mark_driven(transport_id: int, *, person: User, now: datetime) -> Transport:
    """The driver says that it is done. Repeating it changes nothing.

    The handover stays to be recorded by the two sides: a driver sees boxes, not whether all was
    right. Raises NotFound for what another organisation drives.
    """
    transport = session.get(Transport, transport_id, with_for_update=True, populate_existing=True)
    if transport is None or not pickups.drives_for(person, transport):
        raise NotFound
    if transport.driven_at is None:
        transport.driven_at, transport.driven_by_id = now, person.id
        claim = session.scalars(select(Claim).where(Claim.id == transport.claim_id)).one()
        events.record(
            "driven",
            listing=claim.listing,
            claim=claim,
            person=person,
            now=now,
            quantity=str(claim.quantity),
        )
    return transport
