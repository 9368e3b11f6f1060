"""Surfaces: small images of wood, cloth, concrete and the like, each made from seeded noise."""

import random
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]

SIDE = 512


@dataclass(frozen=True, eq=False)
class Material:
    """A surface: its image, the image's mean colour and how much it shines (0 to 1)."""

    image: Image.Image
    colour: Colour
    gloss: float = 0.0


def noise(seed: str, across: int, down: int, side: int = SIDE) -> Image.Image:
    """Grey clouds of ``across`` by ``down`` random cells, smoothly enlarged to ``side``."""
    grains = random.Random(seed).randbytes(across * down)
    return Image.frombytes("L", (across, down), grains).resize(
        (side, side), Image.Resampling.BICUBIC
    )


def clouds(seed: str, side: int = SIDE) -> Image.Image:
    """Noise of several sizes together, as on concrete."""
    image = noise(seed + "a", 5, 5, side)
    for name, cells, weight in (("b", 15, 0.45), ("c", 60, 0.35), ("d", 240, 0.3)):
        image = Image.blend(image, noise(seed + name, cells, cells, side), weight)
    return ImageOps.autocontrast(image, cutoff=1)


def between(grey: Image.Image, dark: Colour, light: Colour) -> Image.Image:
    """The grey image with its black as ``dark`` and its white as ``light``."""
    return ImageOps.colorize(grey, dark, light)


