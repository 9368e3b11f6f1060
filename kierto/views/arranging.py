"""What is agreed about a reserved claim: the time, the door, who brings, what is decided."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ClaimState
from kierto.domain.transport import TransportKind
from kierto.domain.units import Money
from kierto.models import Claim, Pickup, Release, Site, Transport
from kierto.queries import access, pickups
from kierto.queries.releases import leaves_public_property, release_of
from kierto.services.pickups import gives, receives
from kierto.views.guards import now, person
from kierto.wording import label


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """What the two sides have arranged, with what this person can do about it."""

    claim: Claim
    pickup: Pickup | None
    time_text: str
    is_agreed: bool
    is_over: bool
    gives: bool
    receives: bool
    may_arrange: bool
    may_accept: bool
    offers: bool
    calendar_url: str
    site_facts: list[tuple[str, str]]
    transport: Transport | None
    transport_text: str
    may_order: bool
    needs_release: bool
    may_release: bool
    release: Release | None
    may_show_code: bool


def arranged(claim: Claim) -> Arranged:
    """The arrangements of ``claim`` for the person who looks."""
    pickup, transport = pickups.pickup_of(claim), pickups.transport_of(claim)
    is_reserved = claim.state is ClaimState.RESERVED
    giver, receiver = gives(person(), claim), receives(person(), claim)
    may_arrange = is_reserved and (giver or receiver)
    agreed = pickup is not None and pickup.agreed_at is not None
    is_over = pickup is not None and pickup.starts_at <= now()
    return Arranged(
        claim=claim,
        pickup=pickup,
        time_text="" if pickup is None else formats.time_span(pickup.starts_at, pickup.ends_at),
        is_agreed=agreed,
        is_over=is_over,
        gives=giver,
        receives=receiver,
        may_arrange=may_arrange,
        may_accept=may_arrange
        and pickup is not None
        and not agreed
        and not is_over
        and (receiver if pickup.by_giver else giver),
        offers=may_arrange and bool(pickups.offered(claim, now())),
        calendar_url=url_for("papers.pickup", claim_id=claim.id)
        if is_reserved and claim.pickup_by is not None
        else "",
        site_facts=site_facts(claim) if is_reserved else [],
        transport=transport,
        transport_text="" if transport is None else transport_text(transport),
        may_order=may_arrange and (transport is None or transport.driven_at is None),
        needs_release=leaves_public_property(claim),
        may_release=access.may(person(), Permission.DECIDE_CLAIM, claim.listing.unit_id),
        release=release_of(claim),
        may_show_code=may_arrange and claim.loan_days is None,
    )


def transport_text(transport: Transport) -> str:
    """Who brings the goods, in a line: “ordered transport, Kemin kaupunki, 40 € without VAT”."""
    if transport.organisation is None:
        return label(transport.kind)
    driver = transport.organisation.name
    parts = [label(TransportKind.CITY), driver, price_text(transport.price)]
    if transport.driven_at is not None:
        parts.append(str(_("driven %(moment)s", moment=formats.moment(transport.driven_at))))
    return ", ".join(parts)


def price_text(price: Money | None) -> str:
    """What a drive costs."""
    if not price:
        return str(_("free of charge"))
    return str(_("%(price)s without VAT", price=formats.euros(price)))


def site_facts(claim: Claim) -> list[tuple[str, str]]:
    """Where the goods are fetched, and what waits there."""
    site = pickups.site_of(claim)
    if site is None:
        return [(str(_("Place")), claim.listing.place_name or claim.listing.unit.name)]
    closed = [
        f"{formats.day(away.first)}–{formats.day(away.last)}"
        if away.first != away.last
        else formats.day(away.first)
        for away in pickups.closed_days_of(site, local_day(now()))
    ]
    facts = [
        (str(_("Place")), place_text(site)),
        (str(_("Way in")), site.access or ""),
        (str(_("There")), ways_text(site)),
        (str(_("Call when there")), site.fetching_contact or ""),
        (str(_("Closed")), ", ".join(closed)),
    ]
    return [(name, text) for name, text in facts if text]


def place_text(site: Site) -> str:
    """Name and address in a line."""
    town = " ".join(part for part in (site.postcode, site.municipality) if part)
    return ", ".join(part for part in (site.name, site.address, town) if part)


def ways_text(site: Site) -> str:
    """Lift, loading dock and the narrowest door, in a line."""
    ways = [
        str(_("lift")) if site.has_lift else "",
        str(_("loading dock")) if site.has_dock else "",
        str(_("narrowest door %(width)s cm", width=site.door_cm)) if site.door_cm else "",
    ]
    return ", ".join(way for way in ways if way)
