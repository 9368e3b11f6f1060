"""What happened to a listing or a claim, as sentences, with names only where they may be known."""

from dataclasses import dataclass

from flask_babel import gettext as _

from kierto import formats
from kierto.domain.units import Quantity
from kierto.models import Claim, Event, Listing
from kierto.queries import people
from kierto.queries.claims import events_of
from kierto.queries.listings import history_of
from kierto.views.guards import viewer
from kierto.wording import label_of_stage, tell


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the history."""

    text: str
    time_text: str
    who: str


def history_of_listing(listing: Listing) -> list[Happened]:
    """Everything, for those who may see the listing; who took something only to its sides."""
    return _told(listing, history_of(listing))


def history_of_claim(claim: Claim) -> list[Happened]:
    """What happened to one claim, for its two sides."""
    return _told(claim.listing, events_of(claim))


def _told(listing: Listing, events: list[Event]) -> list[Happened]:
    """The events in words; people are named to their own colleagues and to the giving unit."""
    acting = frozenset(event.user_id for event in events if event.user_id is not None)
    named = acting
    if listing.unit_id not in viewer().units:
        named = people.colleagues(acting, viewer().organisations)
    return [_happened(listing, event, named) for event in events]


def _happened(listing: Listing, event: Event, named: frozenset[int]) -> Happened:
    """An event in words; who took something is told to those whom it concerns."""
    near = listing.organisation_id in viewer().organisations
    known = event.unit is not None and (
        near or event.unit_id == listing.unit_id or event.unit_id in viewer().units
    )
    unit = event.unit.name if known and event.unit is not None else str(_("another unit"))
    amount = event.data.get("quantity", "")
    if amount:
        amount = formats.quantity(Quantity.from_decimal(amount), listing.measure)
    stage = event.data.get("stage", "")
    if event.kind == "opened_to" and event.unit_id is None:
        text = str(_("The listing opened by its date to: %(stage)s", stage=label_of_stage(stage)))
    else:
        text = tell(event.kind, unit=unit, amount=amount, stage=stage)
    return Happened(
        text=text,
        time_text=formats.moment(event.happened_at),
        who=event.user.name if event.user is not None and event.user_id in named else "",
    )
