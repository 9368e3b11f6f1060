"""Building parts and materials."""

import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import (
    Colour,
    cloth,
    concrete,
    glow,
    masonry,
    paint,
    scaled,
    wood,
)

PINE: Colour = (214, 172, 112)
GREY_PINE: Colour = (164, 146, 122)
METAL = paint((150, 154, 158), 0.4)
PORCELAIN = paint((236, 237, 235), 0.55)


def pallet(x: float, z: float, yaw: float = 0.0, y: float = 0.0, tone: int = 0) -> Thing:
    """A euro pallet, 1,2 by 0,8 m."""
    thing = Thing(x, z, y, yaw)
    board = wood(scaled(GREY_PINE, 1.08), tone)
    for depth in (-0.35, 0.0, 0.35):
        thing.box((0, 0, depth), (1.2, 0.022, 0.1), board)
        for side in (-0.53, 0.0, 0.53):
            thing.box((side, 0.022, depth), (0.14, 0.078, 0.1), board, 1)
    for side in (-0.53, 0.0, 0.53):
        thing.box((side, 0.1, 0), (0.14, 0.022, 0.8), board, 2)
    for number in range(5):
        thing.box((0, 0.122, -0.34 + number * 0.17), (1.2, 0.022, 0.12), board, 3)
    return thing


def _timber(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.yard, places.workshop, places.yard])(scene, rng)
    thing = Thing(rng.uniform(-0.25, 0.15), 3.6, 0.0, rng.uniform(-0.45, -0.2))
    for x in (-0.9, 0.9):
        thing.box((x, 0, 0), (0.1, 0.1, 1.1), wood(GREY_PINE, 9))
    colour = rng.choice([PINE, GREY_PINE, (196, 150, 96)])
    level = 1
    for row in range(rng.choice([5, 6, 7])):
        base = 0.1 + row * 0.062
        count = 7 - (1 if row > 4 else 0)
        for number in range(count):
            shift = rng.uniform(-0.12, 0.12)
            tone = scaled(colour, rng.uniform(0.88, 1.08))
            wide = 0.145
            z = (count - 1) / 2 * wide - number * wide
            thing.box(
                (shift, base, z + rng.uniform(-0.006, 0.006)),
                (3.1 + rng.uniform(-0.25, 0.2), 0.05, wide - 0.008),
                wood(tone, rng.randrange(3)),
                level,
            )
            level += 1
    scene.add(thing)


def _doors(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.cellar, places.classroom, places.workshop])(scene, rng)
    kind = rng.choice([paint((234, 233, 228), 0.15), wood((200, 150, 98), 3, upright=True)])
    for number in range(3):
        lean = 0.16 + number * 0.02
        x = -1.15 + number * 1.12
        thing = Thing(x, 3.95, 0.0, rng.uniform(-0.06, 0.06))
        top, foot = 2.05, -0.12
        thing.quad(
            [(-0.45, top, lean), (0.45, top, lean), (0.45, 0, foot), (-0.45, 0, foot)], kind, 1
        )
        thing.quad(
            [
                (0.45, top, lean),
                (0.45, top, lean + 0.045),
                (0.45, 0, foot + 0.045),
                (0.45, 0, foot),
            ],
            paint((150, 120, 90)),
            1,
        )

        def at(y: float, foot: float = foot, lean: float = lean, top: float = top) -> float:
            return foot + (lean - foot) * y / top - 0.004

        if number != 1:
            for low, high in ((0.22, 0.9), (1.08, 1.86)):
                for left, right in ((-0.36, -0.04), (0.04, 0.36)):
                    thing.quad(
                        [
                            (left, high, at(high)),
                            (right, high, at(high)),
                            (right, low, at(low)),
                            (left, low, at(low)),
                        ],
                        paint(scaled(kind.colour, 0.9)),
                        2,
                    )
                    inset = 0.022
                    thing.quad(
                        [
                            (left + inset, high - inset, at(high)),
                            (right - inset, high - inset, at(high)),
                            (right - inset, low + inset, at(low)),
                            (left + inset, low + inset, at(low)),
                        ],
                        kind,
                        3,
                    )
        else:
            thing.quad(
                [
                    (-0.3, 1.9, at(1.9)),
                    (0.3, 1.9, at(1.9)),
                    (0.3, 1.05, at(1.05)),
                    (-0.3, 1.05, at(1.05)),
                ],
                glow((206, 216, 218), (150, 168, 172), 5),
                2,
            )
        thing.tube([(0.38, 1.0, at(1) - 0.04), (0.27, 1.0, at(1) - 0.04)], 0.012, METAL, 4)
        thing.tube([(0.38, 1.0, at(1)), (0.38, 1.0, at(1) - 0.045)], 0.014, METAL, 4)
        scene.add(thing)


