"""What stands in halls, offices and kitchens: tables, plates, projectors, radiators, frames."""

import math
import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.furniture import BIRCH, DARK, OAK, STEEL, WHITE
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import Material, glow, paint, stripes, wood


def _worktop(x: float, z: float, yaw: float, top: Material, width: float = 1.5) -> Thing:
    """A table of an office or a canteen: a wide top upon two steel frames."""
    thing = Thing(x, z, 0.0, yaw)
    for side in (-width / 2 + 0.12, width / 2 - 0.12):
        thing.box((side, 0.0, 0.0), (0.06, 0.03, 0.66), STEEL)
        thing.box((side, 0.03, 0.0), (0.06, 0.66, 0.06), STEEL, 1)
        thing.box((side, 0.69, 0.0), (0.05, 0.02, 0.6), STEEL, 1)
    thing.box((0, 0.71, 0), (width, 0.028, 0.74), paint((150, 128, 96), 0.05), 2, top=top)
    return thing


def _worktops(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.9, 0.5, 3.6)
    rng.choice([places.office, places.cellar])(scene, rng)
    top = rng.choice([WHITE, wood(BIRCH, 3), wood((214, 200, 176), 1)])
    for row in range(3):
        for side in (-0.95, 0.95):
            x, z = side + row * 0.12 + rng.uniform(-0.04, 0.04), 3.2 + row * 1.05
            scene.add(_worktop(x, z, 0.06 + rng.uniform(-0.03, 0.03), top))


def _teachers_desks(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.5, 0.5, 2.9)
    places.classroom(scene, rng)
    body = wood(rng.choice([BIRCH, OAK]), 5)
    for x, z, yaw in ((-0.25, 3.2, 0.18), (0.5, 4.5, 0.1)):
        thing = Thing(x, z, 0.0, yaw)
        thing.box((-0.62, 0.0, 0.0), (0.04, 0.71, 0.62), body)
        thing.box((0.48, 0.0, 0.0), (0.36, 0.71, 0.6), body)
        for drawer in range(3):
            low = 0.05 + drawer * 0.22
            thing.box((0.48, low, -0.305), (0.33, 0.2, 0.02), body, 1)
            thing.box((0.48, low + 0.1, -0.32), (0.12, 0.02, 0.02), STEEL, 2)
        thing.box((0, 0.71, 0), (1.4, 0.035, 0.7), body, 3)
        scene.add(thing)


def _table_tennis(scene: Scene, rng: random.Random) -> None:
    scene.aim(4.3, 0.55, 3.5)
    places.classroom(scene, rng)
    table = Thing(0.0, 4.2, 0.0, 0.32)
    for x in (-1.1, -0.25, 0.25, 1.1):
        for z in (-0.6, 0.6):
            table.tube([(x, 0.0, z), (x, 0.73, z)], 0.026, DARK)
    blue, white = paint((38, 84, 132), 0.2), paint((238, 238, 234), 0.1)
    table.box((0, 0.73, 0), (2.74, 0.03, 1.52), blue, 1)
    for z in (-0.745, 0.0, 0.745):
        table.box((0, 0.761, z), (2.74, 0.002, 0.02), white, 2)
    for x in (-1.36, 1.36):
        table.box((x, 0.761, 0), (0.02, 0.002, 1.52), white, 2)
    table.box((0, 0.763, 0), (0.012, 0.15, 1.7), stripes((52, 54, 58), (92, 94, 98), 60), 4)
    scene.add(table)
    for x, z, colour in ((-0.75, 3.9, (188, 44, 40)), (-0.45, 4.05, (40, 40, 44))):
        bat = Thing(x, z, 0.765, 0.5, order=1)
        bat.lathe(
            (0, 0, 0), [(0.0, 0.0), (0.085, 0.0), (0.085, 0.018), (0.0, 0.018)], paint(colour)
        )
        bat.box((0.13, 0.0, 0), (0.12, 0.02, 0.03), wood(BIRCH, 2), 1)
        scene.add(bat)
    ball = Thing(-0.2, 3.75, 0.765, order=1)
    ball.pillow((0, 0.022, 0), (0.044, 0.044, 0.044), paint((244, 178, 70), 0.3), 0, 1.0)
    scene.add(ball)


