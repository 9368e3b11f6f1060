"""Claims, for the two sides of them."""

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.states import ClaimState
from kierto.domain.visibility import Viewer
from kierto.models import Claim, Event, Handover, Listing, User

ACTIVE = tuple(state for state in ClaimState if state.is_active)
_TURN = {
    # What somebody has to do next comes first, what only waits comes last.
    ClaimState.REQUESTED: 0,
    ClaimState.RESERVED: 1,
    ClaimState.LENT: 2,
    ClaimState.WAITING: 3,
}


def claim_of_party(claim_id: int, viewer: Viewer) -> Claim:
    """The claim, if ``viewer`` acts for one of its sides. Raises NotFound for everybody else."""
    claim = session.scalar(
        _with_listing()
        .join(Listing, Listing.id == Claim.listing_id)
        .where(
            Claim.id == claim_id,
            or_(Claim.unit_id.in_(viewer.units), Listing.unit_id.in_(viewer.units)),
        )
    )
    if claim is None:
        raise NotFound
    return claim


def from_units(units: frozenset[int], *, active: bool, limit: int = 50) -> list[Claim]:
    """Claims that ``units`` made: the active in the order of their turn, or the last ended."""
    return _some(Claim.unit_id.in_(units), active=active, limit=limit)


def to_units(units: frozenset[int], *, active: bool, limit: int = 50) -> list[Claim]:
    """Claims on the listings of ``units``."""
    return _some(Listing.unit_id.in_(units), active=active, limit=limit)


def open_claims_of_person(user: User) -> list[Claim]:
    """Claims that are not at their end and that ``user`` made, or made the listing of."""
    return list(
        session.scalars(
            _with_listing()
            .join(Listing, Listing.id == Claim.listing_id)
            .where(
                Claim.state.in_(ACTIVE),
                or_(Claim.author_id == user.id, Listing.author_id == user.id),
            )
            .order_by(Claim.id)
        )
    )


def handovers_of(claim: Claim) -> list[Handover]:
    """What has moved of a claim, in the order in which it was recorded."""
    return list(
        session.scalars(select(Handover).where(Handover.claim_id == claim.id).order_by(Handover.id))
    )


def events_of(claim: Claim) -> list[Event]:
    """What happened to a claim, the latest first."""
    return list(
        session.scalars(
            select(Event)
            .where(Event.claim_id == claim.id)
            .options(joinedload(Event.unit), joinedload(Event.user))
            .order_by(Event.happened_at.desc(), Event.id.desc())
        )
    )


def place_in_queue(claim: Claim) -> int:
    """How many wait for the same listing, up to and with this claim."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Claim)
            .where(
                Claim.listing_id == claim.listing_id,
                Claim.state == ClaimState.WAITING,
                Claim.id <= claim.id,
            )
        )
        or 0
    )


def _some(whose: ColumnElement[bool], *, active: bool, limit: int) -> list[Claim]:
    statement = _with_listing().join(Listing, Listing.id == Claim.listing_id).where(whose)
    if active:
        statement = statement.where(Claim.state.in_(ACTIVE)).order_by(
            case(_TURN, value=Claim.state), Claim.pickup_by, Claim.requested_at, Claim.id
        )
    else:
        statement = statement.where(Claim.state.not_in(ACTIVE)).order_by(
            Claim.ended_at.desc(), Claim.id.desc()
        )
    return list(session.scalars(statement.limit(limit)))


def _with_listing() -> Select[Claim]:
    return select(Claim).options(
        joinedload(Claim.unit),
        joinedload(Claim.listing).options(
            joinedload(Listing.unit), joinedload(Listing.category), selectinload(Listing.photos)
        ),
    )
