"""Places on the WGS-84 ellipsoid: how far apart two are, and how a search finds the near ones.

The distance that counts is always the geodesic, the shortest way over the surface. It costs about
a tenth of a millisecond a pair, too much for a million rows, so a database looks first by two
cheaper things that this module gives and that are proved never to lose a row:

* `boxes` are ranges of latitude and longitude that hold every point within a radius;
* `Place.ecef` are straight-line coordinates (Earth-centred, Earth-fixed). The chord, the straight
  line through the ground, is never longer than the geodesic. So rows ordered by
  (x - x0)² + (y - y0)² + (z - z0)² come nearly in the right order, and `nearest_exact` puts them
  into the exact one after looking at hardly more rows than it returns.
"""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappush, heappushpop
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

from geopy.distance import geodesic

from kierto.domain.errors import N_, Refused

EQUATORIAL_RADIUS: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
POLAR_RADIUS: Final = EQUATORIAL_RADIUS * (1 - FLATTENING)
ECCENTRICITY_SQUARED: Final = FLATTENING * (2 - FLATTENING)

SMALLEST_CURVATURE_RADIUS: Final = POLAR_RADIUS**2 / EQUATORIAL_RADIUS
"""Metres. No direction at any point of the ellipsoid bends more sharply than this (6,335.4 km)."""

LONGEST_DISTANCE: Final = 20_004_000.0
"""Metres. No two points are farther apart: half a meridian is 20,003,931.5 m."""

MARGIN: Final = 1e-6
"""Metres by which bounds are widened against rounding.

The coordinates of a chord are doubles of up to 6.4 million metres, so it is right to some
nanometres; the geodesic is given as right to 15 nanometres. A micrometre is far above both and
far below anything that a person could measure, so it never hides a row and hardly adds one.
"""

T = TypeVar("T")

_DECIMAL = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]*)?")


class CoordinateProblem(StrEnum):
    """What is wrong with a pair of coordinates."""

    NOT_A_NUMBER = "not_a_number"
    LATITUDE_OUT_OF_RANGE = "latitude_out_of_range"
    LONGITUDE_OUT_OF_RANGE = "longitude_out_of_range"


class InvalidCoordinates(Refused, ValueError):
    """A pair that names no point on Earth; carries the pair as given and what is wrong with it."""

    message = N_(
        "“%(latitude)s, %(longitude)s” is not a place on the map. Write degrees, for example"
        " 60,17 and 24,93: latitude from -90 to 90 first, then longitude from -180 to 180."
    )

    def __init__(self, latitude: object, longitude: object, problem: CoordinateProblem) -> None:
        super().__init__(latitude=latitude, longitude=longitude, problem=problem)
        self.problem = problem


