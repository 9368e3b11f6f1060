"""Things of yards and parks, machines, and heaps of side streams."""

import itertools
import math
import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.building import METAL
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import gravel, paint, scaled, wood

TYRE = paint((40, 40, 42), 0.1)


def _wheel(thing: Thing, x: float, z: float, radius: float, width: float, level: int) -> None:
    """A wheel whose axle lies along z."""
    steps = 22
    rim = [
        (
            x + radius * math.cos(2 * math.pi * step / steps),
            radius + radius * math.sin(2 * math.pi * step / steps),
        )
        for step in range(steps + 1)
    ]
    near, far = z - width / 2, z + width / 2
    for (x0, y0), (x1, y1) in itertools.pairwise(rim):
        thing.quad([(x0, y0, far), (x1, y1, far), (x1, y1, near), (x0, y0, near)], TYRE, level)
    for share, material, extra in ((1.0, TYRE, 1), (0.55, METAL, 2)):
        for step in range(0, steps, 2):
            corners = [(x, radius)] + [
                (x + (px - x) * share, radius + (py - radius) * share)
                for px, py in rim[step : step + 3]
            ]
            thing.quad(
                [(px, py, near - 0.004 * extra) for px, py in corners], material, level + extra
            )


def _benches(scene: Scene, rng: random.Random) -> None:
    places.yard(scene, rng)
    slat = wood(rng.choice([(150, 96, 58), (120, 128, 110), (182, 136, 88)]), 3)
    iron = paint((46, 56, 52), 0.25)
    for x, z, yaw in ((-0.85, 3.1, 0.22), (0.85, 3.9, 0.05)):
        bench = Thing(x, z, 0.0, yaw + rng.uniform(-0.08, 0.08))
        for side in (-0.65, 0.65):
            bench.tube(
                [(side, 0, -0.24), (side, 0.42, -0.2), (side, 0.42, 0.22), (side, 0.88, 0.34)],
                0.026,
                iron,
            )
            bench.tube([(side, 0, 0.28), (side, 0.42, 0.2)], 0.026, iron)
        for number in range(3):
            height, depth = 0.56 + number * 0.13, 0.24 + number * 0.032
            bench.box((0, height, depth), (1.6, 0.1, 0.03), slat, 1)
        for number in range(4):
            bench.box((0, 0.43, 0.16 - number * 0.12), (1.6, 0.035, 0.1), slat, 2)
        scene.add(bench)


def _playground(scene: Scene, rng: random.Random) -> None:
    scene.aim(4.3, 1.35, 4.6)
    places.yard(scene, rng, wall=False)
    post = wood((176, 130, 84), 2)
    accent = paint(rng.choice([(190, 60, 50), (44, 100, 150), (214, 170, 50)]), 0.3)
    tower = Thing(-0.85, 4.2, 0.0, 0.25)
    for x in (-0.5, 0.5):
        for z in (-0.5, 0.5):
            tower.tube([(x, 0, z), (x, 2.3, z)], 0.05, post, 0 if z > 0 else 3)
    tower.box((0, 1.0, 0), (1.1, 0.06, 1.1), post, 1)
    tower.box((0, 1.06, 0.5), (1.0, 0.6, 0.04), accent, 2)
    tower.box((-0.5, 1.06, 0), (0.04, 0.6, 1.0), accent, 2)
    roof = paint((70, 96, 82), 0.1)
    for corners in (
        [(0, 2.85, 0), (0.01, 2.85, 0), (0.7, 2.25, 0.7), (-0.7, 2.25, 0.7)],
        [(0, 2.85, 0), (0.01, 2.85, 0), (-0.7, 2.25, 0.7), (-0.7, 2.25, -0.7)],
        [(0, 2.85, 0), (0.01, 2.85, 0), (0.7, 2.25, 0.7), (0.7, 2.25, -0.7)],
        [(0, 2.85, 0), (0.01, 2.85, 0), (0.7, 2.25, -0.7), (-0.7, 2.25, -0.7)],
    ):
        tower.quad([(float(a), float(b), float(c)) for a, b, c in corners], roof, 5)
    for step in range(5):
        tower.box((0, 0.15 + step * 0.19, -0.56), (0.9, 0.04, 0.06), post, 4)
    scene.add(tower)
    slide = Thing(-0.2, 4.1, 0.0, 0.12)
    path = [(0.1, 1.08), (0.5, 0.95), (1.0, 0.55), (1.5, 0.25), (1.9, 0.2)]
    for (x0, y0), (x1, y1) in itertools.pairwise(path):
        slide.quad(
            [(x0, y0, 0.22), (x1, y1, 0.22), (x1, y1, -0.22), (x0, y0, -0.22)],
            paint((196, 202, 206), 0.5),
            0,
        )
        for z in (0.23, -0.23):
            slide.quad(
                [(x0, y0 + 0.16, z), (x1, y1 + 0.16, z), (x1, y1 - 0.02, z), (x0, y0 - 0.02, z)],
                accent,
                1,
            )
    slide.tube([(1.6, 0, 0), (1.6, 0.24, 0)], 0.03, METAL)
    scene.add(slide)


