"""The listings that meet a want: Kierto's search against a loop over the category.

The anchor is what one writes first: load the category, measure every distance with geopy, sort.
It shares no code with the search, so it also judges the answers, their order included.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from geopy.distance import geodesic
from sqlalchemy import select

from kierto.bench import country
from kierto.bench.databases import fresh
from kierto.bench.results import Result, Times
from kierto.db import session
from kierto.models import Listing, Organisation, Want
from kierto.queries.matches import listings_for

SEED = 2026
LIMIT = 20
SAMPLE = 30
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)

Answer = list[tuple[int, float]]


def run(
    backend: str,
    *,
    listings: int,
    wants: int,
    database_url: str | None,
    progress: Callable[[str], None],
) -> Result:
    """Measure on a database of its own. Raises NoServer."""
    with fresh(backend, database_url):
        progress(f"{backend}: making {listings} listings and {wants} wants …")
        country.fill(listings=listings, wants=wants, seed=SEED, now=NOW)
        ids = list(session.scalars(select(Want.id).order_by(Want.id)))
        progress(f"{backend}: searching …")
        for want_id in ids[:5]:
            _search(want_id)  # warm: statements compiled, pages read
        searched = {want_id: _search(want_id) for want_id in ids}
        progress(f"{backend}: the loop over the category, for {min(SAMPLE, wants)} wants …")
        sample = ids[:: max(1, len(ids) // SAMPLE)][:SAMPLE]
        looped = {want_id: _loop(want_id) for want_id in sample}
    wrong = sum(not _agree(searched[want_id][1], looped[want_id][1]) for want_id in sample)
    return Result(
        bench="match",
        backend=backend,
        n=listings,
        kierto=Times([seconds for seconds, _ in searched.values()]),
        anchor=Times([seconds for seconds, _ in looped.values()]),
        anchor_name="geodesic of every listing in the category",
        wrong=wrong,
        compared=len(sample),
        more={"wants": wants, "found": sum(len(answer) for _, answer in searched.values())},
    )


def _search(want_id: int) -> tuple[float, Answer]:
    session.expunge_all()
    want = session.get_one(Want, want_id)
    _ = want.category, want.unit.organisation  # a page knows its want before it searches
    began = perf_counter()
    found = listings_for(want, now=NOW, limit=LIMIT)
    seconds = perf_counter() - began
    return seconds, [(match.listing.id, match.distance_m) for match in found]


def _loop(want_id: int) -> tuple[float, Answer]:
    session.expunge_all()
    want = session.get_one(Want, want_id)
    kind = session.get_one(Organisation, want.organisation_id).kind.value
    stage = Listing.companies_from if kind == "company" else Listing.partners_from
    began = perf_counter()
    rows = session.execute(
        select(
            Listing.id,
            Listing.latitude,
            Listing.longitude,
            Listing.organisation_id,
            Listing.unit_id,
            Listing.condition_rank,
            Listing.available_from,
            Listing.available_until,
            Listing.quantity,
            Listing.reserved,
            Listing.handed_over,
            Listing.ended,
            stage,
        ).where(
            Listing.state == "open",
            Listing.category_id >= want.category_id,
            Listing.category_id <= want.category.last,
        )
    ).all()
    today = NOW.date()
    begins = max(today, want.wanted_from or today)
    found = []
    for (
        id_, latitude, longitude, organisation, unit, condition,
        available_from, available_until, quantity, reserved, gone, ended, opens,
    ) in rows:  # fmt: skip
        free = quantity - reserved - gone - ended
        if (
            unit != want.unit_id
            and condition <= want.condition_rank
            and free.units > 0
            and (organisation == want.organisation_id or (opens is not None and opens <= NOW))
            and (available_until is None or available_until >= begins)
            and (
                available_from is None
                or want.wanted_until is None
                or available_from <= want.wanted_until
            )
        ):
            metres = geodesic((latitude, longitude), (want.latitude, want.longitude)).meters
            if metres <= want.radius_m:
                found.append((metres, id_, free))
    found.sort(key=lambda one: one[:2])
    nearest = found[:LIMIT]
    # As near and enough comes before as near and too little.
    nearest.sort(key=lambda one: (one[0], want.quantity is not None and one[2] < want.quantity))
    seconds = perf_counter() - began
    return seconds, [(id_, metres) for metres, id_, _ in nearest]


def _agree(one: Answer, other: Answer) -> bool:
    same = [id_ for id_, _ in one] == [id_ for id_, _ in other]
    return same and all(abs(a - b) < 1e-6 for (_, a), (_, b) in zip(one, other, strict=True))
