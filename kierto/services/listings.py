"""Posting, changing and withdrawing listings."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.errors import N_, Refused, StaleVersion
from kierto.domain.hierarchy import LegalStatus, Recovery, WasteCodeNeeded
from kierto.domain.loan import WasteNotLent
from kierto.domain.period import local_day
from kierto.domain.permissions import Permission
from kierto.domain.place import Place
from kierto.domain.states import LISTING_CHANGES, ListingState, become
from kierto.domain.text import fold, many_lines, one_line, without_marks
from kierto.domain.units import MassBasis, Measure, Money, Quantity, estimate_mass
from kierto.domain.visibility import Stage, times_for_audience
from kierto.models import Category, Clearance, Listing, Site, Unit, User, WasteCode
from kierto.queries.factor_book import FactorBook
from kierto.services import events, queue
from kierto.services.access import allow
from kierto.services.stock import lock, settle, touch
from kierto.services.submissions import once


class CategoryRefused(Refused):
    """Hazardous, POP, asbestos and treated wood are not listed at all."""

    message = N_(
        "“%(category)s” cannot be offered here: it is hazardous waste (%(code)s). "
        "Take it to a receiver of hazardous waste; your waste service tells the nearest one."
    )


class HazardousWaste(Refused):
    message = N_(
        "%(code)s is hazardous waste and cannot be offered here. "
        "Take it to a receiver of hazardous waste; your waste service tells the nearest one."
    )


class UnknownWasteCode(Refused):
    message = N_("“%(code)s” is not a six-digit code of the list of waste.")


class WeightNeeded(Refused):
    message = N_("Give the weight of one %(measure)s: this category has no density to compute it.")


class DataWipeNeeded(Refused):
    message = N_("Say how the data was wiped and by whom: this device can hold personal data.")


class LessThanPromised(Refused):
    message = N_(
        "The amount cannot go below %(held)s: %(reserved)s is reserved and %(gone)s has gone."
    )


class MeasureFixed(Refused):
    message = N_("Some of this is promised or gone, so it is still counted in %(measure)s.")


class NothingOffered(Refused):
    message = N_("The amount must be more than zero.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a person says of the thing; what they leave out is filled in from unit and category.

    ``kilograms_per_measure`` is the giver's own figure for one piece (or kg, t, m³, m², m).
    ``audience`` opens the listing at once to that stage; OWN follows the organisation's policy.
    ``loan_days`` lends the thing for so many days at most instead of giving it for good.
    ``origin_handover_id`` is the handover by which goods that come round again arrived.
    ``is_elsewhere`` says that the goods lie at ``place_name``, of which no coordinates are known:
    then they are at no distance at all, rather than at the unit's own site.
    """

    title: str
    category: Category
    quantity: Quantity
    condition: Condition
    measure: Measure | None = None
    description: str = ""
    site: Site | None = None
    place: Place | None = None
    place_name: str | None = None
    is_elsewhere: bool = False
    kilograms_per_measure: Decimal | None = None
    mass_basis: MassBasis | None = None
    is_lot: bool = False
    available_from: date | None = None
    available_until: date | None = None
    audience: Stage = Stage.OWN
    legal_status: LegalStatus = LegalStatus.PRODUCT
    recovery: Recovery | None = None
    waste_code: str | None = None
    data_wiped: str | None = None
    price: Money | None = None
    vat_percent: Decimal | None = None
    reference: str | None = None
    origin_handover_id: int | None = None
    clearance: Clearance | None = None
    room: str | None = None
    loan_days: int | None = None


def post(
    unit: Unit,
    offer: Offer,
    *,
    person: User,
    now: datetime,
    key: str | None = None,
    draft: bool = False,
) -> Listing:
    """Store a new listing and open it (unless ``draft``).

    Raises NotAllowed and the refusals above.
    """
    allow(person, Permission.POST_LISTING, unit)

    def make() -> Listing:
        listing = Listing(
            organisation_id=unit.organisation_id,
            unit=unit,
            author_id=person.id,
            created_at=now,
            state=ListingState.DRAFT,
        )
        _fill(listing, offer, now)
        session.add(listing)
        session.flush()
        if not draft:
            _open(listing, offer.audience, now)
        events.record("listed", listing=listing, now=now, person=person, unit=unit)
        return listing

    return once(Listing, make, person=person, key=key, content=[unit.id, _content(offer)], now=now)


