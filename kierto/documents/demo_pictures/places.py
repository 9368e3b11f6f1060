"""Places where things wait: a classroom, a cellar, an office, a yard."""

import random

from PIL import ImageDraw

from kierto.documents.demo_pictures.scene import Scene
from kierto.documents.demo_pictures.textures import (
    Colour,
    Material,
    cladding,
    concrete,
    glow,
    gravel,
    masonry,
    noise,
    paint,
    scaled,
    speckled,
    wood,
)


def _floor(scene: Scene, material: Material, near: float = -1.5, shade: float = 0.95) -> None:
    far, half = scene.wall, 7.0
    # Strips of their own texture each, so that the floor is as fine near as far.
    step = 3.0
    z, row = near, 0
    while z < far:
        end = min(z + step, far)
        for number in range(3):
            left, right = -half + 4.66 * number, -half + 4.66 * number + 4.67
            # Each strip lies the other way round than the one before it, so that they join.
            a, b = (z, end) if row % 2 else (end, z)
            corners = [(left, 0.0, a), (right, 0.0, a), (right, 0.0, b), (left, 0.0, b)]
            scene.surface(corners, material, shade, flipped=number % 2 == 1)
        z = end
        row += 1


def _back(
    scene: Scene, material: Material, low: float, high: float, shade: float = 0.9, parts: int = 3
) -> None:
    width = 14.0 / parts
    for part in range(parts):
        left = -7.0 + part * width
        scene.surface(
            [
                (left, high, scene.wall),
                (left + width, high, scene.wall),
                (left + width, low, scene.wall),
                (left, low, scene.wall),
            ],
            material,
            shade,
            flipped=part % 2 == 1,
        )


def _side(scene: Scene, x: float, material: Material, high: float, shade: float) -> None:
    scene.surface(
        [(x, high, 0.4), (x, high, scene.wall), (x, 0.0, scene.wall), (x, 0.0, 0.4)],
        material,
        shade,
    )


def _skirting(scene: Scene, colour: Colour) -> None:
    _back(scene, paint(colour), 0.0, 0.09, 0.8, parts=1)


def _window(scene: Scene, left: float, low: float, width: float, high: float) -> None:
    """A window in the back wall, the winter sky in it."""
    z = scene.wall - 0.01
    frame = paint((236, 234, 228))
    sky = glow((246, 250, 252), (206, 222, 230), 3)
    scene.surface(
        [(left, high, z), (left + width, high, z), (left + width, low, z), (left, low, z)],
        frame,
        0.95,
    )
    pane = (width - 0.24) / 2
    for start in (left + 0.08, left + 0.16 + pane):
        scene.surface(
            [
                (start, high - 0.08, z),
                (start + pane, high - 0.08, z),
                (start + pane, low + 0.08, z),
                (start, low + 0.08, z),
            ],
            sky,
            1.08,
        )
    scene.surface(
        [
            (left - 0.06, low, z),
            (left + width + 0.06, low, z),
            (left + width + 0.06, low - 0.06, z),
            (left - 0.06, low - 0.06, z),
        ],
        frame,
        0.8,
    )


def _sun(scene: Scene, rng: random.Random) -> None:
    x, z = rng.uniform(-1.8, -0.4), rng.uniform(2.6, 3.4)
    for shift in (0.0, 0.75):
        scene.light_patch(
            [
                (x + shift, 0, z + 1.4),
                (x + shift + 0.62, 0, z + 1.4),
                (x + shift + 1.15, 0, z),
                (x + shift + 0.5, 0, z),
            ],
            rng.uniform(0.38, 0.5),
        )


def classroom(scene: Scene, rng: random.Random) -> None:
    """Linoleum, a painted wall with a darker lower part, a window and sun on the floor."""
    scene.wall = rng.uniform(5.4, 6.4)
    floor = rng.choice([(158, 152, 138), (134, 146, 144), (170, 150, 122), (150, 140, 128)])
    wall = rng.choice([(226, 221, 208), (222, 224, 218), (228, 216, 196)])
    band = rng.choice([(150, 172, 158), (146, 166, 180), (204, 188, 152), wall])
    _back(scene, paint(wall, 0.0, 1), 1.15, 3.4, 0.93)
    _back(scene, paint(band, 0.0, 2), 0.0, 1.15, 0.86)
    if rng.random() < 0.75:
        _window(scene, rng.uniform(-2.6, -1.2), 1.25, 1.9, 2.7)
    _side(scene, rng.uniform(3.4, 4.4), paint(wall, 0.0, 3), 3.4, 0.72)
    _floor(scene, speckled(floor, rng.randrange(4)))
    _skirting(scene, scaled(band, 0.6))
    _sun(scene, rng)


def office(scene: Scene, rng: random.Random) -> None:
    """Carpet or boards and a white wall with a window."""
    scene.wall = rng.uniform(4.8, 5.8)
    wall = rng.choice([(232, 230, 224), (224, 228, 226), (230, 224, 214)])
    _back(scene, paint(wall, 0.0, 4), 0.0, 3.2, 0.93)
    _window(scene, rng.uniform(-2.9, -1.6), 0.95, 2.1, 2.55)
    _side(scene, rng.uniform(3.0, 4.0), paint(wall, 0.0, 5), 3.2, 0.74)
    if rng.random() < 0.5:
        _floor(scene, speckled(rng.choice([(104, 110, 116), (122, 116, 106)]), 7))
    else:
        _floor(scene, wood((186, 150, 108), 4, boards=9))
    _skirting(scene, (214, 212, 206))
    _sun(scene, rng)