def _machine(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.7, 0.7, 3.5)
    rng.choice([places.yard, places.workshop])(scene, rng)
    body = paint(rng.choice([(214, 160, 40), (60, 110, 70), (190, 70, 44)]), 0.35)
    dark = paint((50, 52, 54), 0.15)
    loader = Thing(-0.1, 3.7, 0.0, 0.3)
    for x in (-0.62, 0.55):
        _wheel(loader, x, 0.42, 0.33, 0.22, 0)
    loader.box((0.05, 0.42, 0), (1.7, 0.32, 0.7), dark, 3)
    loader.box((0.55, 0.62, 0), (0.75, 0.42, 0.72), body, 4)
    for x in (-0.42, 0.14):
        for z in (-0.32, 0.32):
            loader.tube([(x, 0.7, z), (x + 0.04, 1.62, z)], 0.028, dark, 4 if z > 0 else 6)
    loader.box((-0.1, 0.62, 0), (0.3, 0.28, 0.4), dark, 5)
    loader.box((-0.1, 0.9, 0.16), (0.3, 0.36, 0.08), dark, 5)
    loader.box((-0.12, 1.62, 0), (0.78, 0.06, 0.78), body, 7)
    for z in (-0.28, 0.28):
        loader.tube([(-0.5, 0.95, z), (-1.1, 0.6, z), (-1.3, 0.28, z)], 0.045, body, 6)
    loader.box((-1.42, 0.06, 0), (0.34, 0.34, 1.0), body, 8)
    for x in (-0.62, 0.55):
        _wheel(loader, x, -0.42, 0.33, 0.22, 9)
    scene.add(loader)


def _chips(scene: Scene, rng: random.Random) -> None:
    places.yard(scene, rng)
    steps, sides = 26, 64
    colour = rng.choice([(190, 148, 92), (206, 172, 118), (122, 86, 58)])
    for x, z, wide, tall in ((-0.5, 4.0, 1.5, 1.0), (1.0, 4.3, 1.1, 0.75)):
        heap = Thing(x, z)
        heights = [
            [
                rng.uniform(-0.035, 0.035) + 0.03 * math.sin(side * 0.7 + step * 0.4)
                for side in range(sides)
            ]
            for step in range(steps + 1)
        ]

        def spot(
            step: int,
            side: int,
            wide: float = wide,
            tall: float = tall,
            heights: list[list[float]] = heights,
        ) -> tuple[float, float, float]:
            share = step / steps
            angle = 2 * math.pi * side / sides
            radius = wide * share * (1 + 0.06 * math.sin(3 * angle))
            rough = heights[step][side % sides]
            height = max(
                0.0,
                tall * math.exp(-2.6 * share * share) * (1 - share**3)
                + rough * 0.6 * min(1.0, 3 * share) * (1 - share),
            )
            return radius * math.cos(angle), height, radius * math.sin(angle)

        for step in range(steps):
            for side in range(sides):
                tone = paint(scaled(colour, 0.84 + 0.05 * rng.randrange(6)), 0.0)
                corners = [
                    spot(step, side),
                    spot(step, side + 1),
                    spot(step + 1, side + 1),
                    spot(step + 1, side),
                ]
                heap.quad(corners, tone, 0)
        scene.add(heap)
        for _ in range(260):
            angle, away = rng.uniform(0, 2 * math.pi), wide * rng.uniform(0.15, 1.12)
            chip = Thing(x + away * math.cos(angle), z + away * math.sin(angle) - 0.01)
            share = min(1.0, away / wide)
            chip.y = max(0.0, tall * math.exp(-2.6 * share * share) * (1 - share**3))
            chip.yaw = rng.uniform(0, 3)
            chip.box(
                (0, 0, 0), (rng.uniform(0.03, 0.08), 0.014, 0.022), paint((206, 166, 112), 0.0, 1)
            )
            scene.add(chip)


