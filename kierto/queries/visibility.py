"""The visibility rule of ``kierto.domain.visibility`` for sets of listings."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.states import ListingState
from kierto.domain.visibility import Stage, Viewer
from kierto.models import Claim, Listing

_OPENS = {
    Stage.PARTNERS: Listing.partners_from,
    Stage.COMPANIES: Listing.companies_from,
    Stage.PUBLIC: Listing.public_from,
}


def visible_to(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """The condition under which a listing is shown to ``viewer`` at ``now``."""
    opens = _OPENS.get(viewer.stage)
    return or_(
        and_(Listing.state == ListingState.DRAFT, Listing.unit_id.in_(viewer.units)),
        and_(
            Listing.state != ListingState.DRAFT,
            or_(
                Listing.organisation_id.in_(viewer.organisations),
                false() if opens is None else opens <= now,
            ),
        ),
    )


def visible_listing(listing_id: int, viewer: Viewer, now: datetime) -> Listing:
    """The listing, if ``viewer`` may see it or is party to a claim on it. Raises NotFound."""
    party = (
        select(Claim.id)
        .where(Claim.listing_id == Listing.id, Claim.unit_id.in_(viewer.units))
        .exists()
    )
    listing = session.scalar(
        select(Listing).where(Listing.id == listing_id, or_(visible_to(viewer, now), party))
    )
    if listing is None:
        raise NotFound
    return listing
