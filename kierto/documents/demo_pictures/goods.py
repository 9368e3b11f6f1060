"""Machines of offices and kitchens, textiles, tools, boxes and pallets."""

import math
import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.building import METAL, pallet
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import (
    Material,
    cloth,
    glow,
    paint,
    scaled,
    stripes,
    wood,
)

BLACK = paint((38, 40, 44), 0.35)
SILVER = paint((186, 190, 194), 0.5)


def _table(scene: Scene, z: float = 3.0, width: float = 2.5) -> float:
    """A long table to put things on; gives the height of its top."""
    table = Thing(0.0, z, 0.0, 0.04)
    for x in (-width / 2 + 0.1, width / 2 - 0.1):
        for depth in (-0.34, 0.34):
            table.tube([(x, 0, depth), (x, 0.71, depth)], 0.024, METAL)
    table.box((0, 0.71, 0), (width, 0.035, 0.86), wood((210, 172, 122), 7), 1)
    scene.add(table)
    return 0.745


def _monitor(x: float, z: float, y: float, yaw: float, screen: Material) -> Thing:
    thing = Thing(x, z, y, yaw, order=1)
    thing.lathe((0, 0, 0), [(0.12, 0.0), (0.12, 0.012), (0.0, 0.014)], BLACK, 0, stretch=1.15)
    thing.box((0, 0.012, 0.03), (0.05, 0.2, 0.03), BLACK, 1)
    thing.box((0, 0.12, 0.0), (0.55, 0.34, 0.035), BLACK, 2)
    thing.quad(
        [
            (-0.262, 0.447, -0.019),
            (0.262, 0.447, -0.019),
            (0.262, 0.145, -0.019),
            (-0.262, 0.145, -0.019),
        ],
        screen,
        3,
    )
    return thing


def _computers(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.0, 0.82, 2.5)
    places.office(scene, rng)
    top = _table(scene)
    screen = glow((78, 86, 94), (24, 27, 31), rng.randrange(4))
    for row, count in ((0, 4), (1, 3)):
        for number in range(count):
            x = -0.9 + number * 0.6 + row * 0.3
            scene.add(_monitor(x, 3.2 - row * 0.3, top, rng.uniform(-0.15, 0.15), screen))
    for number in range(3):
        board = Thing(-0.7 + number * 0.7, 2.7, top, rng.uniform(-0.1, 0.1), order=1)
        board.box((0, 0, 0), (0.44, 0.02, 0.14), BLACK, top=stripes((40, 42, 46), (66, 68, 72), 22))
        scene.add(board)


def _laptops(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.0, 0.82, 2.3)
    places.office(scene, rng)
    top = _table(scene)
    for number in range(4):
        laptop = Thing(
            -0.9 + number * 0.6,
            3.0 + rng.uniform(-0.06, 0.06),
            top,
            rng.uniform(-0.2, 0.2),
            order=1,
        )
        laptop.box(
            (0, 0, 0),
            (0.36, 0.018, 0.25),
            SILVER,
            top=stripes((168, 172, 176), (120, 124, 128), 16),
        )
        laptop.quad(
            [(-0.18, 0.25, 0.2), (0.18, 0.25, 0.2), (0.18, 0.018, 0.125), (-0.18, 0.018, 0.125)],
            BLACK,
            1,
        )
        laptop.quad(
            [
                (-0.168, 0.238, 0.193),
                (0.168, 0.238, 0.193),
                (0.168, 0.035, 0.127),
                (-0.168, 0.035, 0.127),
            ],
            glow((132, 160, 186), (36, 60, 84), number),
            2,
        )
        scene.add(laptop)