def scaled(colour: Colour, factor: float) -> Colour:
    """The colour, lighter or darker by a factor."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def _material(image: Image.Image, gloss: float = 0.0) -> Material:
    red, green, blue = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))  # type: ignore[misc]
    return Material(image, (int(red), int(green), int(blue)), gloss)


@lru_cache(maxsize=96)
def paint(colour: Colour, gloss: float = 0.12, seed: int = 0) -> Material:
    """A painted or moulded surface: nearly even, a little uneven as real ones are."""
    grey = Image.blend(noise(f"paint{seed}", 4, 4), noise(f"paint{seed}x", 200, 200), 0.25)
    return _material(between(grey, scaled(colour, 0.93), scaled(colour, 1.05)), gloss)


@lru_cache(maxsize=64)
def wood(colour: Colour, seed: int = 0, *, boards: int = 0, upright: bool = False) -> Material:
    """Wood with its grain along x (or y when ``upright``), as one sheet or as ``boards``."""
    rng = random.Random(f"wood{seed}{colour}")
    grain = Image.blend(noise(f"wood{seed}", 3, 90), noise(f"wood{seed}x", 9, 300), 0.5)
    grain = Image.blend(grain, noise(f"wood{seed}y", 4, 8), 0.3)
    image = between(ImageOps.autocontrast(grain), scaled(colour, 0.78), scaled(colour, 1.12))
    if boards:
        draw = ImageDraw.Draw(image)
        height = SIDE / boards
        for board in range(boards):
            top, bottom = round(board * height), round((board + 1) * height)
            part = image.crop((0, top, SIDE, bottom))
            part = ImageChops.offset(part, rng.randrange(SIDE), 0)
            tone = rng.uniform(0.86, 1.08)
            image.paste(part.point(lambda value, tone=tone: min(255, value * tone)), (0, top))
            draw.line([(0, bottom - 1), (SIDE, bottom - 1)], scaled(colour, 0.45), 3)
    for _ in range(rng.randrange(1, 4) if boards else 0):
        x, y = rng.randrange(30, SIDE - 30), rng.randrange(20, SIDE - 20)
        ImageDraw.Draw(image).ellipse((x - 9, y - 5, x + 9, y + 5), scaled(colour, 0.6))
    if upright:
        image = image.transpose(Image.Transpose.ROTATE_90)
    return _material(image.filter(ImageFilter.GaussianBlur(0.7)), 0.06)


@lru_cache(maxsize=48)
def cloth(colour: Colour, seed: int = 0) -> Material:
    """Woven cloth with soft folds."""
    weave = Image.blend(noise(f"cloth{seed}", 256, 40), noise(f"cloth{seed}x", 40, 256), 0.5)
    grey = Image.blend(weave, noise(f"cloth{seed}y", 6, 6), 0.4)
    return _material(between(grey, scaled(colour, 0.8), scaled(colour, 1.12)))


@lru_cache(maxsize=16)
def concrete(colour: Colour = (166, 163, 157), seed: int = 0) -> Material:
    """Worn concrete with darker stains."""
    image = between(clouds(f"concrete{seed}", 1024), scaled(colour, 0.8), scaled(colour, 1.1))
    stains = noise(f"stain{seed}", 7, 7, 1024).point(lambda value: 255 if value < 205 else 215)
    return _material(ImageChops.multiply(image, _grey(stains.filter(ImageFilter.GaussianBlur(9)))))


@lru_cache(maxsize=16)
def speckled(colour: Colour, seed: int = 0) -> Material:
    """Linoleum, carpet or asphalt: fine grains of neighbouring tones."""
    grains = noise(f"speckle{seed}", 420, 420, 1024)
    grey = Image.blend(grains, noise(f"speckle{seed}x", 9, 9, 1024), 0.35)
    return _material(between(grey, scaled(colour, 0.8), scaled(colour, 1.16)), 0.04)


@lru_cache(maxsize=16)
def gravel(colour: Colour, seed: int = 0) -> Material:
    """Gravel, or grass when the colour is green."""
    coarse = noise(f"gravel{seed}", 160, 160, 1024)
    grey = Image.blend(coarse, noise(f"gravel{seed}x", 480, 480, 1024), 0.5)
    grey = ImageOps.autocontrast(Image.blend(grey, noise(f"gravel{seed}y", 6, 6, 1024), 0.25))
    return _material(between(grey, scaled(colour, 0.5), scaled(colour, 1.3)))


@lru_cache(maxsize=16)
def masonry(
    colour: Colour,
    joint: Colour,
    seed: int = 0,
    *,
    rows: int = 18,
    columns: int = 8,
    wear: float = 0.16,
) -> Material:
    """Bricks, blocks or tiles in rows; every other row is shifted by half when there is wear."""
    rng = random.Random(f"masonry{seed}{colour}")
    side = 1024
    image = Image.new("RGB", (side, side), joint)
    draw = ImageDraw.Draw(image)
    height, width = side / rows, side / columns
    for row in range(rows):
        shift = width / 2 if row % 2 and wear else 0
        for column in range(-1, columns + 1):
            tone = rng.uniform(1 - wear, 1 + wear)
            left, top = column * width + shift, row * height
            box = (left + 2, top + 2, left + width - 3, top + height - 3)
            draw.rounded_rectangle(box, 3, scaled(colour, tone))
    worn = _grey(clouds(f"masonry{seed}", side).point(lambda value: 205 + value // 5))
    return _material(ImageChops.multiply(image.filter(ImageFilter.GaussianBlur(0.8)), worn))


@lru_cache(maxsize=16)
def cladding(colour: Colour, seed: int = 0) -> Material:
    """Upright boards of a Finnish outbuilding."""
    return wood(colour, seed, boards=14, upright=True)


@lru_cache(maxsize=16)
def glow(inner: Colour, outer: Colour, seed: int = 0) -> Material:
    """A lit surface: a screen, or a pane with the sky in it."""
    grey = ImageOps.autocontrast(noise(f"glow{seed}", 3, 3))
    return _material(between(grey, outer, inner), 0.5)


@lru_cache(maxsize=8)
def stripes(first: Colour, second: Colour, count: int = 12) -> Material:
    """Upright stripes: ribs, books, slats, folded cloth."""
    image = Image.new("RGB", (SIDE, SIDE), first)
    draw = ImageDraw.Draw(image)
    width = SIDE / count
    for stripe in range(count):
        draw.rectangle((stripe * width, 0, stripe * width + width * 0.4, SIDE), second)
    return _material(image.filter(ImageFilter.GaussianBlur(2)), 0.1)


def _grey(image: Image.Image) -> Image.Image:
    return Image.merge("RGB", (image, image, image))