def cellar(scene: Scene, rng: random.Random) -> None:
    """Concrete and white-washed blocks under a strip light."""
    scene.wall = rng.uniform(5.0, 6.0)
    wall = rng.choice([(206, 202, 192), (190, 196, 194), (212, 204, 186)])
    blocks = masonry(wall, scaled(wall, 0.82), rng.randrange(3), rows=16, columns=9, wear=0.045)
    _back(scene, blocks, 0.0, 3.2, 0.84)
    _side(scene, rng.uniform(2.8, 3.8), blocks, 3.2, 0.62)
    _side(scene, -rng.uniform(3.2, 4.2), blocks, 3.2, 0.78)
    _floor(scene, concrete((158, 155, 149), rng.randrange(3)))
    for height in (2.52, 2.66):
        scene.surface(
            [
                (-7, height + 0.05, scene.wall - 0.05),
                (7, height + 0.05, scene.wall - 0.05),
                (7, height, scene.wall - 0.05),
                (-7, height, scene.wall - 0.05),
            ],
            paint((150, 120, 98), 0.2),
            0.8,
        )
    scene.warmth += 0.015


def workshop(scene: Scene, rng: random.Random) -> None:
    """A bright hall with a smooth concrete floor."""
    scene.wall = rng.uniform(6.0, 7.2)
    wall = rng.choice([(210, 212, 208), (198, 204, 206)])
    _back(scene, paint(wall, 0.0, 6), 1.3, 3.8, 0.9)
    _back(scene, paint(rng.choice([(96, 122, 112), (112, 120, 128)]), 0.0, 7), 0.0, 1.3, 0.85)
    _side(scene, rng.uniform(3.8, 4.6), paint(wall, 0.0, 8), 3.8, 0.7)
    _floor(scene, concrete((172, 171, 166), 5))


def washroom(scene: Scene, rng: random.Random) -> None:
    """Tiles on floor and wall."""
    scene.wall = rng.uniform(3.9, 4.4)
    tile = rng.choice([(222, 228, 226), (214, 222, 228), (228, 224, 214)])
    _back(scene, masonry(tile, (176, 178, 174), 4, rows=18, columns=18, wear=0.0), 0.0, 3.0, 0.92)
    _side(scene, 2.9, masonry(tile, (170, 172, 168), 4, rows=18, columns=18, wear=0.0), 3.0, 0.7)
    _floor(scene, masonry((150, 150, 146), (118, 116, 112), 6, rows=12, columns=12, wear=0.0))


def _sky(scene: Scene, rng: random.Random, horizon: float) -> None:
    width = scene.size[0]
    draw = ImageDraw.Draw(scene.ground)
    top, low = rng.choice(
        [
            ((148, 182, 214), (226, 234, 238)),
            ((186, 196, 204), (232, 232, 228)),
            ((120, 164, 208), (232, 226, 212)),
        ]
    )
    for row in range(round(horizon) + 40):
        share = min(1.0, row / horizon)
        draw.line(
            [(0, row), (width, row)],
            tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True)),
        )
    seed = str(rng.random())
    mass = (
        noise(seed, 9, 5, 512)
        .resize((width, round(horizon)))
        .point(lambda value: max(0, value - 130) * 0.9)
    )
    scene.ground.paste((246, 247, 248), (0, 0, width, round(horizon)), mass)
    # A spruce forest: three rows of pointed trees, the farthest the palest.
    for tone, base, tall in (
        ((142, 158, 154), horizon + 4, 150),
        ((96, 118, 106), horizon + 10, 125),
        ((58, 82, 66), horizon + 22, 95),
    ):
        x = -40.0
        while x < width + 40:
            peak = tall * rng.uniform(0.6, 1.35) * scene.size[1] / 1800
            half = peak * rng.uniform(0.16, 0.26)
            for layer in range(4):
                wide = half * (0.45 + 0.2 * layer)
                y = base - peak + layer * peak * 0.2
                draw.polygon(
                    [(x, y), (x - wide, y + peak * 0.36), (x + wide, y + peak * 0.36)], tone
                )
            draw.rectangle((x - half, base - peak * 0.12, x + half, base + 40), tone)
            x += half * rng.uniform(0.7, 1.4)


def yard(scene: Scene, rng: random.Random, *, wall: bool | None = None) -> None:
    """Gravel, grass or asphalt, before a red outbuilding or the edge of a forest."""
    scene.outdoors = True
    scene.warmth += 0.005
    ground = rng.choice([(142, 136, 124), (128, 128, 128), (150, 140, 122)])
    if wall is None:
        wall = rng.random() < 0.5
    if wall:
        scene.wall = rng.uniform(5.6, 7.0)
        colour = rng.choice([(136, 50, 40), (150, 58, 44), (196, 168, 104), (142, 146, 142)])
        boards = cladding(colour, rng.randrange(3))
        _back(scene, boards, 0.35, 3.9, 0.9, parts=4)
        _back(scene, concrete((140, 138, 134), 2), 0.0, 0.35, 0.8)
        _floor(scene, gravel(ground, rng.randrange(3)))
        return
    scene.wall = 26.0
    horizon = scene.camera.see((0.0, 0.0, 400.0))[1]
    _sky(scene, rng, horizon)
    scene.wall = 60.0
    half = 40.0
    grass = gravel((98, 116, 66), 1)
    scene.surface([(-half, 0, 60), (half, 0, 60), (half, 0, 9), (-half, 0, 9)], grass, 0.9)
    scene.wall = 9.0
    material = rng.choice(
        [gravel(ground, 2), gravel((104, 122, 70), 4), speckled((120, 120, 120), 5)]
    )
    half = 9.0
    for left in (-half, 0.0):
        for near, far in ((-1.5, 2.0), (2.0, 5.0), (5.0, 9.2)):
            scene.surface(
                [(left, 0, far), (left + half, 0, far), (left + half, 0, near), (left, 0, near)],
                material,
                0.95,
            )
    scene.wall = 40.0