def _appliances(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.cellar, places.workshop, places.classroom])(scene, rng)
    white = paint((234, 235, 234), 0.35)
    body = rng.choice([white, paint((176, 180, 182), 0.5)])
    seam = paint((120, 122, 122), 0.0)
    for x, yaw in ((-1.05, 0.12), (-0.25, 0.02)):
        fridge = Thing(x, 3.6, 0.0, yaw)
        fridge.box((0, 0, 0.02), (0.54, 0.06, 0.54), BLACK)
        fridge.box((0, 0.06, 0), (0.6, 1.74, 0.6), body, 1)
        fridge.box((0, 0.08, -0.325), (0.595, 0.62, 0.05), body, 2)
        fridge.box((0, 0.715, -0.325), (0.595, 1.08, 0.05), body, 2)
        fridge.box((0, 0.7, -0.31), (0.59, 0.014, 0.03), seam, 2)
        for low, high in ((0.42, 0.64), (0.8, 1.12)):
            fridge.box((-0.24, low, -0.375), (0.022, high - low, 0.03), METAL, 3)
        scene.add(fridge)
    for number in range(2):
        washer = Thing(0.55 + number * 0.68, 3.5 - number * 0.08, 0.0, -0.12)
        washer.box((0, 0, 0), (0.6, 0.85, 0.58), white)
        washer.box((0, 0.72, -0.292), (0.58, 0.11, 0.006), paint((208, 210, 210), 0.2), 1)
        for radius, material, level, near in (
            (0.19, METAL, 1, -0.30),
            (0.155, BLACK, 2, -0.31),
            (0.12, glow((120, 130, 136), (40, 44, 48), 1), 3, -0.315),
        ):
            ring = [
                (
                    radius * math.cos(2 * math.pi * step / 24),
                    0.42 + radius * math.sin(2 * math.pi * step / 24),
                    near,
                )
                for step in range(24)
            ]
            for step in range(0, 24, 2):
                corners = [(0.0, 0.42, near), ring[step], ring[step + 1], ring[(step + 2) % 24]]
                washer.quad(corners, material, level)
        scene.add(washer)


def _textiles(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.9, 0.8, 2.5)
    rng.choice([places.office, places.classroom])(scene, rng)
    top = _table(scene, 2.9, 2.4)
    palette = [
        (74, 106, 140),
        (196, 178, 142),
        (150, 74, 70),
        (98, 122, 96),
        (204, 204, 200),
        (70, 72, 80),
    ]
    for number in range(5):
        x = -0.92 + number * 0.46
        pile = Thing(x, 2.9, top, rng.uniform(-0.1, 0.1), order=1)
        for layer in range(rng.randrange(5, 10)):
            pile.pillow(
                (rng.uniform(-0.012, 0.012), 0.025 + layer * 0.042, rng.uniform(-0.012, 0.012)),
                (0.38, 0.052, 0.46),
                cloth(rng.choice(palette) if number % 2 else palette[number], layer % 3),
                layer,
                0.3,
            )
        scene.add(pile)


def _tools(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.6, 0.75, 2.1)
    places.workshop(scene, rng)
    top = _table(scene, 2.6, 2.2)
    for number, colour in enumerate([(24, 110, 116), (206, 160, 40), (170, 50, 40)]):
        drill = Thing(-0.72 + number * 0.66, 2.65, top, rng.uniform(-0.6, 0.2), order=1)
        body = paint(colour, 0.3)
        drill.box((0.0, 0, 0), (0.13, 0.06, 0.09), BLACK)
        drill.box((0.0, 0.06, 0), (0.055, 0.14, 0.055), BLACK, 1)
        drill.pillow((-0.03, 0.23, 0), (0.24, 0.1, 0.09), body, 2, 0.4)
        drill.tube([(-0.15, 0.23, 0), (-0.21, 0.23, 0)], 0.026, BLACK, 1)
        drill.tube([(-0.21, 0.23, 0), (-0.3, 0.23, 0)], 0.006, METAL, 1)
        scene.add(drill)
    for number in range(5):
        tool = Thing(-0.8 + number * 0.36, 2.36, top, rng.uniform(0.9, 1.5), order=1)
        tool.tube([(-0.14, 0.02, 0), (0.02, 0.02, 0)], 0.017, wood((178, 120, 70), 2))
        tool.tube([(0.02, 0.02, 0), (0.16, 0.02, 0)], 0.008, METAL)
        tool.box((0.17, 0.0, 0), (0.03, 0.035, 0.09), METAL, 1)
        scene.add(tool)
    case = Thing(0.82, 2.8, top, -0.2, order=1)
    case.box((0, 0, 0), (0.44, 0.2, 0.26), paint((150, 44, 38), 0.3))
    case.tube([(-0.12, 0.2, 0), (-0.12, 0.26, 0), (0.12, 0.26, 0), (0.12, 0.2, 0)], 0.012, METAL, 1)
    scene.add(case)


