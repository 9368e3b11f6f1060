"""Points in space, a camera that sees them, and the few sums that need no library."""

import math
from dataclasses import dataclass

Point = tuple[float, float, float]
"""Metres: x to the right, y up from the floor, z away from the eye."""
Spot = tuple[float, float]
"""A place on the picture, in its pixels."""

LIGHT: Point = (-0.47, 0.76, -0.45)
"""From a thing towards the light: above, left and in front."""


def minus(a: Point, b: Point) -> Point:
    """The way from ``b`` to ``a``."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def dot(a: Point, b: Point) -> float:
    """How much two directions agree."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Point, b: Point) -> Point:
    """The direction square to both."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def unit(a: Point) -> Point:
    """The same direction with the length one."""
    length = math.sqrt(dot(a, a)) or 1.0
    return a[0] / length, a[1] / length, a[2] / length


def middle(points: list[Point]) -> Point:
    """The mean of the points."""
    count = len(points)
    x = y = z = 0.0
    for right, up, away in points:
        x, y, z = x + right, y + up, z + away
    return x / count, y / count, z / count


@dataclass(frozen=True)
class Camera:
    """A phone held at ``eye``, turned by ``yaw``, bent down by ``pitch``, tilted by ``roll``."""

    eye: Point
    yaw: float
    pitch: float
    roll: float
    focal: float
    centre: Spot

    def see(self, point: Point) -> Spot:
        """Where the point falls on the picture; what is behind the eye is drawn at its edge."""
        x, y, z = minus(point, self.eye)
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        x, z = x * cos - z * sin, x * sin + z * cos
        cos, sin = math.cos(self.pitch), math.sin(self.pitch)
        y, z = y * cos + z * sin, z * cos - y * sin
        z = max(z, 0.15)
        x, y = self.focal * x / z, -self.focal * y / z
        cos, sin = math.cos(self.roll), math.sin(self.roll)
        return self.centre[0] + x * cos - y * sin, self.centre[1] + x * sin + y * cos

    def distance(self, point: Point) -> float:
        """Metres from the eye."""
        return math.dist(point, self.eye)


def hull(spots: list[Spot]) -> list[Spot]:
    """The smallest outline without dents around the spots (Andrew's monotone chain)."""
    ordered = sorted(set(spots))
    if len(ordered) < 3:
        return ordered

    def half(path: list[Spot]) -> list[Spot]:
        kept: list[Spot] = []
        for spot in path:
            while len(kept) > 1 and (
                (kept[-1][0] - kept[-2][0]) * (spot[1] - kept[-2][1])
                - (kept[-1][1] - kept[-2][1]) * (spot[0] - kept[-2][0])
                <= 0
            ):
                kept.pop()
            kept.append(spot)
        return kept

    return half(ordered)[:-1] + half(ordered[::-1])[:-1]


def perspective(target: list[Spot], width: int, height: int) -> list[float] | None:
    """The eight numbers that lay an image onto four spots; None when they lie in line."""
    # A little inside the image, as spots at the very edge would fall beside it.
    right, lower = width - 2.0, height - 2.0
    source = [(2.0, 2.0), (right, 2.0), (right, lower), (2.0, lower)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for step in range(8):
        best = max(range(step, 8), key=lambda row: abs(rows[row][step]))
        if abs(rows[best][step]) < 1e-9:
            return None
        rows[step], rows[best] = rows[best], rows[step]
        for row in range(8):
            if row != step:
                factor = rows[row][step] / rows[step][step]
                if factor:
                    rows[row] = [a - factor * b for a, b in zip(rows[row], rows[step], strict=True)]
    return [rows[step][8] / rows[step][step] for step in range(8)]
