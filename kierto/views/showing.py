"""What the page of one listing shows to this person."""

import secrets
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from kierto import formats
from kierto.domain.catalogue import ancestors
from kierto.domain.hierarchy import LegalStatus
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import ListingState
from kierto.domain.text import sort_key
from kierto.domain.units import Quantity
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Claim, Listing, Unit
from kierto.queries import access, categories, units
from kierto.queries.listings import claims_of
from kierto.queries.matches import Match, wants_for
from kierto.views.cards import closing_text, free_text, stage_text
from kierto.views.guards import now, person, viewer
from kierto.views.histories import Happened, history_of_listing
from kierto.views.masses import basis_text, mass_text
from kierto.views.pictures import picture_of
from kierto.views.streams import amount_text
from kierto.views.suggestions import language
from kierto.wording import label


@dataclass(frozen=True, slots=True)
class Opening:
    """An audience stage that is not open yet, and when it opens by itself."""

    stage: Stage
    name: str
    day_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything that the template of one listing needs."""

    listing: Listing
    picture: str
    free_text: str
    stage_text: str
    stage_name: str
    closing_text: str
    mass_text: str
    basis_text: str
    distance_text: str
    address: str
    price_text: str
    status_text: str
    status_kind: str
    facts: list[tuple[str, str]]
    path: list[tuple[str, str]]
    points: list[dict[str, object]]
    is_giver: bool
    claim_units: list[Unit]
    claims: list[Claim]
    wants: list[Match]
    openings: list[Opening]
    history: list[Happened]
    key: str

    @property
    def can_claim(self) -> bool:
        """Whether the claim box takes a claim now, at least into the queue."""
        return bool(self.claim_units) and self.listing.state is ListingState.OPEN


def shown(listing: Listing) -> Shown:
    """The page of ``listing`` for the person who looks."""
    user = person() if current_user.is_authenticated else None
    is_giver = user is not None and access.may(user, Permission.POST_LISTING, listing.unit_id)
    claimers = access.choices_where(user, Permission.CLAIM) if user is not None else []
    decides = user is not None and access.may(user, Permission.DECIDE_CLAIM, listing.unit_id)
    claims = [claim for claim in claims_of(listing) if decides or claim.unit_id in viewer().units]
    return Shown(
        listing=listing,
        picture=picture_of(listing.category),
        free_text=free_text(listing),
        stage_text=stage_text(listing),
        stage_name=label(current_stage(listing, now())),
        closing_text=closing_text(listing),
        mass_text=mass_text(listing),
        basis_text=basis_text(listing),
        distance_text=_distance(listing),
        address=_address(listing),
        price_text=_price(listing),
        status_text="" if listing.state is ListingState.OPEN else label(listing.state),
        status_kind="neutral" if listing.state is ListingState.CLOSED else "alert",
        facts=_facts(listing),
        path=_path(listing),
        points=_points(listing),
        is_giver=is_giver,
        claim_units=sorted(
            (unit for unit in claimers if unit.id != listing.unit_id),
            key=lambda unit: sort_key(unit.name),
        ),
        claims=claims,
        wants=wants_for(listing, now=now(), limit=6) if is_giver else [],
        openings=_openings(listing) if is_giver else [],
        history=history_of_listing(listing),
        key=secrets.token_urlsafe(16),
    )


def _distance(listing: Listing) -> str:
    own = units.home_of(person()) if current_user.is_authenticated else None
    here = own.site.place if own is not None and own.site is not None else None
    if own is None or here is None or listing.place is None or own.id == listing.unit_id:
        return ""
    metres = formats.distance(listing.place.distance_to(here))
    return str(_("%(distance)s from %(unit)s", distance=metres, unit=own.name))


def _address(listing: Listing) -> str:
    site = listing.site
    if site is None:
        return listing.place_name or str(_("location missing"))
    town = " ".join(part for part in (site.postcode, site.municipality) if part)
    parts = [listing.place_name or site.name, site.address, town]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _price(listing: Listing) -> str:
    if listing.price is None:
        return str(_("free of charge"))
    price = formats.euros(listing.price)
    if listing.vat_percent is None or listing.vat_percent == Decimal(0):
        return price
    percent = formats.number(listing.vat_percent)
    return str(_("%(price)s + VAT %(percent)s %%", price=price, percent=percent))


def _facts(listing: Listing) -> list[tuple[str, str]]:
    """Label and value, in the order in which people ask; what is empty is left out."""
    amount = formats.quantity(listing.quantity, listing.measure)
    gone = listing.handed_over + listing.ended
    counted = [_("%(amount)s in all", amount=amount)]
    if listing.reserved > Quantity(0):
        counted.append(_("%(amount)s reserved", amount=formats.quantity(listing.reserved)))
    if gone > Quantity(0):
        counted.append(_("%(amount)s gone", amount=formats.quantity(gone)))
    if listing.is_lot:
        counted.append(_("goes only as one lot"))
    waste = ""
    if listing.legal_status is not LegalStatus.PRODUCT:
        parts = [label(listing.legal_status), listing.waste_code or ""]
        parts += [label(listing.recovery)] if listing.recovery else []
        waste = ", ".join(part for part in parts if part)
    return [
        (_("Amount"), ", ".join(counted)),
        (_("Condition"), label(listing.condition)),
        (_("Weight"), f"{mass_text(listing)} ({basis_text(listing)})"),
        (_("Can be fetched"), _when(listing)),
        (_("Price"), _price(listing)),
        (_("Given by"), f"{listing.unit.name}, {listing.organisation.name}"),
        (_("Category"), listing.category.name(language())),
        (_("For loan"), _loan(listing)),
        (_("Legal status"), waste),
        (_("Comes again"), "" if listing.stream is None else amount_text(listing.stream)),
        (_("Data wiped"), listing.data_wiped or ""),
        (_("Reference"), listing.reference or ""),
    ]


def _loan(listing: Listing) -> str:
    if listing.loan_days is None:
        return ""
    return str(ngettext("at most %(num)s day", "at most %(num)s days", listing.loan_days))


def _when(listing: Listing) -> str:
    begin, end = listing.available_from, listing.available_until
    if begin is not None and end is not None:
        return f"{formats.day(begin)}–{formats.day(end)}"
    if begin is not None and begin > local_day(now()):
        return str(_("from %(day)s", day=formats.day(begin)))
    if end is not None:
        return str(_("until %(day)s", day=formats.day(end)))
    return str(_("now"))


def _path(listing: Listing) -> list[tuple[str, str]]:
    above = categories.by_ids(list(ancestors(listing.category_id)))
    steps = [(_("Listings"), url_for("listings.index"))]
    steps += [
        (node.name(language()), url_for("listings.index", category=node.code)) for node in above
    ]
    return [*steps, (listing.title, "")]


def _points(listing: Listing) -> list[dict[str, object]]:
    place = listing.place
    if place is None:
        return []
    name = listing.place_name or listing.unit.name
    return [{"lat": place.latitude, "lon": place.longitude, "title": name, "text": ""}]


def _openings(listing: Listing) -> list[Opening]:
    """The stages wider than the one that is open."""
    if listing.state is not ListingState.OPEN:
        return []
    order = list(Stage)
    reached = order.index(current_stage(listing, now()))
    times = {
        Stage.PARTNERS: listing.partners_from,
        Stage.COMPANIES: listing.companies_from,
        Stage.PUBLIC: listing.public_from,
    }
    return [
        Opening(stage, label(stage), formats.day(local_day(time)) if time else "")
        for stage, time in times.items()
        if order.index(stage) > reached
    ]