def build(
    unit: Unit, offer: Offer, *, person: User | None, now: datetime, book: FactorBook
) -> Listing:
    """An open listing that is not stored yet, for many at once: ``book`` spares the queries.

    The caller has asked for the permission and stores the listing with its "listed" event.
    Raises the refusals above.
    """
    listing = Listing(
        organisation_id=unit.organisation_id,
        unit=unit,
        author_id=None if person is None else person.id,
        created_at=now,
        state=ListingState.DRAFT,
        reserved=Quantity(0),
        handed_over=Quantity(0),
        ended=Quantity(0),
    )
    _fill(listing, offer, now, book)
    _open(listing, offer.audience, now)
    return listing


def change(listing: Listing, offer: Offer, *, version: int, person: User, now: datetime) -> Listing:
    """Replace what the listing says. Raises StaleVersion when it changed since ``version``."""
    allow(person, Permission.POST_LISTING, listing.unit)
    return revise(listing, offer, version=version, person=person, now=now)


def revise(
    listing: Listing, offer: Offer, *, version: int, person: User | None, now: datetime
) -> Listing:
    """``change`` for a caller who has asked for another permission, such as an import."""
    locked = lock(listing.id)
    if locked.version != version:
        raise StaleVersion
    held = locked.quantity - locked.free
    if offer.quantity < held:
        raise LessThanPromised(
            field="quantity",
            held=str(held),
            reserved=str(locked.reserved),
            gone=str(locked.handed_over + locked.ended),
        )
    measure = offer.measure or offer.category.measure or Measure.PIECES
    if held and measure is not locked.measure:
        raise MeasureFixed(field="measure", measure=locked.measure)
    came = locked.available_from
    _fill(locked, offer, now)
    if locked.available_from != came:
        queue.goods_come_later(locked)
    if locked.state is not ListingState.DRAFT:
        _check_wiped(locked)
    settle(locked, now)
    if locked.state is ListingState.OPEN and offer.audience is not Stage.OWN:
        _open_earlier(locked, offer.audience, now)
    events.record("changed", listing=locked, now=now, person=person, unit=locked.unit)
    queue.promote(locked, now)
    return locked


def withdraw(listing: Listing, *, person: User, now: datetime) -> Listing:
    """Take an offer back; what is already promised stays promised."""
    allow(person, Permission.POST_LISTING, listing.unit)
    locked = lock(listing.id)
    if locked.state is ListingState.WITHDRAWN:
        return locked
    locked.state = become(locked.state, ListingState.WITHDRAWN, LISTING_CHANGES)
    touch(locked, now)
    events.record("withdrawn", listing=locked, now=now, person=person, unit=locked.unit)
    return locked


def reopen(listing: Listing, *, person: User, now: datetime) -> Listing:
    """Offer a withdrawn, expired or drafted listing (again)."""
    allow(person, Permission.POST_LISTING, listing.unit)
    locked = lock(listing.id)
    if locked.state is ListingState.OPEN:
        return locked
    _open(locked, Stage.OWN, now)
    events.record("opened", listing=locked, now=now, person=person, unit=locked.unit)
    queue.promote(locked, now)
    return locked


def expire_overdue(now: datetime) -> int:
    """End the offers whose last day has passed; how many ended. What is promised stays so."""
    overdue = session.scalars(
        select(Listing.id)
        .where(Listing.state == ListingState.OPEN, Listing.available_until < local_day(now))
        .order_by(Listing.id)
    ).all()
    expired = 0
    for listing_id in overdue:
        locked = lock(listing_id)
        if locked.state is not ListingState.OPEN:
            continue
        locked.state = become(locked.state, ListingState.EXPIRED, LISTING_CHANGES)
        touch(locked, now)
        events.record("expired", listing=locked, now=now)
        expired += 1
    return expired


def open_to(listing: Listing, audience: Stage, *, person: User, now: datetime) -> Listing:
    """Open a stage earlier than planned; what is open is never closed again."""
    allow(person, Permission.POST_LISTING, listing.unit)
    locked = lock(listing.id)
    _open_earlier(locked, audience, now)
    events.record(
        "opened_to", listing=locked, now=now, person=person, unit=locked.unit, stage=audience
    )
    return locked


def _open(listing: Listing, audience: Stage, now: datetime) -> None:
    _check_wiped(listing)
    listing.state = become(listing.state, ListingState.OPEN, LISTING_CHANGES)
    if listing.opened_at is None:
        listing.opened_at = now
        times = times_for_audience(audience, now, listing.unit.organisation.stage_days)
        listing.partners_from = times[Stage.PARTNERS]
        listing.companies_from = times[Stage.COMPANIES]
        listing.public_from = times[Stage.PUBLIC]
    settle(listing, now)


def _open_earlier(listing: Listing, audience: Stage, now: datetime) -> None:
    for stage, column in (
        (Stage.PARTNERS, "partners_from"),
        (Stage.COMPANIES, "companies_from"),
        (Stage.PUBLIC, "public_from"),
    ):
        planned: datetime | None = getattr(listing, column)
        if planned is None or planned > now:
            setattr(listing, column, now)
        if stage is audience:
            break
    touch(listing, now)


