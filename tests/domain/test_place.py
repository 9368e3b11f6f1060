"""Distances, and the prefilters that must never lose a near place."""

import math
from dataclasses import dataclass
from itertools import pairwise

import pytest
from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kierto.domain.place import (
    LONGEST_DISTANCE,
    MARGIN,
    Box,
    CoordinateProblem,
    InvalidCoordinates,
    Place,
    arc_at_most,
    boxes,
    chord_at_least,
    nearest_exact,
)

HELSINKI = Place(60.1714, 24.9316)
KEMI = Place(65.7372, 24.5507)
KEMIJARVI = Place(66.702, 27.3024)
SVALBARD = Place(78.2232, 15.6267)
HALF_THE_GLOBE = 20_003_931.458
NOTABLE = [
    Place(0.0, 0.0),
    HELSINKI,
    KEMI,
    SVALBARD,
    Place(90.0, 0.0),
    Place(-90.0, 24.9),
    Place(89.99999, -135.0),
    Place(-16.8, 179.97),
    Place(65.0, 180.0),
    Place(65.0, -180.0),
    Place(60.5544, 24.9),
]

any_place = st.sampled_from(NOTABLE) | st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))
any_radius = (
    st.sampled_from([0.0, 1.0, 1000.0, 200_000.0, HALF_THE_GLOBE, 1e9, math.inf])
    | st.floats(0, 500_000)
    | st.floats(0, HALF_THE_GLOBE)
)


def towards(start: Place, bearing: float, distance_m: float) -> Place:
    """The point that a geodesic reaches, by the library directly and not by the code tested."""
    end = Geodesic.WGS84.Direct(start.latitude, start.longitude, bearing, distance_m)
    return Place(end["lat2"], end["lon2"])


def held(places: list[Box], point: Place) -> bool:
    return any(box.holds(point) for box in places)


@pytest.mark.parametrize("place", [Place(60.5544, 24.9), HELSINKI, *NOTABLE])
def test_the_same_point_is_at_distance_zero_and_inside_radius_zero(place: Place) -> None:
    assert place.distance_to(place) == 0.0
    assert place.chord_to(place) == 0.0
    assert held(boxes(place, 0), place)


def test_two_points_a_metre_apart_are_a_metre_apart() -> None:
    near = towards(HELSINKI, 45, 1)
    assert HELSINKI.distance_to(near) == pytest.approx(1, abs=1e-6)
    assert held(boxes(HELSINKI, 1), near)


def test_kemi_is_163_kilometres_from_kemijarvi() -> None:
    assert Place(65.74, 24.55).distance_to(Place(66.70, 27.30)) == pytest.approx(163_000, abs=700)


def test_zero_is_a_value() -> None:
    assert Place.parse("0", "24.9") == Place(0.0, 24.9)
    assert Place.parse("60.0", "0") == Place(60.0, 0.0)
    assert Place(0.0, 24.9).distance_to(Place(60.0, 24.9)) == pytest.approx(6_654_073, abs=1)


def test_a_place_is_read_with_comma_point_and_blanks() -> None:
    read = [
        Place.parse("60,17", "24,93"),
        Place.parse(" 60.17 ", "\u00a024.93°"),
        Place.parse("+60,17", "24,930"),
    ]
    assert read == [Place(60.17, 24.93)] * 3
    assert Place.parse("\u221233,9", "-18.4") == Place(-33.9, -18.4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "problem"),
    [
        ("91", "24.93", CoordinateProblem.LATITUDE_OUT_OF_RANGE),
        ("-90,0001", "24.93", CoordinateProblem.LATITUDE_OUT_OF_RANGE),
        ("60", "180,5", CoordinateProblem.LONGITUDE_OUT_OF_RANGE),
        ("", "24.93", CoordinateProblem.NOT_A_NUMBER),
        ("60.17", "", CoordinateProblem.NOT_A_NUMBER),
        ("nan", "24.93", CoordinateProblem.NOT_A_NUMBER),
        ("inf", "24.93", CoordinateProblem.NOT_A_NUMBER),
        ("null", "null", CoordinateProblem.NOT_A_NUMBER),
        ("60,17,3", "24.93", CoordinateProblem.NOT_A_NUMBER),
        ("1e1", "24.93", CoordinateProblem.NOT_A_NUMBER),
        ("6672000", "385000", CoordinateProblem.NOT_A_NUMBER),
    ],
)
def test_what_names_no_point_is_refused_with_the_reason(
    latitude: str, longitude: str, problem: CoordinateProblem
) -> None:
    with pytest.raises(InvalidCoordinates) as refused:
        Place.parse(latitude, longitude)
    assert refused.value.problem == problem


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_place_is_never_built_of_what_is_not_finite(bad: float) -> None:
    for pair in ((bad, 24.9), (60.0, bad)):
        with pytest.raises(InvalidCoordinates) as refused:
            Place(*pair)
        assert refused.value.problem == CoordinateProblem.NOT_A_NUMBER


