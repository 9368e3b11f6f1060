"""What a unit tells those who fetch from it: hours, closed days, lift, dock, doors, contact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from kierto.db import session
from kierto.domain.errors import N_, NotFound, Refused
from kierto.domain.opening import Span
from kierto.domain.permissions import Permission
from kierto.models import ClosedDays, OpeningHours, Site, Unit, User
from kierto.services.access import allow


class ClosedDaysReversed(Refused):
    message = N_("The last day cannot come before the first one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How things are fetched from a site; ``door_cm`` is the width of the narrowest door."""

    hours: Mapping[int, Sequence[Span]]
    has_lift: bool = False
    has_dock: bool = False
    door_cm: int | None = None
    access: str = ""
    contact: str = ""


def describe(unit: Unit, fetching: Fetching, *, person: User) -> Site:
    """Tell how things are fetched from the unit's site, which is made when it has none."""
    allow(person, Permission.POST_LISTING, unit)
    site = unit.site
    if site is None:
        site = Site(organisation_id=unit.organisation_id, name=unit.name)
        session.add(site)
        unit.site = site
    site.has_lift, site.has_dock, site.door_cm = (
        fetching.has_lift,
        fetching.has_dock,
        fetching.door_cm,
    )
    site.access = fetching.access.strip() or None
    site.fetching_contact = fetching.contact.strip() or None
    session.flush()
    session.execute(delete(OpeningHours).where(OpeningHours.site_id == site.id))
    session.add_all(
        OpeningHours(site_id=site.id, weekday=weekday, opens=span.opens, closes=span.closes)
        for weekday, spans in fetching.hours.items()
        for span in spans
    )
    return site


def close(unit: Unit, first: date, last: date, *, reason: str, person: User) -> None:
    """Offer no times on these days. Saying it twice changes nothing. Raises ClosedDaysReversed."""
    allow(person, Permission.POST_LISTING, unit)
    if last < first:
        raise ClosedDaysReversed(field="last")
    site = unit.site or describe(unit, Fetching(hours={}), person=person)
    known = session.query(ClosedDays).filter_by(site_id=site.id, first=first, last=last).first()
    if known is None:
        session.add(ClosedDays(site_id=site.id, first=first, last=last, reason=reason.strip()))


def reopen(unit: Unit, closed_id: int, *, person: User) -> None:
    """Take closed days back. Raises NotFound for those of another site."""
    allow(person, Permission.POST_LISTING, unit)
    closed = session.get(ClosedDays, closed_id)
    if closed is None or unit.site is None or closed.site_id != unit.site.id:
        raise NotFound
    session.delete(closed)