def _tableware(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.3, 0.82, 1.5)
    places.washroom(scene, rng)
    scene.add(_worktop(0.0, 2.4, 0.03, paint((196, 198, 198), 0.5), 2.2))
    china = paint((240, 239, 232), 0.5)
    rim = [(0.0, 0.0), (0.075, 0.0), (0.125, 0.018), (0.125, 0.022)]
    bowl = [(0.0, 0.0), (0.04, 0.0), (0.085, 0.055), (0.09, 0.06)]
    for number in range(4):
        stack = Thing(-0.5 + number * 0.33, 2.5 + rng.uniform(-0.03, 0.03), 0.74, order=1)
        for plate in range(rng.randint(7, 12)):
            stack.lathe((0, plate * 0.013, 0), rim, china, plate, sides=30, double=True)
        scene.add(stack)
    for number in range(4):
        stack = Thing(-0.42 + number * 0.28, 2.16, 0.74, order=1)
        for one in range(rng.randint(2, 4)):
            stack.lathe((0, one * 0.024, 0), bowl, china, one, sides=30, double=True)
        scene.add(stack)


def _projectors(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.6, 0.8, 1.9)
    places.office(scene, rng)
    scene.add(_worktop(0.0, 2.7, 0.03, wood(BIRCH, 7), 2.2))
    lens = glow((96, 120, 150), (18, 22, 30), 1)
    for number in range(4):
        yaw = rng.uniform(-0.25, 0.25)
        thing = Thing(-0.62 + number * 0.41, 2.6 + (number % 2) * 0.2, 0.74, yaw, order=1)
        body = paint((226, 226, 222) if number % 3 else (62, 64, 68), 0.25)
        thing.box((0, 0.01, 0), (0.32, 0.1, 0.24), body)
        thing.box((0.085, 0.025, -0.125), (0.085, 0.075, 0.02), DARK, 1)
        thing.box((0.085, 0.036, -0.137), (0.055, 0.053, 0.006), lens, 2)
        thing.box(
            (-0.08, 0.03, -0.122), (0.12, 0.06, 0.004), stripes((90, 92, 96), (40, 42, 46), 14), 1
        )
        scene.add(thing)


def _bike_racks(scene: Scene, rng: random.Random) -> None:
    scene.aim(4.2, 0.4, 3.9)
    places.yard(scene, rng)
    zinc = paint((158, 164, 168), 0.45)
    for row in range(2):
        thing = Thing(-0.1 + row * 0.35, 3.6 + row * 1.3, 0.0, 0.2)
        for z in (-0.2, 0.2):
            thing.tube([(-1.6, 0.04, z), (1.6, 0.04, z)], 0.022, zinc)
        for number in range(10):
            x = -1.45 + number * 0.32
            for side in (x - 0.04, x + 0.04):
                arch = [
                    (
                        side,
                        0.04 + 0.5 * math.sin(math.pi * step / 8),
                        -0.2 * math.cos(math.pi * step / 8),
                    )
                    for step in range(9)
                ]
                thing.tube(arch, 0.011, zinc, 1)
        scene.add(thing)


def _radiators(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.6, 0.35, 3.0)
    places.workshop(scene, rng)
    ribs = stripes((226, 226, 220), (194, 195, 190), 24)
    for number in range(5):
        thing = Thing(-0.25 + number * 0.12, 3.1 + number * 0.3, 0.06, 0.12)
        thing.box((0, 0, 0), (1.3 - (number % 2) * 0.25, 0.55, 0.1), WHITE, front=ribs)
        for side in (-0.5, 0.5):
            thing.tube([(side, 0.0, 0), (side, -0.06, 0)], 0.03, STEEL)
        scene.add(thing)


def _frames(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.3, 0.45, 2.7)
    places.cellar(scene, rng)
    for number in range(9):
        width, height = rng.choice([(0.7, 1.0), (0.5, 0.7), (0.6, 0.8), (0.4, 0.5)])
        x, z = -1.0 + (number % 5) * 0.5, 3.5 - (number // 5) * 0.45
        metal = paint(rng.choice([(176, 178, 180), (60, 60, 64), (150, 116, 70)]), 0.35)
        thing = Thing(x, z, 0.0, rng.uniform(-0.06, 0.06))
        lean, edge = 0.22, 0.03
        corners = [
            (-width / 2, height, lean),
            (width / 2, height, lean),
            (width / 2, 0.0, 0.0),
            (-width / 2, 0.0, 0.0),
        ]
        thing.quad(corners, metal)
        inner = (width / 2 - edge, height - edge, lean * (1 - edge / height), lean * edge / height)
        thing.quad(
            [
                (-inner[0], inner[1], inner[2] - 0.004),
                (inner[0], inner[1], inner[2] - 0.004),
                (inner[0], edge, inner[3] - 0.004),
                (-inner[0], edge, inner[3] - 0.004),
            ],
            paint((228, 226, 218), 0.1),
            1,
        )
        scene.add(thing)


SUBJECTS = {
    "worktop": _worktops,
    "teachers-desk": _teachers_desks,
    "table-tennis": _table_tennis,
    "tableware": _tableware,
    "projector": _projectors,
    "bike-rack": _bike_racks,
    "radiator": _radiators,
    "frame": _frames,
}
