"""What the card of a listing shows, already in the reader's words."""

from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _

from kierto import formats
from kierto.domain.period import local_day
from kierto.domain.units import Quantity
from kierto.domain.visibility import Stage, current_stage
from kierto.models import Listing
from kierto.views.guards import now
from kierto.views.pictures import picture_of
from kierto.wording import label

SOON = timedelta(days=14)
"""A closing day nearer than this stands on the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The fields of ``templates/components/cards.html``; what is empty is left out there."""

    title: str
    url: str
    photo_url: str
    photo_alt: str
    picture: str
    free_text: str
    condition_text: str
    distance_text: str
    place_text: str
    closing_text: str
    stage_text: str
    reasons: tuple[str, ...] = ()


def card_of(
    listing: Listing, *, distance_m: float | None = None, reasons: tuple[str, ...] = ()
) -> Card:
    """The card of ``listing``; ``distance_m`` when the reader's place is known."""
    photo = listing.photos[0] if listing.photos else None
    return Card(
        title=listing.title,
        url=url_for("listings.show", listing_id=listing.id),
        photo_url=url_for("photos.show", name=photo.name, size="card") if photo else "",
        photo_alt=photo.description if photo else "",
        picture=picture_of(listing.category),
        free_text=free_text(listing),
        condition_text=label(listing.condition),
        distance_text="" if distance_m is None else formats.distance(distance_m),
        place_text=listing.place_name or listing.unit.name,
        closing_text=closing_text(listing),
        stage_text=stage_text(listing),
        reasons=reasons,
    )


def free_text(listing: Listing) -> str:
    """How much can still be claimed: “18 / 30 kpl”, “30 kpl”, “all reserved”."""
    whole = formats.quantity(listing.quantity, listing.measure)
    if listing.free == listing.quantity:
        return whole
    if listing.free <= Quantity(0):
        return str(_("all reserved"))
    return f"{formats.quantity(listing.free)} / {whole}"


def closing_text(listing: Listing) -> str:
    """The last day, when it is near."""
    last, today = listing.available_until, local_day(now())
    if last is None or last - today > SOON:
        return ""
    if last < today:
        return str(_("Ended on %(day)s", day=formats.day(last)))
    if last == today:
        return str(_("Last day today"))
    if last == today + timedelta(days=1):
        return str(_("Until tomorrow"))
    return str(_("Until %(day)s", day=formats.day(last)))


def stage_text(listing: Listing) -> str:
    """To whom the listing is open, when that is not everybody."""
    words = {
        Stage.OWN: _("own organisation only"),
        Stage.PARTNERS: _("partners too"),
        Stage.COMPANIES: _("companies too"),
    }
    return str(words.get(current_stage(listing, now()), ""))