def test_a_swapped_pair_gives_a_warning_and_others_do_not() -> None:
    asked = {
        place: place.looks_swapped()
        for place in (
            Place(24.93, 60.17),
            HELSINKI,
            Place(0.0, 24.9),
            Place(60.0, 0.0),
            Place(0.0, 0.0),
            Place(27.3, 66.7),
            Place(10.0, 170.0),
        )
    }
    assert [place for place, swapped in asked.items() if swapped] == [
        Place(24.93, 60.17),
        Place(27.3, 66.7),
    ]


@given(any_place, any_place)
def test_the_distance_is_finite_symmetric_and_no_shorter_than_the_chord(
    one: Place, other: Place
) -> None:
    distance, chord = one.distance_to(other), one.chord_to(other)
    brute = Geodesic.WGS84.Inverse(one.latitude, one.longitude, other.latitude, other.longitude)
    assert distance == other.distance_to(one)
    assert distance == pytest.approx(brute["s12"], abs=1e-6)
    assert 0 <= chord <= distance + MARGIN <= LONGEST_DISTANCE
    assert chord_at_least(distance) <= chord
    assert distance <= arc_at_most(chord)


@given(any_place, st.floats(0, 360), st.floats(0, 300_000))
def test_the_bounds_hold_and_are_narrow_where_people_search(
    start: Place, bearing: float, way: float
) -> None:
    end = towards(start, bearing, way)
    distance, chord = start.distance_to(end), start.chord_to(end)
    assert chord - 1 <= chord_at_least(distance) <= chord <= distance + MARGIN
    assert distance <= arc_at_most(chord) <= distance + 1


@given(st.floats(0, 2.1e7), st.floats(0, 2.1e7))
def test_the_bounds_never_fall_as_the_arc_grows(one: float, other: float) -> None:
    short, long = sorted((one, other))
    assert chord_at_least(short) <= chord_at_least(long)
    assert arc_at_most(short) <= arc_at_most(long)


@given(any_place, any_radius, st.floats(0, 360), st.floats(0, 1))
@example(Place(65.0, 180.0), 0.0, 0.0, 1.0)
@example(Place(90.0, 0.0), 0.0, 17.0, 1.0)
@example(SVALBARD, 1_313_000.0, 0.0, 1.0)
def test_the_boxes_hold_every_point_within_the_radius_rim_included(
    centre: Place, radius: float, bearing: float, share: float
) -> None:
    found = boxes(centre, radius)
    reach = min(radius, HALF_THE_GLOBE)
    for way in (reach, reach * share):
        point = towards(centre, bearing, way)
        assume(centre.distance_to(point) <= radius)
        assert held(found, point)


@given(any_place, any_radius, any_place)
def test_the_boxes_hold_every_random_point_that_is_near_enough(
    centre: Place, radius: float, point: Place
) -> None:
    if centre.distance_to(point) <= radius:
        assert held(boxes(centre, radius), point)


@given(any_place, any_radius)
def test_the_boxes_are_proper_ranges_that_do_not_overlap(centre: Place, radius: float) -> None:
    found = boxes(centre, radius)
    for box in found:
        assert -90 <= box.south <= box.north <= 90
        assert -180 <= box.west <= box.east <= 180
    assert len(found) in (1, 2)
    if len(found) == 2:
        assert (found[0].east, found[1].west) == (180, -180)
        assert found[1].east < found[0].west