class Box(NamedTuple):
    """A range of latitude and longitude in degrees, edges included, with west ≤ east."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, place: "Place") -> bool:
        """Whether the place lies in the range or on its edge."""
        return (
            self.south <= place.latitude <= self.north and self.west <= place.longitude <= self.east
        )


FINLAND: Final = Box(south=59.4, north=70.2, west=19.0, east=31.7)
"""The range that holds Finland with Åland and the outer islands, and some of its neighbours."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS-84 degrees. Zero is a value like any other; an unknown place is None.

    Raises InvalidCoordinates for what is not finite or lies outside ±90° and ±180°.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.latitude) and math.isfinite(self.longitude)):
            problem = CoordinateProblem.NOT_A_NUMBER
        elif abs(self.latitude) > 90:
            problem = CoordinateProblem.LATITUDE_OUT_OF_RANGE
        elif abs(self.longitude) > 180:
            problem = CoordinateProblem.LONGITUDE_OUT_OF_RANGE
        else:
            return
        raise InvalidCoordinates(self.latitude, self.longitude, problem)

    @classmethod
    def parse(cls, latitude: str, longitude: str) -> "Place":
        """The place that two texts name in degrees, with a decimal comma or a decimal point.

        Raises InvalidCoordinates, also for empty texts: whether a place may be left out is the
        caller's question, and leaving it out never means 0.
        """
        numbers = []
        for text in (latitude, longitude):
            bare = text.strip().removesuffix("°").rstrip().replace("\N{MINUS SIGN}", "-")
            if not _DECIMAL.fullmatch(bare):
                raise InvalidCoordinates(latitude, longitude, CoordinateProblem.NOT_A_NUMBER)
            numbers.append(float(bare.replace(",", ".")))
        return cls(*numbers)

    def in_finland(self) -> bool:
        """Whether the place is in Finland or so near that only a map could tell."""
        return FINLAND.holds(self)

    def looks_swapped(self) -> bool:
        """Whether latitude and longitude were probably written the wrong way round.

        So it is when the place is outside Finland and would be inside with the two exchanged.
        This is a reason to ask, not to refuse: somebody may mean the Arabian Sea.
        """
        if self.in_finland() or abs(self.longitude) > 90:
            return False
        return Place(self.longitude, self.latitude).in_finland()

    def distance_to(self, other: "Place") -> float:
        """Metres along the WGS-84 geodesic: 0.0 for the same point, never NaN.

        The pair is put in a fixed order first, so that the way there and the way back are equal
        to the last bit and a radius gives the same answer from both sides.
        """
        start, end = sorted(
            ((self.latitude, self.longitude), (other.latitude, other.longitude)),
        )
        return float(geodesic(start, end).m)

    def ecef(self) -> tuple[float, float, float]:
        """Metres from the middle of the Earth, at height 0: x to 0°N 0°E, y to 90°E, z north."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        to_the_axis = _prime_vertical_radius(self.latitude)
        from_the_axis = to_the_axis * math.cos(latitude)
        return (
            from_the_axis * math.cos(longitude),
            from_the_axis * math.sin(longitude),
            to_the_axis * (1 - ECCENTRICITY_SQUARED) * math.sin(latitude),
        )

    def chord_to(self, other: "Place") -> float:
        """Metres in a straight line through the ground; never longer than `distance_to`."""
        return math.dist(self.ecef(), other.ecef())


def _prime_vertical_radius(latitude: float) -> float:
    """Metres from the surface along its normal to the Earth's axis."""
    sine = math.sin(math.radians(latitude))
    return EQUATORIAL_RADIUS / math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine)


def _meridian_radius(latitude: float) -> float:
    """Metres: radius of curvature northwards; grows from the equator to the poles."""
    sine = math.sin(math.radians(latitude))
    flattened = 1 - ECCENTRICITY_SQUARED * sine * sine
    return SMALLEST_CURVATURE_RADIUS / (flattened * math.sqrt(flattened))


def boxes(centre: Place, radius_m: float) -> list[Box]:
    """Ranges that together hold every point within `radius_m` metres of the centre, rim included.

    They hold some points more; the exact distance has to decide. There is one range, or two that
    meet at the antimeridian when the circle crosses it. ValueError for a radius that is negative
    or not a number.

    Latitude: going north by an angle costs at least that angle times the least meridian radius
    on the way. Longitude: with p the centre's distance from the Earth's axis, a point on another
    meridian is at least p·sin(difference) away in a straight line, and at least p if the
    difference is over 90°. So nothing within r < p is farther than asin(r / p); and where r ≥ p,
    as always when the circle holds a pole, all longitudes are taken.
    """
    if not radius_m >= 0:
        raise ValueError(f"a radius is zero metres or more, not {radius_m!r}")
    reach = min(radius_m, LONGEST_DISTANCE) + MARGIN
    steepest = math.degrees(reach / SMALLEST_CURVATURE_RADIUS)
    lowest = max(0.0, abs(centre.latitude) - steepest)
    climb = math.degrees(reach / _meridian_radius(lowest))
    south = max(-90.0, centre.latitude - climb)
    north = min(90.0, centre.latitude + climb)

    from_the_axis = _prime_vertical_radius(centre.latitude) * math.cos(
        math.radians(centre.latitude)
    )
    if reach >= from_the_axis:
        return [Box(south, north, -180.0, 180.0)]
    turn = math.degrees(math.asin(reach / from_the_axis))
    west, east = centre.longitude - turn, centre.longitude + turn
    if west < -180:
        return [Box(south, north, west + 360, 180.0), Box(south, north, -180.0, east)]
    if east > 180:
        return [Box(south, north, west, 180.0), Box(south, north, -180.0, east - 360)]
    return [Box(south, north, west, east)]


