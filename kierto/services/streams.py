"""Starting, pausing and ending side streams, and offering what they bring in each period."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, and_, or_, select

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.errors import N_, NotFound, Refused
from kierto.domain.hierarchy import LegalStatus, Recovery
from kierto.domain.period import Period, local_day
from kierto.domain.permissions import Permission
from kierto.domain.states import become
from kierto.domain.stream import STREAM_CHANGES, Rhythm, StreamState, period_around
from kierto.domain.text import many_lines, one_line
from kierto.domain.units import Measure, Quantity
from kierto.models import Category, Listing, Stream, Unit, User
from kierto.queries.factor_book import FactorBook
from kierto.services import events, listings
from kierto.services.access import allow
from kierto.services.listings import Offer
from kierto.services.submissions import once


class OrderOfDays(Refused):
    message = N_("The last day comes before the first.")


class HasPassed(Refused):
    message = N_("The last day has passed already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What comes, how much of it in each period, and from when until when."""

    title: str
    category: Category
    quantity: Quantity
    rhythm: Rhythm
    legal_status: LegalStatus
    starts_on: date
    measure: Measure | None = None
    ends_on: date | None = None
    recovery: Recovery | None = None
    waste_code: str | None = None
    kilograms_per_measure: Decimal | None = None
    description: str = ""


def start(unit: Unit, flow: Flow, *, person: User, now: datetime, key: str | None = None) -> Stream:
    """Store a stream and offer what it brings in the running period.

    What could not be listed is refused at once, also when the stream begins later: raises what
    ``listings.post`` raises, OrderOfDays and HasPassed.
    """
    allow(person, Permission.POST_LISTING, unit)

    def make() -> Stream:
        if flow.ends_on is not None and flow.ends_on < flow.starts_on:
            raise OrderOfDays(field="ends_on")
        if flow.ends_on is not None and flow.ends_on < local_day(now):
            raise HasPassed(field="ends_on")
        stream = Stream(
            organisation_id=unit.organisation_id,
            unit=unit,
            author=person,
            title=one_line(flow.title),
            description=many_lines(flow.description),
            category=flow.category,
            quantity=flow.quantity,
            measure=flow.measure or flow.category.measure or Measure.PIECES,
            rhythm=flow.rhythm,
            kilograms_per_measure=flow.kilograms_per_measure,
            legal_status=flow.legal_status,
            recovery=flow.recovery if flow.legal_status is LegalStatus.WASTE else None,
            waste_code=flow.waste_code,
            starts_on=flow.starts_on,
            ends_on=flow.ends_on,
            state=StreamState.RUNNING,
            created_at=now,
            changed_at=now,
        )
        with session.no_autoflush:
            _listing(stream, period_around(flow.rhythm, flow.starts_on), now)
        session.add(stream)
        session.flush()
        _offer(stream, now)
        return stream

    content = [
        unit.id,
        flow.title,
        flow.category.id,
        flow.quantity.units,
        flow.rhythm,
        flow.legal_status,
        flow.starts_on,
        flow.ends_on,
    ]
    return once(Stream, make, person=person, key=key, content=content, now=now)


def pause(stream_id: int, *, person: User, now: datetime) -> Stream:
    """Offer nothing more until it goes on; what is offered stays. Repeating it changes nothing."""
    return _become(stream_id, StreamState.PAUSED, person, now)


def resume(stream_id: int, *, person: User, now: datetime) -> Stream:
    """Go on, from the running period. Repeating it changes nothing."""
    stream = _become(stream_id, StreamState.RUNNING, person, now)
    stream.problem = None
    _offer(stream, now)
    return stream


def end(stream_id: int, *, person: User, now: datetime) -> Stream:
    """End it for good; what is offered stays. Repeating it changes nothing."""
    return _become(stream_id, StreamState.ENDED, person, now)


def offer_due(now: datetime) -> int:
    """Offer what every running stream brings in the running period; how many listings it made.

    A period that passed while no worker ran is not offered afterwards: its goods are gone. A
    stream whose goods may no longer be listed is paused with the reason.
    """
    made = 0
    for stream_id in session.scalars(_without_listing(now)).all():
        stream = _locked(stream_id)
        try:
            with session.begin_nested():
                made += _offer(stream, now)
        except Refused as refusal:
            session.refresh(stream)
            stream.state = become(stream.state, StreamState.PAUSED, STREAM_CHANGES)
            stream.problem = {
                "message": refusal.message,
                "data": {name: str(value) for name, value in refusal.data.items()},
            }
            stream.changed_at = now
    return made


def _without_listing(now: datetime) -> Select[int]:
    today = local_day(now)
    listed = {
        rhythm: select(Listing.id)
        .where(
            Listing.stream_id == Stream.id,
            Listing.stream_period == period_around(rhythm, today).first,
        )
        .exists()
        for rhythm in Rhythm
    }
    return (
        select(Stream.id)
        .where(
            Stream.state == StreamState.RUNNING,
            Stream.starts_on <= today,
            or_(*(and_(Stream.rhythm == rhythm, ~there) for rhythm, there in listed.items())),
        )
        .order_by(Stream.id)
    )


def _offer(stream: Stream, now: datetime) -> bool:
    """Make the listing of the running period, if it is due and not there (stream is locked)."""
    today = local_day(now)
    if stream.state is not StreamState.RUNNING or today < stream.starts_on:
        return False
    if stream.ends_on is not None and stream.ends_on < today:
        stream.state = become(stream.state, StreamState.ENDED, STREAM_CHANGES)
        stream.changed_at = now
        return False
    period = period_around(stream.rhythm, today)
    there = select(Listing.id).where(
        Listing.stream_id == stream.id, Listing.stream_period == period.first
    )
    if session.scalar(there) is not None:
        return False
    listing = _listing(stream, period, now)
    # Two workers that both got here are settled by the unique key of stream and period.
    listing.stream_id, listing.stream_period = stream.id, period.first
    session.add(listing)
    session.flush()
    events.record("listed", listing=listing, now=now, person=stream.author, unit=stream.unit)
    return True


def _listing(stream: Stream, period: Period, now: datetime) -> Listing:
    ends = period.last if stream.ends_on is None else min(period.last, stream.ends_on)
    offer = Offer(
        title=stream.title,
        category=stream.category,
        quantity=stream.quantity,
        measure=stream.measure,
        condition=Condition.GOOD,
        description=stream.description,
        kilograms_per_measure=stream.kilograms_per_measure,
        legal_status=stream.legal_status,
        recovery=stream.recovery,
        waste_code=stream.waste_code,
        available_from=max(period.first, stream.starts_on),
        available_until=ends,
    )
    return listings.build(stream.unit, offer, person=stream.author, now=now, book=FactorBook())


def _become(stream_id: int, target: StreamState, person: User, now: datetime) -> Stream:
    stream = _locked(stream_id)
    allow(person, Permission.POST_LISTING, stream.unit)
    if stream.state is not target:
        stream.state = become(stream.state, target, STREAM_CHANGES)
        stream.changed_at = now
    return stream


def _locked(stream_id: int) -> Stream:
    stream = session.get(Stream, stream_id, with_for_update={"of": Stream}, populate_existing=True)
    if stream is None:
        raise NotFound
    return stream
