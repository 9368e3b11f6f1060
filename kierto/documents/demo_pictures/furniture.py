"""Furniture of schools, offices and homes."""

import math
import random

from kierto.documents.demo_pictures import places
from kierto.documents.demo_pictures.bodies import Thing
from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import Colour, Material, cloth, paint, stripes, wood

BIRCH: Colour = (222, 190, 140)
BEECH: Colour = (206, 158, 108)
OAK: Colour = (178, 130, 82)
STEEL = paint((146, 150, 154), 0.35)
DARK = paint((58, 60, 64), 0.2)
WHITE = paint((232, 232, 228), 0.12)


def desk(x: float, z: float, yaw: float, top: Material, *, y: float = 0.0) -> Thing:
    """A school desk for one: a laminate top, a shelf below it, a steel frame."""
    thing = Thing(x, z, y, yaw)
    for side in (-0.3, 0.3):
        thing.tube([(side, 0.02, -0.2), (side, 0.02, 0.2)], 0.018, STEEL)
        thing.tube([(side, 0.02, 0.16), (side, 0.68, 0.16)], 0.018, STEEL)
        thing.tube([(side, 0.68, -0.2), (side, 0.68, 0.2)], 0.014, STEEL, 1)
        thing.box((side, 0.0, -0.22), (0.05, 0.03, 0.06), DARK)
    thing.box((0, 0.56, 0.02), (0.54, 0.02, 0.36), STEEL, 1)
    thing.box((0, 0.69, 0), (0.70, 0.028, 0.50), paint((112, 84, 56), 0.05), 2, top=top)
    return thing


def _desks(scene: Scene, rng: random.Random) -> None:
    places.classroom(scene, rng) if rng.random() < 0.6 else places.cellar(scene, rng)
    top = wood(rng.choice([BIRCH, BEECH, (214, 200, 176)]), rng.randrange(4))
    yaw = rng.uniform(-0.25, 0.25)
    for row in range(3):
        for column in range(rng.choice([3, 4])):
            x = -1.35 + column * 0.92 + rng.uniform(-0.04, 0.04) + row * 0.08
            z = 2.75 + row * 0.85 + rng.uniform(-0.05, 0.05)
            scene.add(desk(x, z, yaw + rng.uniform(-0.05, 0.05), top))
            if row == 2 or (row == 1 and rng.random() < 0.5):
                flipped = desk(x + 0.02, z, yaw + rng.uniform(-0.08, 0.08), top, y=0.72)
                _turned(flipped, 0.72)
                scene.add(flipped)


def _turned(thing: Thing, base: float) -> None:
    """Turns a thing upside down where it stands: desks are stacked top to top."""
    high = base + 0.72

    def over(point: tuple[float, float, float]) -> tuple[float, float, float]:
        return point[0], base + high - point[1], point[2]

    for face in thing.faces:
        face.points[:] = [over(point) for point in face.points]
    for points in thing.hulls:
        points[:] = [over(point) for point in points]
    thing.faces = [
        type(face)(
            face.points,
            face.material,
            (face.normal[0], -face.normal[1], face.normal[2]),
            2 - face.level,
            face.textured,
            face.double,
            face.lit,
        )
        for face in thing.faces
    ]


def chair(x: float, z: float, yaw: float, seat: Material, *, y: float = 0.0) -> Thing:
    """A stacking chair with a moulded seat and back."""
    thing = Thing(x, z, y, yaw)
    for side in (-0.2, 0.2):
        thing.tube([(side, 0.0, -0.22), (side * 0.9, 0.44, -0.17)], 0.014, STEEL)
        thing.tube([(side, 0.0, 0.24), (side * 0.9, 0.44, 0.17)], 0.014, STEEL)
        thing.tube([(side * 0.9, 0.44, 0.17), (side * 0.86, 0.62, 0.22)], 0.013, STEEL)
    thing.pillow((0, 0.46, 0), (0.44, 0.05, 0.43), seat, 1, 0.35)
    thing.pillow((0, 0.71, 0.24), (0.42, 0.26, 0.05), seat, 1, 0.4)
    return thing