def _fill(listing: Listing, offer: Offer, now: datetime, book: FactorBook | None = None) -> None:
    category = offer.category
    measure = offer.measure or category.measure or Measure.PIECES
    if offer.quantity <= Quantity(0):
        raise NothingOffered(field="quantity")
    _refuse_what_may_not_be_listed(offer)
    listing.title = one_line(offer.title)
    listing.description = many_lines(offer.description)
    listing.category = category
    listing.quantity, listing.measure = offer.quantity, measure
    listing.condition, listing.condition_rank = offer.condition, offer.condition.rank
    listing.is_lot = offer.is_lot
    listing.reference = offer.reference or listing.reference
    listing.clearance = offer.clearance or listing.clearance
    listing.room = offer.room or listing.room
    listing.available_from, listing.available_until = offer.available_from, offer.available_until
    listing.legal_status, listing.recovery = offer.legal_status, offer.recovery
    listing.waste_code = offer.waste_code
    listing.data_wiped = offer.data_wiped
    listing.loan_days = offer.loan_days
    listing.price, listing.vat_percent = offer.price, offer.vat_percent
    listing.origin_handover_id = offer.origin_handover_id or listing.origin_handover_id
    listing.search_text = _searched(offer)
    listing.search_plain = without_marks(listing.search_text)
    _weigh(listing, offer, measure, now, book or FactorBook())
    _locate(listing, offer)
    touch(listing, now) if listing.version else _begin(listing, now)


def _searched(offer: Offer) -> str:
    """What a search finds the listing by: its own words and the names of its category."""
    names = (name.name for _, name in sorted(offer.category.names.items()))
    return fold(" ".join((one_line(offer.title), many_lines(offer.description), *names)))


def _check_wiped(listing: Listing) -> None:
    """A draft may still lack the statement; what others can see may not."""
    if listing.category.is_ict and not (listing.data_wiped or "").strip():
        raise DataWipeNeeded(field="data_wiped")


def _begin(listing: Listing, now: datetime) -> None:
    listing.version, listing.changed_at = 1, now


def _refuse_what_may_not_be_listed(offer: Offer) -> None:
    category = offer.category
    if category.is_refused:
        raise CategoryRefused(
            field="category", category=category.name("fi"), code=category.waste_code
        )
    if offer.legal_status is LegalStatus.WASTE and offer.loan_days is not None:
        raise WasteNotLent(field="loan_days")
    if offer.legal_status is LegalStatus.WASTE and not offer.waste_code:
        raise WasteCodeNeeded(field="waste_code")
    if offer.waste_code:
        code = session.get(WasteCode, offer.waste_code)
        if code is None or len(code.code) < len("00 00 00"):
            raise UnknownWasteCode(field="waste_code", code=offer.waste_code)
        if code.is_hazardous:
            raise HazardousWaste(field="waste_code", code=offer.waste_code)


def _weigh(
    listing: Listing, offer: Offer, measure: Measure, now: datetime, book: FactorBook
) -> None:
    kilograms = offer.kilograms_per_measure
    basis = offer.mass_basis or MassBasis.DECLARED
    factor_set = book.set_on(local_day(now))
    if kilograms is None and measure.grams is None:
        known = book.unit_weight(offer.category, measure, factor_set)
        if known is None and measure in {Measure.CUBIC_METRES, Measure.SQUARE_METRES}:
            raise WeightNeeded(field="kilograms_per_measure", measure=measure.value)
        kilograms = None if known is None else known.kilograms
        basis = MassBasis.AVERAGE
    listing.kilograms_per_measure = kilograms
    listing.mass = estimate_mass(offer.quantity, measure, kilograms)
    listing.mass_basis = MassBasis.MISSING if listing.mass is None else basis
    listing.factor_set_id = None if factor_set is None else factor_set.id


def _locate(listing: Listing, offer: Offer) -> None:
    """Where the goods lie: as told, else the unit's own site. Editing keeps the place."""
    site = offer.site
    if site is None and offer.place is None and not offer.is_elsewhere:
        if listing.latitude is not None or listing.site_id is not None:
            return
        site = listing.unit.site
    listing.site_id = None if site is None else site.id
    listing.place = offer.place or (None if site is None else site.place)
    listing.place_name = offer.place_name or (None if site is None else site.name)


def _content(offer: Offer) -> dict[str, object]:
    return {
        "title": offer.title,
        "category": offer.category.id,
        "quantity": offer.quantity.units,
        "condition": offer.condition,
        "description": offer.description,
    }