_SHORTEST_FAR_CHORD: Final = 2 * SMALLEST_CURVATURE_RADIUS - (
    LONGEST_DISTANCE - math.pi * SMALLEST_CURVATURE_RADIUS
)
"""Metres: a lower bound on the chord of points more than π smallest radii apart.

After π radii of way the chord is at least two radii (see `chord_at_least`), and the rest of the
way, at most what is left of the longest distance, can take back no more than its own length.
"""


def chord_at_least(arc_m: float) -> float:
    """A lower bound, in metres, on the chord of any two points at least `arc_m` apart.

    A geodesic nowhere bends more sharply than a circle of the smallest radius of curvature ρ, so
    by Schur's comparison theorem its chord is no shorter than that circle's, 2ρ·sin(arc / 2ρ).
    A search that goes on after a distance may therefore skip all rows with a shorter chord. At
    200 km the bound is 8 m below the arc, and in Finland 0.15 m below the real chord.
    """
    half_turn = math.pi * SMALLEST_CURVATURE_RADIUS
    near = (
        2
        * SMALLEST_CURVATURE_RADIUS
        * math.sin(max(0.0, min(arc_m, half_turn)) / (2 * SMALLEST_CURVATURE_RADIUS))
    )
    return max(0.0, min(near, _SHORTEST_FAR_CHORD) - MARGIN)


def arc_at_most(chord_m: float) -> float:
    """An upper bound, in metres, on the geodesic of any two points with a chord of `chord_m`.

    The inverse of `chord_at_least`: with the chord itself as the lower bound it settles most
    comparisons with a radius without computing a geodesic.
    """
    reach = max(0.0, chord_m) + MARGIN
    if reach >= _SHORTEST_FAR_CHORD:
        return LONGEST_DISTANCE
    diameter = 2 * SMALLEST_CURVATURE_RADIUS
    return diameter * math.asin(reach / diameter)


class _Worst(Generic[T]):
    """A result in the heap of the best so far, ordered so that the worst of them is on top."""

    __slots__ = ("item", "rank")

    def __init__(self, rank: tuple[float, Any], item: T) -> None:
        self.rank = rank
        self.item = item

    def __lt__(self, other: "_Worst[T]") -> bool:
        return other.rank < self.rank


def nearest_exact(
    candidates_by_chord: Iterable[tuple[float, T]],
    exact: Callable[[T], float],
    limit: int,
    *,
    key: Callable[[T], Any] = attrgetter("id"),
    within: float | None = None,
    after: tuple[float, Any] | None = None,
) -> list[tuple[float, T]]:
    """The `limit` nearest candidates by exact distance, then by key, as (metres, item).

    Candidates come as (chord in metres, item) in the order of their chords, best from a database
    cursor: no more of them are pulled than needed. As an exact distance is never shorter than its
    chord, all is settled when the next chord is beyond the worst of `limit` results (strictly and
    by MARGIN, since one as near might have a smaller key). `within` leaves out what is exactly
    farther than so many metres. `after` is the (metres, key) of the last result already shown:
    only what comes behind it is returned; start the cursor at `chord_at_least(metres)`.

    ValueError if the candidates are not in order, because the answer would be silently wrong.
    """
    best: list[_Worst[T]] = []
    if limit <= 0:
        return []
    last_chord = -math.inf
    for chord, item in candidates_by_chord:
        if not chord >= last_chord:
            raise ValueError(f"candidates out of order: chord {chord} after {last_chord}")
        last_chord = chord
        if within is not None and chord - MARGIN > within:
            break
        if len(best) == limit and chord - MARGIN > best[0].rank[0]:
            break
        distance = exact(item)
        rank = (distance, key(item))
        if (within is not None and distance > within) or (after is not None and rank <= after):
            continue
        result = _Worst(rank, item)
        if len(best) < limit:
            heappush(best, result)
        else:
            heappushpop(best, result)
    return [(result.rank[0], result.item) for result in sorted(best, key=attrgetter("rank"))]
