"""Which listings and claims a person may have on paper or in the calendar."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.permissions import Permission
from kierto.domain.visibility import Viewer
from kierto.models import Claim, Listing, User
from kierto.queries import access


def own_listings(ids: Collection[int], person: User) -> Sequence[Listing]:
    """The listings of units for which ``person`` hands things over, in the order of ``ids``.

    Raises NotFound when one of them is not there or not theirs.
    """
    units = access.units_where(person, Permission.RECORD_HANDOVER)
    found = {
        listing.id: listing
        for listing in session.scalars(
            select(Listing)
            .where(Listing.id.in_(ids), Listing.unit_id.in_(units))
            .options(joinedload(Listing.unit))
        )
    }
    if not set(ids) <= found.keys():
        raise NotFound
    return [found[id_] for id_ in dict.fromkeys(ids)]


def claim_of_party(claim_id: int, viewer: Viewer) -> Claim:
    """The claim, if ``viewer`` stands on one of its two sides. Raises NotFound."""
    claim = session.scalar(
        select(Claim)
        .join(Claim.listing)
        .where(
            Claim.id == claim_id,
            or_(Claim.unit_id.in_(viewer.units), Listing.unit_id.in_(viewer.units)),
        )
    )
    if claim is None:
        raise NotFound
    return claim
