"""Finding listings: by words, category and place, a page at a time, never more than is open."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from kierto.db import session
from kierto.domain.condition import Condition
from kierto.domain.period import local_day
from kierto.domain.place import LONGEST_DISTANCE, Place
from kierto.domain.states import ListingState
from kierto.domain.text import fold, without_marks
from kierto.domain.visibility import Viewer
from kierto.models import Category, Claim, Event, Listing
from kierto.queries.matches import has_free
from kierto.queries.nearest import Cursor, Placed, count, count_within, nearest
from kierto.queries.visibility import visible_to

LONGEST_WORDS = 200
MOST_WORDS = 12
MOST_COUNTED = 500
"""A list says “more than” instead of counting a whole country."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; what is None does not filter.

    ``near`` orders by distance and ``radius_m`` limits it; without ``near`` the newest come
    first. ``condition`` is the least that is accepted. ``only_available`` leaves out what is
    all promised, ``only_gratis`` what has a price, ``only_placed`` what has no place. ``plain``
    compares without the marks of ä, ö and å.
    """

    words: str = ""
    category: Category | None = None
    near: Place | None = None
    radius_m: float | None = None
    condition: Condition | None = None
    unit_id: int | None = None
    only_available: bool = False
    only_gratis: bool = False
    only_placed: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing with its distance in metres; None when either place is not known."""

    listing: Listing
    distance_m: float | None


@dataclass(frozen=True, slots=True)
class Results:
    """One page. ``total`` stops at ``MOST_COUNTED``; ``after`` is the cursor of the next page.

    ``unplaced`` of the total have no place; they come last. ``plain``: nothing was found by the
    words as written, and these were found without the marks of their letters.
    """

    hits: tuple[Hit, ...]
    total: int
    unplaced: int
    after: str | None
    plain: bool = False


def words_of(text: str) -> list[str]:
    """The words that must all be there, folded; a text too long is cut."""
    return fold(text[:LONGEST_WORDS].replace("\x00", " ")).split()[:MOST_WORDS]


def find(
    search: Search, viewer: Viewer, *, now: datetime, limit: int = 24, cursor: str | None = None
) -> Results:
    """The open listings that ``viewer`` may see and ``search`` asks for, from ``cursor`` on.

    A cursor that is none begins at the first page.
    """
    results = _page(search, viewer, now, limit, cursor)
    if results.total == 0 and not search.plain and words_of(search.words):
        results = _page(replace(search, plain=True), viewer, now, limit, cursor)
    return results


def _page(search: Search, viewer: Viewer, now: datetime, limit: int, cursor: str | None) -> Results:
    statement = _asked(search, viewer, now)
    if search.near is None:
        hits, after = _newest(statement, limit, cursor)
        total, unplaced = count(statement, MOST_COUNTED + 1), 0
    else:
        radius_m = LONGEST_DISTANCE if search.radius_m is None else search.radius_m
        hits, after = _by_distance(statement, search.near, radius_m, limit, cursor)
        placed = statement.where(Listing.latitude.is_not(None))
        unplaced = count(statement.where(Listing.latitude.is_(None)), MOST_COUNTED + 1)
        total = unplaced + count_within(
            placed, Placed(Listing), search.near, radius_m=radius_m, most=MOST_COUNTED + 1
        )
    _load(hits)
    return Results(tuple(hits), min(total, MOST_COUNTED + 1), unplaced, after, search.plain)


def _asked(search: Search, viewer: Viewer, now: datetime) -> Select[Listing]:
    """The statement for everything but place and order."""
    asked: list[ColumnElement[bool]] = [
        Listing.state == ListingState.OPEN,
        or_(Listing.available_until.is_(None), Listing.available_until >= local_day(now)),
        visible_to(viewer, now),
    ]
    text = Listing.search_plain if search.plain else Listing.search_text
    asked += [
        # autoescape: %, _ and the escape character itself are plain letters.
        text.contains(_plain(word) if search.plain else word, autoescape=True)
        for word in words_of(search.words)
    ]
    if search.category is not None:
        asked.append(Listing.category_id.between(search.category.id, search.category.last))
    if search.condition is not None:
        asked.append(Listing.condition_rank <= search.condition.rank)
    if search.unit_id is not None:
        asked.append(Listing.unit_id == search.unit_id)
    if search.only_available:
        asked.append(has_free())
    if search.only_placed:
        asked.append(Listing.latitude.is_not(None))
    if search.only_gratis:
        asked.append(Listing.price.is_(None))
    return select(Listing).where(*asked)