def test_both_ways_to_write_the_antimeridian_are_held() -> None:
    for centre in (Place(65.0, 180.0), Place(65.0, -180.0), Place(65.0, 179.9999)):
        found = boxes(centre, 5000)
        assert len(found) == 2
        assert held(found, Place(65.0, 180.0))
        assert held(found, Place(65.0, -180.0))


def test_a_pole_is_held_under_every_longitude() -> None:
    found = boxes(SVALBARD, SVALBARD.distance_to(Place(90, 0)))
    assert [(box.west, box.east, box.north) for box in found] == [(-180, 180, 90)]
    assert held(boxes(Place(90, 0), 0), Place(90, -77.5))


def test_a_box_in_finland_is_hardly_wider_than_the_circle() -> None:
    [box] = boxes(KEMI, 50_000)
    north, east = towards(KEMI, 0, 50_000), towards(KEMI, 90, 50_000)
    assert box.north - KEMI.latitude == pytest.approx(north.latitude - KEMI.latitude, rel=0.001)
    assert box.east - KEMI.longitude == pytest.approx(east.longitude - KEMI.longitude, rel=0.01)


@pytest.mark.parametrize("radius", [-1.0, math.nan])
def test_a_radius_is_not_negative_and_a_number(radius: float) -> None:
    with pytest.raises(ValueError, match="radius"):
        boxes(HELSINKI, radius)


@dataclass(frozen=True)
class Thing:
    id: int
    place: Place


def by_chord(things: list[Thing], centre: Place) -> list[tuple[float, Thing]]:
    return sorted(
        ((thing.place.chord_to(centre), thing) for thing in things), key=lambda pair: pair[0]
    )


def by_brute_force(
    things: list[Thing], centre: Place, within: float, after: tuple[float, int]
) -> list[tuple[float, int]]:
    ranked = sorted((thing.place.distance_to(centre), thing.id) for thing in things)
    return [rank for rank in ranked if rank[0] <= within and rank > after]


@given(
    any_place,
    st.lists(any_place | st.builds(Place, st.floats(60.0, 60.01), st.just(24.9)), max_size=30),
    st.integers(0, 12),
    any_radius,
)
def test_the_nearest_by_chord_become_the_nearest_by_geodesic_page_by_page(
    centre: Place, places: list[Place], limit: int, within: float
) -> None:
    things = [Thing(number, place) for number, place in enumerate(places)]
    candidates = by_chord(things, centre)
    shown: list[tuple[float, int]] = []
    after = (-1.0, -1)
    for _page in pairwise(range(3)):
        page = nearest_exact(
            [pair for pair in candidates if pair[0] >= chord_at_least(after[0])],
            lambda thing: thing.place.distance_to(centre),
            limit,
            within=within,
            after=after,
        )
        brute = by_brute_force(things, centre, within, after)[:limit]
        assert [(distance, thing.id) for distance, thing in page] == brute
        shown += brute
        after = shown[-1] if shown else after
    assert len(set(shown)) == len(shown)


def test_things_at_one_place_come_in_the_order_of_their_keys() -> None:
    things = [Thing(number, KEMI) for number in (5, 3, 9, 1)]
    found = nearest_exact(by_chord(things, KEMI), lambda thing: thing.place.distance_to(KEMI), 2)
    assert found == [(0.0, Thing(1, KEMI)), (0.0, Thing(3, KEMI))]


def test_no_more_candidates_are_pulled_than_needed() -> None:
    things = [Thing(number, Place(60 + number / 100, 25.0)) for number in range(1000)]
    pulled = iter(by_chord(things, Place(60, 25)))
    found = nearest_exact(pulled, lambda thing: thing.place.distance_to(Place(60, 25)), 20)
    assert [thing.id for _, thing in found] == list(range(20))
    assert next(pulled)[1].id == 21


def test_candidates_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        nearest_exact([(2.0, Thing(1, KEMI)), (1.0, Thing(2, KEMI))], lambda _: 3.0, 5)