def _chairs(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.classroom, places.cellar, places.office])(scene, rng)
    colour = rng.choice(
        [(42, 88, 128), (176, 64, 48), (70, 74, 80), (206, 160, 104), (62, 112, 84)]
    )
    seat = paint(colour, 0.22)
    turn = rng.choice([0.0, math.pi]) + rng.uniform(-0.4, 0.4)
    for column in range(4):
        x = -1.35 + column * 0.86
        tall = rng.choice([4, 5, 6])
        for level in range(tall):
            lean = level * 0.035
            scene.add(
                chair(
                    x + rng.uniform(-0.01, 0.01) + math.sin(turn) * -lean,
                    3.7 + math.cos(turn) * -lean,
                    turn + rng.uniform(-0.03, 0.03),
                    seat,
                    y=level * 0.12,
                )
            )
    for column in range(2):
        scene.add(chair(-0.6 + column * 1.2, 2.45, turn + rng.uniform(-0.5, 0.5), seat))


def _cupboard(
    x: float, z: float, yaw: float, body: Material, size: tuple[float, float, float]
) -> Thing:
    width, height, depth = size
    thing = Thing(x, z, 0.0, yaw)
    thing.box((0, 0, 0), (width - 0.06, 0.07, depth - 0.06), DARK)
    thing.box((0, 0.07, 0), (width, height, depth), body, 1)
    gap = paint((70, 62, 52), 0.0)
    near = -depth / 2 - 0.004
    for side in (-1, 1):
        left, right = (-width / 2 + 0.015, -0.004) if side < 0 else (0.004, width / 2 - 0.015)
        thing.box(
            ((left + right) / 2, 0.085, near - 0.008),
            (right - left, height - 0.03, 0.018),
            body,
            2,
        )
        thing.box((side * 0.05, 0.07 + height * 0.5, near - 0.03), (0.014, 0.13, 0.02), STEEL, 4)
    thing.quad(
        [
            (-0.004, 0.07 + height, near - 0.0175),
            (0.004, 0.07 + height, near - 0.0175),
            (0.004, 0.08, near - 0.0175),
            (-0.004, 0.08, near - 0.0175),
        ],
        gap,
        3,
    )
    return thing


def _cupboards(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.classroom, places.office, places.cellar])(scene, rng)
    body = rng.choice([wood(BIRCH, 1, upright=True), wood(BEECH, 2, upright=True), WHITE])
    height = rng.choice([0.82, 1.16, 1.85])
    for column in range(4 if height < 1.5 else 3):
        x = -1.35 + column * 0.86
        scene.add(_cupboard(x, 4.0, rng.uniform(-0.03, 0.03), body, (0.8, height, 0.42)))
    if height < 1.5:
        for column in range(2):
            x = -0.9 + column * 1.25
            scene.add(_cupboard(x, 2.9, rng.uniform(-0.15, 0.3), body, (0.8, height, 0.42)))


def shelf(x: float, z: float, yaw: float, body: Material, rng: random.Random) -> Thing:
    """An open bookshelf with some folders left in it."""
    thing = Thing(x, z, 0.0, yaw)
    inner = paint((176, 150, 112), 0.0)
    thing.box((0, 0, 0.15), (0.9, 1.9, 0.02), inner)
    for side in (-0.44, 0.44):
        thing.box((side, 0, 0), (0.022, 1.9, 0.32), body, 1)
    for step in range(6):
        base = 0.04 + step * 0.365
        thing.box((0, base, 0), (0.86, 0.022, 0.31), body, 2 + step * 2)
        if step < 5 and rng.random() < 0.6:
            left = -0.4
            for _ in range(rng.randrange(2, 7)):
                wide = rng.choice([0.05, 0.075, 0.075])
                colour = rng.choice([(40, 70, 110), (150, 40, 40), (60, 60, 64), (200, 190, 160)])
                thing.box(
                    (left + wide / 2, base + 0.022, 0.02),
                    (wide - 0.004, 0.29 + rng.uniform(-0.03, 0.02), 0.25),
                    paint(colour, 0.08),
                    3 + step * 2,
                )
                left += wide
    return thing