def _plain(word: str) -> str:
    return without_marks(word) or word


def _by_distance(
    statement: Select[Listing], centre: Place, radius_m: float, limit: int, cursor: str | None
) -> tuple[list[Hit], str | None]:
    """The nearest first; when they are all shown, those whose place is not known."""
    kind, number, id_ = _read(cursor)
    found: list[Hit] = []
    if kind != "unplaced":
        after = Cursor(float(number), id_) if kind == "placed" else None
        found = [
            Hit(listing, metres)
            for metres, listing in nearest(
                statement.where(Listing.latitude.is_not(None)),
                Placed(Listing),
                centre,
                radius_m=radius_m,
                limit=limit + 1,
                after=after,
            )
        ]
        if len(found) > limit:
            found = found[:limit]
            last = found[-1]
            return found, f"placed:{last.distance_m!r}:{last.listing.id}"
    begin = id_ if kind == "unplaced" else 0
    rest = session.scalars(
        statement.where(Listing.latitude.is_(None), Listing.id > begin)
        .order_by(Listing.id)
        .limit(limit + 1 - len(found))
    ).all()
    found += [Hit(listing, None) for listing in rest]
    if len(found) <= limit:
        return found, None
    found = found[:limit]
    last_id = found[-1].listing.id if found[-1].distance_m is None else 0
    return found, f"unplaced:0:{last_id}"


def _newest(
    statement: Select[Listing], limit: int, cursor: str | None
) -> tuple[list[Hit], str | None]:
    kind, number, id_ = _read(cursor)
    if kind == "newest":
        moment = _EPOCH + timedelta(microseconds=int(number))
        statement = statement.where(
            or_(
                Listing.created_at < moment,
                and_(Listing.created_at == moment, Listing.id < id_),
            )
        )
    rows = session.scalars(
        statement.order_by(Listing.created_at.desc(), Listing.id.desc()).limit(limit + 1)
    ).all()
    hits = [Hit(listing, None) for listing in rows[:limit]]
    if len(rows) <= limit:
        return hits, None
    last = rows[limit - 1]
    return hits, f"newest:{(last.created_at - _EPOCH) // timedelta(microseconds=1)}:{last.id}"


def _read(cursor: str | None) -> tuple[str, float | int, int]:
    """Kind of the last row shown, its distance or microsecond, its id; ("", 0, 0) is the start."""
    kind, _, rest = (cursor or "").partition(":")
    number, _, id_ = rest.partition(":")
    if kind not in {"placed", "unplaced", "newest"} or not id_.isdecimal() or len(id_) > 18:
        return "", 0, 0
    try:
        value = int(number[:17]) if kind == "newest" else float(number)
    except ValueError:
        return "", 0, 0
    return (kind, value, int(id_)) if 0 <= value < 10**16 else ("", 0, 0)


def is_cursor(text: str, *, by_distance: bool) -> bool:
    """Whether ``text`` is a cursor that ``find`` gave for a list in this order."""
    kind = _read(text)[0]
    return kind in ({"placed", "unplaced"} if by_distance else {"newest"})


def _load(hits: list[Hit]) -> None:
    """Bring what a card shows, in one go for all of them."""
    session.scalars(
        select(Listing)
        .where(Listing.id.in_([hit.listing.id for hit in hits]))
        .options(
            selectinload(Listing.photos),
            joinedload(Listing.unit),
            joinedload(Listing.site),
            joinedload(Listing.category),
        )
    ).unique().all()


def history_of(listing: Listing) -> list[Event]:
    """What happened to a listing, the latest first."""
    return list(
        session.scalars(
            select(Event)
            .where(Event.listing_id == listing.id)
            .options(joinedload(Event.unit), joinedload(Event.user))
            .order_by(Event.happened_at.desc(), Event.id.desc())
        )
    )


def claims_of(listing: Listing) -> list[Claim]:
    """The claims on a listing in the order in which they were made."""
    return list(
        session.scalars(
            select(Claim)
            .where(Claim.listing_id == listing.id)
            .options(joinedload(Claim.unit), joinedload(Claim.organisation))
            .order_by(Claim.id)
        )
    )


def open_of_unit(unit_id: int) -> list[Listing]:
    """What the unit offers now, the oldest first, with what a table of them shows."""
    return list(
        session.scalars(
            select(Listing)
            .where(Listing.unit_id == unit_id, Listing.state == ListingState.OPEN)
            .options(joinedload(Listing.category), joinedload(Listing.site))
            .order_by(Listing.id)
        )
    )
