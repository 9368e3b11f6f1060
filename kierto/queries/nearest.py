"""The nearest rows within a radius, in exact geodesic order, without loading the rest.

An expanding ring asks for the rows near the centre first and grows only while too few were
found. Inside a ring the database orders by straight-line (ECEF) chord, a few rows at a time, and
``kierto.domain.place.nearest_exact`` puts those few into the exact order.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from kierto.db import session
from kierto.domain.place import (
    MARGIN,
    Place,
    arc_at_most,
    boxes,
    chord_at_least,
    nearest_exact,
)

FIRST_RING_M = 4_000.0
GROWTH = 2.5

R = TypeVar("R")


class Cursor(NamedTuple):
    """Where the last page ended: nothing up to this distance and id comes again."""

    distance_m: float
    id: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with ``id`` and coordinates as columns, and ``place`` on its rows."""

    table: Any

    def within(self, centre: Place, radius_m: float) -> ColumnElement[bool]:
        """A superset of the rows at most ``radius_m`` from ``centre``."""
        return or_(
            *(
                and_(
                    self.table.latitude.between(box.south, box.north),
                    self.table.longitude.between(box.west, box.east),
                )
                for box in boxes(centre, radius_m)
            )
        )

    def chord_squared(self, centre: Place) -> ColumnElement[float]:
        """Square of the straight line to ``centre``, in m²."""
        x, y, z = centre.ecef()
        dx, dy, dz = self.table.x - x, self.table.y - y, self.table.z - z
        squared: ColumnElement[float] = dx * dx + dy * dy + dz * dz
        return squared


def nearest(
    statement: Select[R],
    placed: Placed,
    centre: Place,
    *,
    radius_m: float,
    limit: int,
    after: tuple[float, Any] | None = None,
    key: Callable[[R], Any] = attrgetter("id"),
) -> list[tuple[float, R]]:
    """At most ``limit`` rows of ``statement`` as (metres, row), by distance and ``key``.

    The rim is included. ``statement`` selects the one entity of ``placed`` and carries every
    other condition. ``after`` is the distance and key of the last row already shown; a key is
    unique, so that nothing at the same distance is lost or shown twice.
    """

    def distance(row: Any) -> float:  # noqa: ANN401
        metres: float = row.place.distance_to(centre)
        return metres

    begin = 0.0 if after is None else chord_at_least(after[0])
    candidates = _by_chord(
        statement, placed, centre, begin=begin, radius_m=radius_m, chunk=limit + 5
    )
    return nearest_exact(candidates, distance, limit, key=key, within=radius_m, after=after)


def _by_chord(
    statement: Select[R],
    placed: Placed,
    centre: Place,
    *,
    begin: float,
    radius_m: float,
    chunk: int,
) -> Iterator[tuple[float, R]]:
    """Rows in the order of their chords, from ``begin`` on, a chunk at a time."""
    chord_squared = placed.chord_squared(centre)
    key = placed.table.id
    last: tuple[float, int] = (begin * begin, -1)
    for outer in _rings(begin, radius_m):
        ring = (
            statement.add_columns(chord_squared, key)
            .where(
                placed.within(centre, arc_at_most(outer)),
                chord_squared <= (outer + MARGIN) ** 2,
            )
            .order_by(chord_squared, key)
            .limit(chunk)
        )
        while True:
            squared, id_ = last
            rows = session.execute(
                ring.where(or_(chord_squared > squared, and_(chord_squared == squared, key > id_)))
            ).all()
            for row, row_squared, row_id in rows:
                last = (row_squared, row_id)
                yield sqrt(row_squared), row
            if len(rows) < chunk:
                break


def _rings(begin: float, radius_m: float) -> Iterator[float]:
    outer = max(FIRST_RING_M, begin * 1.1)
    while outer < radius_m:
        yield outer
        outer *= GROWTH
    yield radius_m


def count_within(
    statement: Select[R], placed: Placed, centre: Place, *, radius_m: float, most: int
) -> int:
    """How many rows lie within the radius, rim included; counting ends at ``most``.

    Only the rows so near the rim that the straight line cannot tell are measured exactly.
    """
    chord_squared = placed.chord_squared(centre)
    surely = chord_at_least(radius_m)
    near = statement.where(placed.within(centre, radius_m), chord_squared <= surely * surely)
    inside = count(near, most)
    if inside >= most:
        return most
    rim = statement.where(
        placed.within(centre, radius_m),
        chord_squared > surely * surely,
        chord_squared <= (radius_m + MARGIN) ** 2,
    ).limit(most)
    at_rim: Any = session.scalars(rim)
    exact = sum(1 for row in at_rim if row.place.distance_to(centre) <= radius_m)
    return min(inside + exact, most)


def count(statement: Select[R], most: int) -> int:
    """How many rows ``statement`` has; counting ends at ``most``, so that it stays quick."""
    some = statement.with_only_columns(literal(1)).order_by(None).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