def _shelves(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.office, places.classroom])(scene, rng)
    body = rng.choice([wood(BIRCH, 3, upright=True), WHITE, wood(OAK, 2, upright=True)])
    for column in range(3):
        scene.add(shelf(-1.1 + column * 1.0, 3.9, rng.uniform(-0.03, 0.03), body, rng))


def _sofa(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.office, places.classroom])(scene, rng)
    colour = rng.choice(
        [(92, 112, 128), (120, 130, 104), (150, 92, 70), (96, 96, 100), (64, 92, 92)]
    )
    fabric, leg = cloth(colour, rng.randrange(3)), wood(OAK, 5)
    thing = Thing(rng.uniform(-0.3, 0.1), 3.2, 0.0, rng.uniform(-0.25, 0.25))
    for x in (-0.85, 0.85):
        for z in (-0.3, 0.3):
            thing.box((x, 0, z), (0.06, 0.14, 0.06), leg)
    thing.pillow((0, 0.27, 0), (1.95, 0.28, 0.86), fabric, 1, 0.22)
    thing.pillow((0, 0.62, 0.34), (1.9, 0.62, 0.24), fabric, 2, 0.3)
    for number in range(3):
        x = -0.57 + number * 0.57
        thing.pillow((x, 0.66, 0.2), (0.56, 0.46, 0.2), fabric, 3, 0.42)
        thing.pillow((x, 0.44, -0.06), (0.57, 0.17, 0.66), fabric, 4, 0.36)
    for side in (-0.94, 0.94):
        thing.pillow((side, 0.43, -0.01), (0.2, 0.56, 0.86), fabric, 5, 0.36)
    scene.add(thing)
    if rng.random() < 0.7:
        table = Thing(thing.x + 0.2, 2.25, 0.0, thing.yaw)
        for x in (-0.4, 0.4):
            for z in (-0.22, 0.22):
                table.tube([(x, 0, z), (x, 0.4, z)], 0.02, leg)
        table.box((0, 0.4, 0), (0.95, 0.035, 0.55), wood(OAK, 6), 1)
        scene.add(table)


def _beds(scene: Scene, rng: random.Random) -> None:
    places.classroom(scene, rng)
    frame, sheet = wood(BIRCH, 4), cloth((214, 218, 222), 1)
    blanket = cloth(rng.choice([(120, 150, 178), (188, 160, 96), (150, 120, 140)]), 2)
    for number in range(3):
        thing = Thing(-1.35 + number * 1.2, 3.4, 0.0, math.pi / 2 + rng.uniform(-0.03, 0.03))
        thing.box((0, 0.05, 0), (1.5, 0.16, 0.72), frame)
        thing.pillow((0, 0.27, 0), (1.42, 0.15, 0.66), sheet, 1, 0.22)
        thing.pillow((0.3, 0.33, 0), (0.86, 0.1, 0.69), blanket, 2, 0.25)
        thing.pillow((-0.52, 0.39, 0), (0.3, 0.12, 0.46), sheet, 3, 0.5)
        for end in (-0.76, 0.76):
            thing.box(
                (end, 0, 0), (0.03, 0.46 if end < 0 else 0.34, 0.74), frame, 4 if end > 0 else 0
            )
        scene.add(thing)


