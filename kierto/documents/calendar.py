"""The last day for picking up what is reserved, as an event for a person's calendar."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import force_locale
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.errors import NotFound
from kierto.domain.states import ClaimState
from kierto.domain.text import many_lines, one_line
from kierto.models import Claim, Listing, Pickup

_REMINDER = timedelta(hours=-15)
"""Before the day begins: at nine the morning before."""

_BEFORE = timedelta(hours=-2)
"""Before an agreed time: long enough to find a car."""


def pickup(
    claim: Claim, *, address: str, language: str, made_at: datetime, time: Pickup | None = None
) -> bytes:
    """The event of ``claim``: the agreed ``time``, else the last day until which it is kept.

    Its UID stays the same, so that a calendar which takes it again moves the event instead of
    keeping two. ``address`` is the listing's page. Raises NotFound when nothing is to be picked up.
    """
    if claim.state is not ClaimState.RESERVED or claim.pickup_by is None:
        raise NotFound
    with force_locale(language):
        return _written(claim, claim.pickup_by, address, made_at, time)


def _written(
    claim: Claim, last_day: date, address: str, made_at: datetime, time: Pickup | None
) -> bytes:
    import icalendar

    agreed = time is not None and time.agreed_at is not None and time.cancelled_at is None

    listing = claim.listing
    title = one_line(listing.title)
    event = icalendar.Event()
    event.add("uid", f"claim-{claim.id}-pickup@{urlsplit(address).hostname}")
    event.add("dtstamp", made_at)
    event.add("sequence", 0 if time is None else time.revision)
    if time is not None and agreed:
        event.add("dtstart", time.starts_at)
        event.add("dtend", time.ends_at)
        event.add("summary", _("Fetching: %(title)s", title=title))
    else:
        event.add("dtstart", last_day)
        event.add("dtend", last_day + timedelta(days=1))
        event.add("summary", _("Last day to pick up: %(title)s", title=title))
    event.add("location", _place(listing))
    event.add("description", _description(claim, address))
    event.add("url", address)
    event.add("transp", "OPAQUE" if agreed else "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    if agreed:
        alarm.add("description", _("Fetching: %(title)s", title=title))
        alarm.add("trigger", _BEFORE)
    else:
        alarm.add("description", _("Pick up tomorrow at the latest: %(title)s", title=title))
        alarm.add("trigger", _REMINDER)
    event.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Kierto//Kierto//FI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _place(listing: Listing) -> str:
    site = listing.site
    if site is None:
        return one_line(listing.place_name or listing.unit.name)
    town = " ".join(part for part in (site.postcode, site.municipality) if part)
    return one_line(", ".join(part for part in (site.name, site.address, town) if part))


def _description(claim: Claim, address: str) -> str:
    listing = claim.listing
    amount = formats.quantity(claim.open_quantity, listing.measure)
    site = listing.site or listing.unit.site
    contact = (site and site.fetching_contact) or listing.unit.contact
    lines = [
        _("%(amount)s reserved for %(unit)s", amount=amount, unit=claim.unit.name),
        _("Giver: %(unit)s", unit=listing.unit.name),
        contact and _("Contact: %(contact)s", contact=contact),
        site and site.access,
        address,
    ]
    return many_lines("\n".join(str(line) for line in lines if line))