def _windows(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.workshop, places.cellar, places.yard])(scene, rng)
    frame = rng.choice([paint((236, 235, 230), 0.2), wood((186, 136, 88), 2)])
    for number in range(3):
        x, z = -1.15 + number * 1.05, 3.9 - number * 0.12
        thing = Thing(x, z, 0.0, rng.uniform(-0.08, 0.08))
        wide, tall = 1.0, 1.3
        thing.box((-0.3, 0, 0.02), (0.1, 0.09, 0.3), wood(GREY_PINE, 4))
        thing.box((0.3, 0, 0.02), (0.1, 0.09, 0.3), wood(GREY_PINE, 4))
        thing.box((0, 0.09, 0.05), (wide, tall, 0.13), frame, 1)
        for left, right in ((-0.43, -0.03), (0.03, 0.43)):
            thing.quad(
                [
                    (left, 0.09 + tall - 0.08, -0.018),
                    (right, 0.09 + tall - 0.08, -0.018),
                    (right, 0.17, -0.018),
                    (left, 0.17, -0.018),
                ],
                glow((214, 226, 230), (112, 136, 142), rng.randrange(5)),
                2,
            )
            thing.quad(
                [
                    (left + 0.05, 0.09 + tall - 0.08, -0.02),
                    (left + 0.16, 0.09 + tall - 0.08, -0.02),
                    (left + 0.36, 0.17, -0.02),
                    (left + 0.25, 0.17, -0.02),
                ],
                glow((226, 236, 238), (170, 188, 192), 2),
                3,
            )
        thing.tube([(0, 0.7, -0.03), (0, 0.8, -0.04)], 0.014, METAL, 4)
        scene.add(thing)


def _bricks(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.4, 0.4, 3.2)
    places.yard(scene, rng)
    colour = rng.choice([(170, 84, 62), (158, 74, 56), (186, 148, 104)])
    for x, z in ((-0.72, 3.2), (0.75, 3.6)):
        yaw = rng.uniform(-0.3, 0.1)
        scene.add(pallet(x, z, yaw))
        thing = Thing(x, z, 0.144, yaw, order=1)
        level = 0
        rows = rng.choice([5, 6, 8])
        for row in range(rows):
            for deep in range(5):
                for number in range(4):
                    if row == rows - 1 and rng.random() < 0.35:
                        continue
                    long = number * 0.275 - 0.41 + (0.06 if row % 2 else 0)
                    tone = scaled(colour, rng.uniform(0.8, 1.14))
                    thing.box(
                        (long + rng.uniform(-0.01, 0.01), row * 0.08, 0.29 - deep * 0.145),
                        (0.265, 0.076, 0.13),
                        paint(tone, 0.0, 1),
                        level,
                    )
                level += 1
        scene.add(thing)


def _tiles(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.0, 0.3, 2.1)
    rng.choice([places.workshop, places.cellar])(scene, rng)
    colour = rng.choice([(196, 202, 198), (176, 96, 70), (90, 104, 110)])
    scene.add(pallet(0.0, 3.0, 0.2))
    thing = Thing(0.0, 3.0, 0.144, 0.2, order=1)
    level = 0
    for deep in range(2):
        for number in range(4):
            for step in range(rng.choice([7, 10, 12])):
                thing.box(
                    (
                        -0.44 + number * 0.29 + rng.uniform(-0.006, 0.006),
                        step * 0.026,
                        0.18 - deep * 0.36,
                    ),
                    (0.27, 0.022, 0.33),
                    paint(scaled(colour, rng.uniform(0.9, 1.05)), 0.25),
                    level + step,
                )
        level += 40
    scene.add(thing)


def _steel(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.workshop, places.yard])(scene, rng)
    colour = rng.choice([(128, 72, 56), (104, 108, 112), (140, 90, 66)])
    thing = Thing(-0.1, 3.5, 0.0, -0.38)
    for x in (-0.9, 0.9):
        thing.box((x, 0, 0), (0.12, 0.1, 1.5), wood(GREY_PINE, 7))
    level = 1
    for row, count in enumerate((4, 3, 2)):
        for number in range(count):
            z = (count - 1) * 0.15 - number * 0.3
            base = 0.1 + row * 0.26
            steel = paint(scaled(colour, rng.uniform(0.88, 1.1)), 0.1, rng.randrange(3))
            long, shift = 3.2 + rng.uniform(-0.3, 0.2), rng.uniform(-0.15, 0.15)
            thing.box((shift, base, z), (long, 0.018, 0.24), steel, level)
            thing.box((shift, base + 0.018, z), (long, 0.22, 0.016), steel, level + 1)
            thing.box((shift, base + 0.238, z), (long, 0.018, 0.24), steel, level + 2)
            level += 3
    scene.add(thing)


def _insulation(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.4, 0.5, 3.3)
    rng.choice([places.workshop, places.cellar])(scene, rng)
    wool = cloth(rng.choice([(214, 186, 96), (176, 168, 150)]), 4)
    thing = Thing(0.0, 3.5, 0.0, 0.15)
    for row in range(4):
        for number in range(2):
            if row == 3 and number == 1:
                continue
            thing.pillow(
                (-0.62 + number * 1.22, 0.16 + row * 0.3, rng.uniform(-0.04, 0.04)),
                (1.18, 0.31, 0.6),
                wool,
                row,
                0.16,
            )
    scene.add(thing)
    roll = Thing(1.35, 2.7)
    roll.lathe((0, 0, 0), [(0.26, 0.0), (0.28, 0.05), (0.28, 0.95), (0.26, 1.0), (0.0, 1.0)], wool)
    scene.add(roll)