def _garden(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.3, 0.55, 3.2)
    places.yard(scene, rng)
    clay = paint((178, 100, 70), 0.05)
    soil = gravel((70, 54, 42), 3)
    for number in range(4):
        pot = Thing(-1.15 + number * 0.78, 3.2 + rng.uniform(-0.2, 0.4))
        pot.lathe(
            (0, 0, 0), [(0.2, 0.0), (0.29, 0.4), (0.32, 0.4), (0.32, 0.48), (0.28, 0.48)], clay
        )
        pot.lathe((0, 0.45, 0), [(0.28, 0.0), (0.0, 0.02)], soil, 1, double=True)
        for _ in range(210):
            angle, rise = rng.uniform(0, 6.28), rng.uniform(0.06, 0.7)
            away = rng.uniform(0.0, 0.3) * (1.1 - abs(rise - 0.35) * 1.4)
            x, y, z = away * math.cos(angle), 0.45 + rise, away * math.sin(angle)
            tone = rng.choice([(70, 108, 58), (92, 132, 70), (56, 88, 52), (110, 146, 82)])
            long, tip = rng.uniform(0.06, 0.12), rng.uniform(-0.04, 0.05)
            ahead = (long * math.cos(angle), tip, long * math.sin(angle))
            side = (-0.03 * math.sin(angle), 0.012, 0.03 * math.cos(angle))
            leaf = [
                (x, y, z),
                (x + ahead[0] / 2 + side[0], y + tip / 2 + side[1], z + ahead[2] / 2 + side[2]),
                (x + ahead[0], y + ahead[1], z + ahead[2]),
                (x + ahead[0] / 2 - side[0], y + tip / 2 + side[1], z + ahead[2] / 2 - side[2]),
            ]
            pot.quad(leaf, paint(tone, 0.1), 2)
        scene.add(pot)


def _trailer(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.6, 0.5, 3.6)
    places.yard(scene, rng)
    side = paint(rng.choice([(180, 184, 186), (120, 138, 120)]), 0.3)
    cart = Thing(0.0, 3.6, 0.0, 0.3)
    _wheel(cart, 0.2, 0.62, 0.3, 0.18, 0)
    cart.box((0, 0.42, 0), (2.0, 0.06, 1.1), wood((150, 112, 74), 3), 3)
    cart.box((0, 0.48, 0.54), (2.0, 0.36, 0.03), side, 4)
    cart.box((1.0, 0.48, 0), (0.03, 0.36, 1.1), side, 4)
    cart.box((-1.0, 0.48, 0), (0.03, 0.36, 1.1), side, 5)
    cart.box((0, 0.48, -0.54), (2.0, 0.36, 0.03), side, 6)
    cart.tube([(-1.0, 0.42, 0), (-1.75, 0.4, 0)], 0.035, METAL, 6)
    cart.tube([(-1.7, 0.4, 0), (-1.7, 0.05, 0)], 0.03, METAL, 6)
    _wheel(cart, 0.2, -0.66, 0.3, 0.18, 7)
    scene.add(cart)


SUBJECTS = {
    "bench": _benches,
    "playground": _playground,
    "machine": _machine,
    "wood-stream": _chips,
    "garden": _garden,
    "vehicle": _trailer,
}