def _boxes(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.cellar, places.workshop])(scene, rng)
    carton = paint((190, 150, 104), 0.0)
    tape = paint((206, 178, 132), 0.3)
    for x, z, count in (
        (-1.0, 3.7, 3),
        (-0.3, 3.75, 2),
        (0.42, 3.6, 3),
        (1.1, 3.4, 1),
        (-0.55, 2.8, 1),
        (0.3, 2.7, 2),
    ):
        base = 0.0
        for number in range(count):
            wide, tall, deep = rng.choice([(0.6, 0.4, 0.4), (0.55, 0.34, 0.45), (0.5, 0.45, 0.45)])
            box = Thing(x + rng.uniform(-0.03, 0.03), z, base, rng.uniform(-0.2, 0.2))
            box.box(
                (0, 0, 0),
                (wide, tall, deep),
                paint(scaled(carton.colour, rng.uniform(0.9, 1.06)), 0.0, number),
            )
            near = -deep / 2 - 0.002
            box.quad(
                [
                    (-0.03, tall + 0.001, deep / 2),
                    (0.03, tall + 0.001, deep / 2),
                    (0.03, tall + 0.001, near),
                    (-0.03, tall + 0.001, near),
                ],
                tape,
                1,
            )
            box.quad(
                [
                    (-0.03, tall, near),
                    (0.03, tall, near),
                    (0.03, tall - 0.1, near),
                    (-0.03, tall - 0.1, near),
                ],
                tape,
                1,
            )
            box.quad(
                [
                    (0.06, tall * 0.55, near),
                    (wide * 0.42, tall * 0.55, near),
                    (wide * 0.42, tall * 0.25, near),
                    (0.06, tall * 0.25, near),
                ],
                paint((236, 236, 230)),
                1,
            )
            scene.add(box)
            base += tall


def _pallets(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.yard, places.workshop])(scene, rng)
    for x, z, count in ((-0.85, 3.5, rng.randrange(5, 9)), (0.75, 3.8, rng.randrange(6, 11))):
        yaw = rng.uniform(-0.25, 0.15)
        for number in range(count):
            scene.add(
                pallet(
                    x + rng.uniform(-0.02, 0.02),
                    z,
                    yaw + rng.uniform(-0.03, 0.03),
                    number * 0.146,
                    number % 3,
                )
            )


def _pots(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.95, 0.25, 2.6)
    rng.choice([places.workshop, places.cellar])(scene, rng)
    for number in range(7):
        row = number // 4
        colour = rng.choice([(226, 226, 220), (70, 108, 140), (190, 92, 60), (110, 134, 96)])
        tin = Thing(-0.9 + (number % 4) * 0.55 + row * 0.25, 3.2 - row * 0.55)
        tin.lathe(
            (0, 0, 0), [(0.19, 0), (0.19, 0.38), (0.2, 0.38), (0.2, 0.41), (0.0, 0.41)], SILVER
        )
        tin.lathe((0, 0.08, 0), [(0.193, 0), (0.193, 0.22)], paint(colour, 0.2), 1)
        scene.add(tin)


def _balls(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.2, 0.3, 3.0)
    places.classroom(scene, rng)
    for number in range(11):
        colour = rng.choice(
            [(206, 110, 46), (232, 230, 222), (60, 100, 150), (196, 60, 56), (222, 190, 60)]
        )
        ball = Thing(
            -1.0 + (number % 5) * 0.46 + rng.uniform(-0.06, 0.06), 2.7 + (number // 5) * 0.45
        )
        ball.pillow((0, 0.13, 0), (0.25, 0.25, 0.25), paint(colour, 0.4), 0, 1.0)
        scene.add(ball)
    mat = Thing(0.2, 4.3, 0.0, 0.05)
    for layer in range(4):
        mat.box((0, layer * 0.08, 0), (2.0, 0.075, 0.9), cloth((48, 84, 128), layer), layer)
    scene.add(mat)


def _paper(scene: Scene, rng: random.Random) -> None:
    scene.aim(2.8, 0.75, 2.3)
    places.office(scene, rng)
    top = _table(scene, 2.8, 2.2)
    for number in range(5):
        pile = Thing(-0.8 + number * 0.4, 2.8, top, rng.uniform(-0.2, 0.2), order=1)
        for layer in range(rng.randrange(3, 8)):
            pile.box(
                (rng.uniform(-0.01, 0.01), layer * 0.052, 0),
                (0.22, 0.05, 0.3),
                paint((238, 238, 234) if layer % 3 else (120, 150, 186), 0.0, layer % 2),
                layer,
            )
        scene.add(pile)


SUBJECTS = {
    "computer": _computers,
    "laptop": _laptops,
    "appliance": _appliances,
    "textile": _textiles,
    "tool": _tools,
    "box": _boxes,
    "generic": _boxes,
    "pallet": _pallets,
    "paint": _pots,
    "sport": _balls,
    "paper": _paper,
}
