"""Alerts: finding what is new for each want, once for each person.

Nothing is searched for while somebody posts a listing: the change leaves a mark (a history line
or a want that is not searched yet), stored with it, and the worker looks afterwards. So a mark is
never lost, and a posting never waits or fails for a mail. ``kierto.services.digests`` makes the
mails.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from kierto.db import session
from kierto.domain.alerts import AlertRhythm
from kierto.domain.permissions import Permission
from kierto.domain.states import ListingState, WantState
from kierto.models import Alert, Event, Listing, User, Want
from kierto.queries import access, people
from kierto.queries.matches import Match, listings_for, wants_for

AT_ONCE = 10
"""Marks of one kind that one look takes: while it writes, nobody else can on SQLite."""

MOST_WANTS = 500
MOST_LISTINGS = 30


def find(now: datetime) -> int:
    """Look at some of what has changed (``is_due`` says whether more is left); alerts that are new.

    Two workers never look at the same mark: what one has locked the other leaves out.
    """
    found = 0
    for listing in _changed_listings():
        found += _keep(wants_for(listing, now=now, limit=MOST_WANTS), now)
    wants = session.scalars(
        select(Want)
        .where(~Want.is_searched)
        .order_by(Want.id)
        .limit(AT_ONCE)
        .with_for_update(of=Want, skip_locked=True)
    ).all()
    for want in wants:
        want.is_searched = True
        if want.state is WantState.OPEN:
            found += _keep(listings_for(want, now=now, limit=MOST_LISTINGS), now)
    return found


def is_due() -> bool:
    """Whether anything has changed that nobody has looked at."""
    marks = (
        select(Event.id).where(~Event.is_searched),
        select(Want.id).where(~Want.is_searched),
    )
    return any(session.scalar(mark.limit(1)) is not None for mark in marks)


def receivers(want: Want) -> list[User]:
    """Who is told of a want's matches: who posted it, or the unit's people when they have left."""
    author = want.author
    if author is not None and access.may(author, Permission.POST_WANT, want.unit_id):
        return [author]
    return people.members_who(Permission.POST_WANT, want.unit)


def dismiss(want: Want, listing: Listing, *, person: User, now: datetime) -> None:
    """The person is not interested in this match: it is neither shown nor told to them again."""
    alert = session.scalar(_of(want.id, listing.id, person.id))
    if alert is None:
        alert = _add(want.id, listing.id, person.id, now)
    if alert is not None and alert.dismissed_at is None:
        alert.dismissed_at = now


def show_again(want: Want, *, person: User) -> None:
    """Take back everything that the person has dismissed for ``want``."""
    session.execute(
        update(Alert)
        .where(Alert.want_id == want.id, Alert.user_id == person.id)
        .where(Alert.dismissed_at.is_not(None), Alert.told_at.is_not(None))
        .values(dismissed_at=None)
    )
    session.execute(
        delete(Alert).where(
            Alert.want_id == want.id,
            Alert.user_id == person.id,
            Alert.dismissed_at.is_not(None),
        )
    )


def set_rhythm(user: User, rhythm: AlertRhythm) -> None:
    """How often the person is told; what waits for somebody who wants nothing is forgotten."""
    user.alert_rhythm = rhythm
    if rhythm is AlertRhythm.NEVER:
        session.execute(
            delete(Alert).where(
                Alert.user_id == user.id, Alert.told_at.is_(None), Alert.dismissed_at.is_(None)
            )
        )


def forget(user: User) -> None:
    """Take away all alerts of somebody who is erased."""
    session.execute(delete(Alert).where(Alert.user_id == user.id))


def _changed_listings() -> list[Listing]:
    events = session.scalars(
        select(Event)
        .where(~Event.is_searched)
        .order_by(Event.id)
        .limit(AT_ONCE)
        .with_for_update(of=Event, skip_locked=True)
    ).all()
    for event in events:
        event.is_searched = True
    ids = {event.listing_id for event in events if event.listing_id is not None}
    return list(
        session.scalars(
            select(Listing)
            .where(Listing.id.in_(ids), Listing.state == ListingState.OPEN)
            .order_by(Listing.id)
        )
    )


def _keep(matches: Iterable[Match], now: datetime) -> int:
    kept = 0
    for match in matches:
        for user in receivers(match.want):
            wants_none = user.alert_rhythm is AlertRhythm.NEVER
            if wants_none or user.id == match.listing.author_id:
                continue
            if session.scalar(_of(match.want.id, match.listing.id, user.id)) is None:
                kept += _add(match.want.id, match.listing.id, user.id, now) is not None
    return kept


def _of(want_id: int, listing_id: int, user_id: int) -> Select[Alert]:
    return select(Alert).where(
        Alert.want_id == want_id, Alert.listing_id == listing_id, Alert.user_id == user_id
    )


def _add(want_id: int, listing_id: int, user_id: int, now: datetime) -> Alert | None:
    """A new alert; None when another worker was faster."""
    alert = Alert(want_id=want_id, listing_id=listing_id, user_id=user_id, found_at=now)
    try:
        with session.begin_nested():
            session.add(alert)
    except IntegrityError:
        return None
    return alert
