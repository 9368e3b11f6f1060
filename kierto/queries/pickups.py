"""Times for fetching: when a site is open, what is agreed, what is to be driven."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from kierto.db import session
from kierto.domain.holidays import holiday
from kierto.domain.opening import Slot, Span, slots
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.models import (
    Claim,
    ClosedDays,
    Listing,
    OpeningHours,
    Organisation,
    Pickup,
    Site,
    Transport,
    Unit,
    User,
)
from kierto.queries import access

GRACE = timedelta(days=7)
"""So long after an agreed time a reservation waits for its handover to be recorded."""

MOST_DAYS = 21
"""Times are offered for at most three weeks ahead."""


def pickup_of(claim: Claim) -> Pickup | None:
    """The time that is proposed or agreed for ``claim``, if one stands."""
    return session.scalar(
        select(Pickup).where(Pickup.claim_id == claim.id, Pickup.cancelled_at.is_(None))
    )


def newest_time_of(claim: Claim) -> Pickup | None:
    """As ``pickup_of``, also when it was taken back, for calendars that have the earlier one."""
    return session.scalar(select(Pickup).where(Pickup.claim_id == claim.id))


def transport_of(claim: Claim) -> Transport | None:
    """How the goods of ``claim`` travel, if it was told."""
    return session.scalar(select(Transport).where(Transport.claim_id == claim.id))


def site_of(claim: Claim) -> Site | None:
    """Where the goods of ``claim`` are fetched."""
    return claim.listing.site or claim.listing.unit.site


def stops_the_clock(now: datetime) -> ColumnElement[bool]:
    """Whether a claim has an agreed time, as a condition: until after it nothing lapses."""
    return exists().where(
        Pickup.claim_id == Claim.id,
        Pickup.agreed_at.is_not(None),
        Pickup.cancelled_at.is_(None),
        Pickup.starts_at > now - GRACE,
    )


def hours_of(site: Site) -> dict[int, tuple[Span, ...]]:
    """The openings of each weekday."""
    rows = session.scalars(
        select(OpeningHours)
        .where(OpeningHours.site_id == site.id)
        .order_by(OpeningHours.weekday, OpeningHours.opens)
    )
    return {
        weekday: tuple(Span(row.opens, row.closes) for row in of_day)
        for weekday, of_day in groupby(rows, key=lambda row: row.weekday)
    }


def closed_days_of(site: Site, today: date) -> Sequence[ClosedDays]:
    """The own closed days that are not over."""
    return session.scalars(
        select(ClosedDays)
        .where(ClosedDays.site_id == site.id, ClosedDays.last >= today)
        .order_by(ClosedDays.first, ClosedDays.id)
    ).all()


def offered(claim: Claim, now: datetime) -> list[Slot]:
    """The times that the giver's site offers until the claim's last day; none without hours."""
    site = site_of(claim)
    if site is None or claim.state is not ClaimState.RESERVED or claim.pickup_by is None:
        return []
    today = local_day(now)
    first = max(today, claim.listing.available_from or today)
    own = closed_days_of(site, today)

    def is_closed(day: date) -> bool:
        return holiday(day) is not None or any(away.first <= day <= away.last for away in own)

    return list(
        slots(
            hours_of(site),
            is_closed=is_closed,
            first=first,
            last=min(claim.pickup_by, first + timedelta(days=MOST_DAYS)),
            after=now,
        )
    )


def driver_of(claim: Claim) -> Organisation | None:
    """Whose transport can be ordered for ``claim``: the giver's, else the receiver's."""
    for organisation in (claim.listing.organisation, claim.organisation):
        if organisation.drives:
            return organisation
    return None


def ordered_transports(person: User, *, driven: bool) -> Sequence[Transport]:
    """What the transport of ``person``'s organisations has to drive, by time, or has driven."""
    statement = (
        select(Transport)
        .join(Claim, Claim.id == Transport.claim_id)
        .outerjoin(Pickup, (Pickup.claim_id == Claim.id) & Pickup.agreed_at.is_not(None))
        .where(Transport.organisation_id.in_(_organisations_driven_by(person)))
        .options(
            joinedload(Transport.claim).options(
                joinedload(Claim.unit).joinedload(Unit.site),
                joinedload(Claim.listing).options(
                    joinedload(Listing.unit).joinedload(Unit.site), joinedload(Listing.site)
                ),
            )
        )
    )
    if driven:
        statement = statement.where(Transport.driven_at.is_not(None)).order_by(
            Transport.driven_at.desc(), Transport.id.desc()
        )
    else:
        statement = statement.where(
            Transport.driven_at.is_(None), Claim.state == ClaimState.RESERVED
        ).order_by(Pickup.starts_at.is_(None), Pickup.starts_at, Claim.pickup_by, Transport.id)
    return session.scalars(statement.limit(200)).unique().all()


def drives_for(person: User, transport: Transport) -> bool:
    """Whether ``person`` drives for the organisation whose transport was ordered."""
    return transport.organisation_id in _organisations_driven_by(person)


def _organisations_driven_by(person: User) -> Collection[int]:
    units = access.units_where(person, Permission.DRIVE)
    return session.scalars(select(Unit.organisation_id).where(Unit.id.in_(units)).distinct()).all()
