"""Wants, claims and handovers for those who are party to them, by number and page by page.

Whoever is no party gets the answer for what does not exist.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.states import ClaimState, WantState
from kierto.domain.visibility import Viewer
from kierto.models import Claim, Handover, Listing, Want


def own_want(want_id: int, viewer: Viewer) -> Want:
    """A want of one of the viewer's units. Raises NotFound."""
    want = session.get(Want, want_id)
    if want is None or want.unit_id not in viewer.units:
        raise NotFound
    return want


def own_wants(
    viewer: Viewer,
    *,
    limit: int,
    before: int | None = None,
    unit_id: int | None = None,
    state: WantState | None = None,
) -> Sequence[Want]:
    """Wants of the viewer's units, the newest first, from below the number ``before``."""
    statement = select(Want).where(Want.unit_id.in_(viewer.units))
    if before is not None:
        statement = statement.where(Want.id < before)
    if unit_id is not None:
        statement = statement.where(Want.unit_id == unit_id)
    if state is not None:
        statement = statement.where(Want.state == state)
    return session.scalars(statement.order_by(Want.id.desc()).limit(limit)).all()


def own_claim(claim_id: int, viewer: Viewer) -> Claim:
    """A claim that one of the viewer's units made or received. Raises NotFound."""
    claim = session.scalar(
        select(Claim).join(Claim.listing).where(Claim.id == claim_id, _either_side(viewer))
    )
    if claim is None:
        raise NotFound
    return claim


def own_claims(
    viewer: Viewer,
    *,
    limit: int,
    before: int | None = None,
    listing_id: int | None = None,
    unit_id: int | None = None,
    state: ClaimState | None = None,
) -> Sequence[Claim]:
    """Claims that the viewer's units made or received, the newest first."""
    statement = select(Claim).join(Claim.listing).where(_either_side(viewer))
    if before is not None:
        statement = statement.where(Claim.id < before)
    if listing_id is not None:
        statement = statement.where(Claim.listing_id == listing_id)
    if unit_id is not None:
        statement = statement.where(Claim.unit_id == unit_id)
    if state is not None:
        statement = statement.where(Claim.state == state)
    return session.scalars(
        statement.options(joinedload(Claim.unit), joinedload(Claim.organisation))
        .order_by(Claim.id.desc())
        .limit(limit)
    ).all()


def own_handover(handover_id: int, viewer: Viewer) -> Handover:
    """A handover that one of the viewer's units gave or received. Raises NotFound."""
    handover = session.get(Handover, handover_id)
    sides = () if handover is None else (handover.giver_unit_id, handover.receiver_unit_id)
    if handover is None or viewer.units.isdisjoint(side for side in sides if side is not None):
        raise NotFound
    return handover


def own_handovers(viewer: Viewer, *, limit: int, before: int | None = None) -> Sequence[Handover]:
    """Handovers that the viewer's units gave or received, the newest first."""
    statement = select(Handover).where(
        or_(
            Handover.giver_unit_id.in_(viewer.units),
            Handover.receiver_unit_id.in_(viewer.units),
        )
    )
    if before is not None:
        statement = statement.where(Handover.id < before)
    return session.scalars(statement.order_by(Handover.id.desc()).limit(limit)).all()


def _either_side(viewer: Viewer) -> ColumnElement[bool]:
    return or_(Claim.unit_id.in_(viewer.units), Listing.unit_id.in_(viewer.units))