def _sanitary(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.0, 0.5, 2.8)
    places.washroom(scene, rng)
    for number in range(2):
        thing = Thing(-0.95 + number * 1.0, 3.1, 0.0, rng.uniform(-0.3, 0.3))
        bowl = [(0.13, 0.0), (0.12, 0.12), (0.14, 0.22), (0.2, 0.34), (0.21, 0.4)]
        thing.lathe((0, 0, 0), bowl, PORCELAIN, 0)
        thing.lathe((0, 0.4, 0), [(0.22, 0), (0.22, 0.03), (0.0, 0.035)], PORCELAIN, 1)
        thing.pillow((0, 0.45, -0.02), (0.4, 0.04, 0.48), paint((246, 246, 244), 0.6), 2, 0.7)
        thing.pillow((0, 0.6, 0.27), (0.4, 0.4, 0.18), PORCELAIN, 2, 0.2)
        scene.add(thing)
    basin = Thing(1.0, 2.9, 0.0, -0.15)
    basin.lathe((0, 0, 0), [(0.11, 0.0), (0.08, 0.2), (0.09, 0.66)], PORCELAIN)
    basin.lathe(
        (0, 0.62, 0),
        [(0.1, 0.0), (0.24, 0.1), (0.29, 0.2), (0.29, 0.22)],
        PORCELAIN,
        1,
        stretch=1.1,
    )
    basin.lathe((0, 0.84, 0), [(0.29, 0.0), (0.24, 0.0)], PORCELAIN, 2, stretch=1.1, double=True)
    basin.lathe(
        (0, 0.84, 0),
        [(0.24, 0.0), (0.0, -0.01)],
        paint((190, 194, 194), 0.2),
        3,
        stretch=1.1,
        double=True,
    )
    basin.tube([(0, 0.84, 0.24), (0, 0.98, 0.22), (0, 0.99, 0.1)], 0.018, METAL, 4)
    scene.add(basin)


def _lamps(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.0, 0.8, 2.4)
    rng.choice([places.office, places.workshop])(scene, rng)
    table = Thing(0.0, 3.0, 0.0, 0.05)
    for x in (-1.05, 1.05):
        for z in (-0.3, 0.3):
            table.tube([(x, 0, z), (x, 0.72, z)], 0.022, METAL)
    table.box((0, 0.72, 0), (2.3, 0.04, 0.8), wood((206, 164, 112), 2), 1)
    scene.add(table)
    colour = rng.choice([(58, 92, 78), (214, 178, 62), (190, 84, 60), (60, 64, 70)])
    shade = paint(colour, 0.5)
    for number in range(4):
        lamp = Thing(-0.81 + number * 0.54, 2.98 + rng.uniform(-0.12, 0.1), 0.76, order=1)
        lamp.lathe(
            (0, 0, 0),
            [
                (0.2, 0.0),
                (0.195, 0.03),
                (0.17, 0.1),
                (0.11, 0.17),
                (0.05, 0.21),
                (0.03, 0.28),
                (0, 0.28),
            ],
            shade,
        )
        lamp.tube(
            [(0, 0.28, 0), (0.02, 0.34, 0), (0.12, 0.3, -0.05), (0.2, 0.02, -0.12)],
            0.006,
            paint((30, 30, 32)),
            1,
        )
        scene.add(lamp)


def _plasterboard(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.4, 0.25, 2.9)
    places.workshop(scene, rng)
    for x in (-0.6, 0.7):
        scene.add(pallet(x, 3.4, 0.1))
        thing = Thing(x, 3.4, 0.144, 0.1, order=1)
        for step in range(14):
            thing.box(
                (rng.uniform(-0.01, 0.01), step * 0.014, 0),
                (1.2, 0.012, 0.9),
                concrete((206, 204, 196), 4)
                if step == 13
                else paint((200, 194, 180), 0.0, step % 3),
                step,
            )
        scene.add(thing)


def _wall_block(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.2, 0.5, 2.5)
    places.yard(scene, rng)
    block = masonry((168, 166, 160), (150, 148, 142), 3, rows=1, columns=1, wear=0.02)
    scene.add(pallet(0.0, 3.2, -0.2))
    thing = Thing(0.0, 3.2, 0.144, -0.2, order=1)
    level = 0
    for row in range(4):
        for deep in range(3):
            for number in range(3):
                thing.box(
                    (-0.4 + number * 0.4, row * 0.2, 0.25 - deep * 0.25),
                    (0.39, 0.195, 0.24),
                    block,
                    level,
                )
            level += 1
    scene.add(thing)


SUBJECTS = {
    "timber": _timber,
    "door": _doors,
    "window": _windows,
    "bricks": _bricks,
    "tile": _tiles,
    "steel": _steel,
    "insulation": _insulation,
    "sanitary": _sanitary,
    "lamp": _lamps,
    "plasterboard": _plasterboard,
    "block": _wall_block,
}