def _boards(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.classroom, places.office])(scene, rng)
    for number, (x, z) in enumerate([(-0.75, 3.5), (0.85, 3.8)]):
        thing = Thing(x, z, 0.0, rng.uniform(-0.2, 0.2))
        for side in (-0.62, 0.62):
            thing.tube([(side, 0.05, -0.25), (side, 0.05, 0.25)], 0.02, STEEL)
            thing.tube([(side, 0.05, 0), (side, 1.75, 0)], 0.018, STEEL)
        thing.box((0, 0.75, -0.02), (1.3, 0.98, 0.03), STEEL, 1)
        thing.box((0, 0.78, -0.04), (1.24, 0.92, 0.006), paint((240, 241, 240), 0.3), 2)
        thing.box((0, 0.72, -0.07), (1.1, 0.02, 0.07), STEEL, 3)
        if number == 0:
            thing.box((-0.2, 0.74, -0.08), (0.13, 0.03, 0.04), paint((60, 90, 140)), 4)
        scene.add(thing)


def _kitchen(scene: Scene, rng: random.Random) -> None:
    rng.choice([places.classroom, places.workshop])(scene, rng)
    body = rng.choice([WHITE, wood(BIRCH, 6, upright=True), paint((196, 208, 200))])
    top = paint((92, 88, 84), 0.2)
    for number in range(4):
        x = -1.4 + number * 0.62
        thing = Thing(x, 3.5, 0.0, 0.03)
        thing.box((0, 0, 0), (0.58, 0.1, 0.5), DARK)
        thing.box((0, 0.1, 0), (0.6, 0.76, 0.56), body, 1)
        parts = 3 if number == 1 else 1
        for part in range(parts):
            high = 0.74 / parts
            thing.box((0, 0.11 + part * high, -0.287), (0.585, high - 0.01, 0.016), body, 2)
            thing.box((0, 0.11 + (part + 1) * high - 0.07, -0.305), (0.16, 0.014, 0.02), STEEL, 3)
        thing.box((0, 0.86, -0.01), (0.62, 0.035, 0.6), top, 4)
        scene.add(thing)
    sink = Thing(1.28, 3.4, 0.0, -0.15)
    sink.box((0, 0, 0), (0.7, 0.86, 0.56), body)
    sink.box((0, 0.86, 0), (0.76, 0.03, 0.6), paint((188, 194, 198), 0.5), 1)
    sink.box((0, 0.885, -0.02), (0.46, 0.006, 0.38), paint((120, 126, 130), 0.3), 2)
    sink.tube([(0, 0.88, 0.22), (0, 1.14, 0.22), (0, 1.17, 0.1), (0, 1.1, 0.06)], 0.016, STEEL, 3)
    scene.add(sink)


def _slats(scene: Scene, rng: random.Random) -> None:
    """Rows of dressing-room lockers."""
    rng.choice([places.cellar, places.workshop])(scene, rng)
    colour = rng.choice([(92, 122, 140), (176, 180, 178), (120, 140, 118)])
    for number in range(5):
        thing = Thing(-1.45 + number * 0.62, 3.9, 0.0, 0.02)
        thing.box((0, 0, 0), (0.6, 0.1, 0.5), DARK)
        thing.box((0, 0.1, 0), (0.6, 1.75, 0.5), paint((150, 152, 152)), 1)
        for side in (-0.149, 0.149):
            thing.box((side, 0.12, -0.257), (0.285, 1.71, 0.014), paint(colour, 0.2, number), 2)
            thing.quad(
                [
                    (side - 0.07, 1.68, -0.266),
                    (side + 0.07, 1.68, -0.266),
                    (side + 0.07, 1.58, -0.266),
                    (side - 0.07, 1.58, -0.266),
                ],
                stripes((50, 56, 60), colour, 5),
                3,
            )
            thing.box((side + 0.1, 0.95, -0.275), (0.02, 0.06, 0.02), DARK, 3)
        scene.add(thing)


SUBJECTS = {
    "desk": _desks,
    "chair": _chairs,
    "cupboard": _cupboards,
    "shelf": _shelves,
    "sofa": _sofa,
    "bed": _beds,
    "whiteboard": _boards,
    "kitchen": _kitchen,
    "locker": _slats,
}
