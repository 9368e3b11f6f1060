"""Things made of bars and boards: goals, swings, coat racks, containers, a chalkboard."""

import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.building import METAL, pallet
from kierto.documents.demo_pictures.furniture import BIRCH, DARK, WHITE
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import paint, stripes, wood


def _goals(scene: Scene, rng: random.Random) -> None:
    scene.aim(6.0, 0.9, 6.4)
    places.yard(scene, rng, wall=False)
    goal = Thing(0.0, 6.2, 0.0, 0.22)
    for x in (-2.4, 2.4):
        goal.tube([(x, 0.0, 0.0), (x, 2.0, 0.0)], 0.055, WHITE, 2)
        goal.tube([(x, 2.0, 0.0), (x, 1.9, 0.7), (x, 0.03, 1.5), (x, 0.03, 0.0)], 0.025, METAL)
    goal.tube([(-2.4, 2.0, 0.0), (2.4, 2.0, 0.0)], 0.055, WHITE, 2)
    goal.tube([(-2.4, 0.03, 1.5), (2.4, 0.03, 1.5)], 0.025, METAL)
    string = paint((222, 222, 216), 0.0)
    for number in range(1, 24):
        x = -2.4 + number * 0.2
        goal.tube([(x, 2.0, 0.0), (x, 1.9, 0.7), (x, 0.03, 1.5)], 0.006, string, 1)
    for step in range(1, 9):
        y, z = 1.9 - step * 0.21, 0.7 + step * 0.09
        goal.tube([(-2.4, y, z), (2.4, y, z)], 0.006, string, 1)
    scene.add(goal)


def _swing(scene: Scene, rng: random.Random) -> None:
    scene.aim(5.2, 1.1, 4.6)
    places.yard(scene, rng, wall=False)
    swing = Thing(0.0, 5.3, 0.0, 0.25)
    for x in (-1.6, 1.6):
        for z in (-0.8, 0.8):
            swing.tube([(x * 1.08, 0.0, z), (x, 2.2, 0.0)], 0.045, METAL)
    swing.tube([(-1.6, 2.2, 0.0), (1.6, 2.2, 0.0)], 0.05, METAL, 1)
    for x in (-0.7, 0.7):
        for side in (x - 0.22, x + 0.22):
            swing.tube([(side, 2.18, 0.0), (side, 0.5, 0.0)], 0.01, DARK, 2)
        swing.box((x, 0.47, 0.0), (0.5, 0.04, 0.2), paint((44, 46, 50), 0.1), 3)
    scene.add(swing)


def _coat_racks(scene: Scene, rng: random.Random) -> None:
    scene.aim(3.5, 0.5, 3.0)
    places.classroom(scene, rng)
    board = wood(BIRCH, 4)
    for number in range(6):
        rack = Thing(-0.15 + (number % 2) * 0.16, 3.9 - number * 0.22, 0.0, 0.08)
        high = 0.34 + (5 - number) * 0.13
        rack.box((0, high - 0.2, 0), (1.7, 0.16, 0.03), board)
        rack.box((0, high, 0.02), (1.7, 0.025, 0.24), board, 1)
        for hook in range(10):
            x = -0.74 + hook * 0.164
            path = [(x, high - 0.1, -0.02), (x, high - 0.13, -0.1), (x, high - 0.06, -0.13)]
            rack.tube(path, 0.011, DARK, 2)
        scene.add(rack)


def _containers(scene: Scene, rng: random.Random) -> None:
    scene.aim(4.6, 0.7, 4.0)
    places.yard(scene, rng)
    for number in range(3):
        x, z = -1.35 + number * 1.3, 4.7 + (number % 2) * 0.35
        yaw = rng.uniform(-0.08, 0.12)
        scene.add(pallet(x, z, yaw))
        tank = Thing(x, z, 0.15, yaw, order=1)
        tank.box((0, 0, 0), (0.98, 0.98, 0.96), paint((226, 230, 226), 0.35))
        for high in (0.06, 0.28, 0.5, 0.72, 0.94):
            tank.box((0, high, 0), (1.02, 0.022, 1.0), METAL, 1)
        for step in range(6):
            tank.box((-0.48 + step * 0.192, 0.0, -0.5), (0.02, 0.97, 0.02), METAL, 2)
        tank.lathe((0, 0.98, 0), [(0.12, 0.0), (0.12, 0.05), (0.0, 0.05)], DARK, 3, sides=24)
        tank.box((0, 0.03, -0.54), (0.13, 0.12, 0.08), DARK, 3)
        scene.add(tank)


def _chalkboard(scene: Scene, rng: random.Random) -> None:
    scene.aim(4.2, 0.75, 3.9)
    places.classroom(scene, rng)
    board = Thing(0.0, 4.6, 0.0, 0.1)
    green = paint((48, 92, 72), 0.15, 3)
    frame = paint((176, 178, 178), 0.35)
    for x, width in ((-1.36, 0.9), (0.0, 1.8), (1.36, 0.9)):
        board.box((x, 0.12, 0.0), (width, 1.2, 0.04), frame, front=frame)
        board.box((x, 0.15, -0.024), (width - 0.06, 1.14, 0.01), green, 1)
    board.box((0, 0.1, -0.06), (1.8, 0.03, 0.09), frame, 2)
    for x, colour in ((-0.4, (240, 240, 236)), (-0.28, (232, 206, 96)), (0.3, (240, 240, 236))):
        board.box((x, 0.13, -0.07), (0.08, 0.014, 0.014), paint(colour, 0.0), 3)
    for x in (-0.7, 0.7):
        board.box((x, 0.0, 0.06), (0.1, 0.12, 0.3), stripes((190, 160, 120), (176, 146, 106), 6))
    scene.add(board)


SUBJECTS = {
    "goal": _goals,
    "swing": _swing,
    "coat-rack": _coat_racks,
    "container": _containers,
    "chalkboard": _chalkboard,
}
