"""Bodies: boxes, turned and stuffed shapes and tubes, made of flat faces."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from kierto.documents.demo_pictures.geometry import (
    Point,
    cross,
    dot,
    middle,
    minus,
    unit,
)
from kierto.documents.demo_pictures.textures import Material


@dataclass(frozen=True, eq=False)
class Face:
    """A flat piece of a surface; ``normal`` is given where a round body is made of flats."""

    points: list[Point]
    material: Material
    normal: Point
    level: int
    textured: bool = True
    double: bool = False
    lit: bool = True


@dataclass(eq=False)
class Thing:
    """A body that stands at x, z (metres), raised by y and turned by yaw (radians).

    Bodies of a higher ``order`` stand upon those of a lower one and are drawn after them.
    """

    x: float
    z: float
    y: float = 0.0
    yaw: float = 0.0
    order: int = 0
    faces: list[Face] = field(default_factory=list)
    hulls: list[list[Point]] = field(default_factory=list)

    def world(self, x: float, y: float, z: float) -> Point:
        """A point of the body's own space where it stands in the scene."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return self.x + x * cos + z * sin, self.y + y, self.z - x * sin + z * cos

    def quad(
        self, corners: Sequence[Point], material: Material, level: int = 0, *, lit: bool = True
    ) -> None:
        """A flat piece seen from both sides; corners from the top left, clockwise."""
        points = [self.world(*corner) for corner in corners]
        normal = unit(cross(minus(points[1], points[0]), minus(points[3], points[0])))
        self.faces.append(Face(points, material, normal, level, double=True, lit=lit))
        self.hulls.append(points)

    def box(
        self,
        centre: Point,
        size: Point,
        material: Material,
        level: int = 0,
        *,
        top: Material | None = None,
        front: Material | None = None,
    ) -> None:
        """A block: ``centre`` is the middle of its base, ``size`` is width, height, depth."""
        (cx, base, cz), (width, height, depth) = centre, size
        left, right, low, high = cx - width / 2, cx + width / 2, base, base + height
        near, far = cz - depth / 2, cz + depth / 2
        sides = (
            (
                [(left, high, near), (right, high, near), (right, low, near), (left, low, near)],
                front,
            ),
            ([(right, high, far), (left, high, far), (left, low, far), (right, low, far)], None),
            ([(left, high, far), (left, high, near), (left, low, near), (left, low, far)], None),
            (
                [(right, high, near), (right, high, far), (right, low, far), (right, low, near)],
                None,
            ),
            ([(left, high, far), (right, high, far), (right, high, near), (left, high, near)], top),
            ([(left, low, near), (right, low, near), (right, low, far), (left, low, far)], None),
        )
        inside = self.world(cx, base + height / 2, cz)
        all_points: list[Point] = []
        for corners, other in sides:
            points = [self.world(*corner) for corner in corners]
            normal = unit(minus(middle(points), inside))
            self.faces.append(Face(points, other or material, normal, level))
            all_points += points
        self.hulls.append(all_points)

    def lathe(
        self,
        centre: Point,
        profile: Sequence[tuple[float, float]],
        material: Material,
        level: int = 0,
        *,
        stretch: float = 1.0,
        sides: int = 44,
        double: bool = False,
    ) -> None:
        """A body turned round an upright axis; ``profile`` is radius and height from below up."""
        cx, base, cz = centre

        def ring(radius: float, height: float) -> list[Point]:
            angles = (2 * math.pi * side / sides for side in range(sides + 1))
            return [
                self.world(
                    cx + radius * math.cos(angle) * stretch,
                    base + height,
                    cz + radius * math.sin(angle),
                )
                for angle in angles
            ]

        rings = [ring(*step) for step in profile]
        for (r0, h0), (r1, h1), low, high in zip(
            profile, profile[1:], rings, rings[1:], strict=False
        ):
            rise = math.hypot(r1 - r0, h1 - h0) or 1.0
            up, out = (r0 - r1) / rise, (h1 - h0) / rise
            for side in range(sides):
                angle = 2 * math.pi * (side + 0.5) / sides
                sideways = self.world(math.cos(angle), 0, math.sin(angle))
                normal = unit(
                    (
                        (sideways[0] - self.x) * out,
                        up,
                        (sideways[2] - self.z) * out,
                    )
                )
                points = [high[side], high[side + 1], low[side + 1], low[side]]
                self.faces.append(
                    Face(points, material, normal, level, textured=False, double=double)
                )
        self.hulls.append([point for points in rings for point in points])

    def pillow(
        self, centre: Point, size: Point, material: Material, level: int = 0, power: float = 0.45
    ) -> None:
        """A stuffed or rounded block: a superellipsoid round ``centre``."""
        columns, rows = 28, 16

        def bent(value: float) -> float:
            return math.copysign(abs(value) ** power, value)

        def spot(row: int, column: int) -> Point:
            v = math.pi * (row / rows - 0.5)
            u = 2 * math.pi * column / columns
            return self.world(
                centre[0] + size[0] / 2 * bent(math.cos(v)) * bent(math.cos(u)),
                centre[1] + size[1] / 2 * bent(math.sin(v)),
                centre[2] + size[2] / 2 * bent(math.cos(v)) * bent(math.sin(u)),
            )

        grid = [[spot(row, column) for column in range(columns + 1)] for row in range(rows + 1)]
        inside = self.world(*centre)
        for row in range(rows):
            for column in range(columns):
                points = [
                    grid[row + 1][column],
                    grid[row + 1][column + 1],
                    grid[row][column + 1],
                    grid[row][column],
                ]
                across, down = minus(points[0], points[2]), minus(points[1], points[3])
                normal = unit(cross(across, down))
                if dot(normal, minus(middle(points), inside)) < 0:
                    normal = (-normal[0], -normal[1], -normal[2])
                self.faces.append(Face(points, material, normal, level, textured=False))
        self.hulls.append([point for line in grid for point in line])

    def tube(
        self, path: Sequence[Point], radius: float, material: Material, level: int = 0
    ) -> None:
        """A bent pipe or leg of six sides along the path."""
        for start, end in itertools.pairwise(path):
            a, b = self.world(*start), self.world(*end)
            along = unit(minus(b, a))
            side = unit(cross(along, (0.0, 1.0, 0.0) if abs(along[1]) < 0.9 else (1.0, 0.0, 0.0)))
            other = cross(along, side)
            corners: list[tuple[Point, Point, Point]] = []
            for step in range(7):
                angle = 2 * math.pi * step / 6
                cos, sin = math.cos(angle) * radius, math.sin(angle) * radius
                way = (
                    side[0] * cos + other[0] * sin,
                    side[1] * cos + other[1] * sin,
                    side[2] * cos + other[2] * sin,
                )
                near = (a[0] + way[0], a[1] + way[1], a[2] + way[2])
                far = (b[0] + way[0], b[1] + way[1], b[2] + way[2])
                corners.append((near, far, way))
            for (n0, f0, w0), (n1, f1, w1) in itertools.pairwise(corners):
                normal = unit((w0[0] + w1[0], w0[1] + w1[1], w0[2] + w1[2]))
                self.faces.append(Face([n0, n1, f1, f0], material, normal, level, textured=False))
            self.hulls.append([corner[0] for corner in corners] + [corner[1] for corner in corners])
