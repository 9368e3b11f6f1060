"""A scene: a place, things in it, and the development of the photo."""

import math
import random
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from kierto.documents.demo_pictures.bodies import Face, Thing
from kierto.documents.demo_pictures.geometry import (
    LIGHT,
    Camera,
    Point,
    Spot,
    dot,
    hull,
    middle,
    minus,
    perspective,
    unit,
)
from kierto.documents.demo_pictures.textures import Material, noise, scaled

WIDTH, HEIGHT = 1024, 768
SCALE = 1.5
SMALL = 34.0
"""Faces narrower than this many pixels are filled with the mean colour."""


class Scene:
    """The place and its things: places paint the ``ground``, subjects add ``things``."""

    def __init__(self, rng: random.Random) -> None:
        """A scene seen from where a person with a phone would stand."""
        self.rng = rng
        self.size = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
        self.camera = Camera(
            eye=(rng.uniform(-0.25, 0.25), rng.uniform(1.45, 1.65), 0.0),
            yaw=rng.uniform(-0.07, 0.07),
            pitch=rng.uniform(0.235, 0.27),
            roll=rng.uniform(-0.012, 0.012),
            focal=self.size[0] * 0.92,
            centre=(self.size[0] / 2, self.size[1] / 2),
        )
        self.ground = Image.new("RGB", self.size, (200, 200, 196))
        self.things: list[Thing] = []
        self.wall = 6.0
        self.warmth = rng.uniform(-0.02, 0.03)
        self.outdoors = False

    def aim(self, distance: float, height: float, width: float) -> None:
        """Points the camera at what is ``width`` metres wide; to be called before the place."""
        away = math.hypot(distance, self.camera.eye[1] - height)
        self.camera = replace(
            self.camera,
            pitch=math.atan2(self.camera.eye[1] - height, distance),
            focal=self.size[0] * away / width,
        )

    def add(self, thing: Thing) -> Thing:
        """Puts the thing into the scene."""
        self.things.append(thing)
        return thing

    def surface(
        self,
        corners: Sequence[Point],
        material: Material,
        shade: float = 1.0,
        *,
        flipped: bool = False,
    ) -> None:
        """Paints a wall, floor or other part of the place; neighbours are flipped to join."""
        spots = [self.camera.see(corner) for corner in corners]
        self._textured(self.ground, spots, material, shade, flipped=flipped)

    def light_patch(self, corners: Sequence[Point], strength: float = 0.35) -> None:
        """Sunlight that falls on the floor through a window."""
        mask = Image.new("L", self.size, 0)
        ImageDraw.Draw(mask).polygon(
            [self.camera.see(corner) for corner in corners], round(255 * strength)
        )
        mask = _softened(mask, 10)
        self.ground.paste(Image.new("RGB", self.size, (255, 246, 224)), (0, 0), mask)

    def develop(self) -> Image.Image:
        """The finished photo."""
        image = self._shadowed(self.ground.filter(ImageFilter.GaussianBlur(2.2 * SCALE / 1.5)))
        for order in sorted({thing.order for thing in self.things}):
            things = [thing for thing in self.things if thing.order == order]
            if order:
                image = self._touched(image, things)
            things.sort(key=lambda one: (-round(self._away(one), 2), one.y))
            for thing in things:
                self._draw(image, thing)
        return self._printed(image)

    def _shadowed(self, image: Image.Image) -> Image.Image:
        small = (self.size[0] // 4, self.size[1] // 4)
        cast, touch = Image.new("L", small, 0), Image.new("L", small, 0)
        across, away = (0.42, 0.40) if not self.outdoors else (0.55, 0.35)
        for thing in self.things:
            for points in thing.hulls:
                fallen = [(x + across * y, 0.0, min(z + away * y, self.wall)) for x, y, z in points]
                self._shade(cast, fallen, 120)
                low = min(point[1] for point in points)
                if low < 0.25:
                    self._shade(touch, [(x, 0.0, z) for x, y, z in points if y < 0.4], 165)
        dark = ImageChops.lighter(
            cast.filter(ImageFilter.GaussianBlur(13)), touch.filter(ImageFilter.GaussianBlur(4))
        )
        dark = dark.resize(self.size, Image.Resampling.BICUBIC)
        return Image.composite(Image.new("RGB", self.size, (24, 24, 30)), image, dark)

    def _away(self, thing: Thing) -> float:
        return self.camera.distance((thing.x, 1.0, thing.z))

    def _touched(self, image: Image.Image, things: list[Thing]) -> Image.Image:
        """The soft dark under what stands on a table or a pallet."""
        layer = Image.new("L", (self.size[0] // 4, self.size[1] // 4), 0)
        for thing in things:
            low = [point for points in thing.hulls for point in points if point[1] < thing.y + 0.12]
            self._shade(layer, [(x + 0.02, thing.y, z) for x, _, z in low], 150)
        dark = layer.filter(ImageFilter.GaussianBlur(4)).resize(self.size, Image.Resampling.BICUBIC)
        return Image.composite(Image.new("RGB", self.size, (30, 26, 26)), image, dark)

    def _shade(self, layer: Image.Image, points: list[Point], depth: int) -> None:
        outline = hull([self.camera.see(point) for point in points])
        if len(outline) > 2:
            ImageDraw.Draw(layer).polygon([(x / 4, y / 4) for x, y in outline], depth)

    def _draw(self, image: Image.Image, thing: Thing) -> None:
        ordered = sorted(
            thing.faces, key=lambda face: (face.level, -self.camera.distance(middle(face.points)))
        )
        for face in ordered:
            view = unit(minus(self.camera.eye, middle(face.points)))
            normal = face.normal
            if dot(normal, view) <= 0:
                if not face.double:
                    continue
                normal = (-normal[0], -normal[1], -normal[2])
            shade = self._shade_of(normal, view, face) if face.lit else 1.0
            spots = [self.camera.see(point) for point in face.points]
            self._textured(image, spots, face.material, shade, textured=face.textured)

    def _shade_of(self, normal: Point, view: Point, face: Face) -> float:
        toward = dot(normal, LIGHT)
        shade = 0.50 + 0.10 * normal[1] + 0.50 * max(0.0, toward)
        shine = dot(normal, unit((LIGHT[0] + view[0], LIGHT[1] + view[1], LIGHT[2] + view[2])))
        low = min(1.0, 0.80 + 0.45 * middle(face.points)[1])
        return shade * low + face.material.gloss * max(0.0, shine) ** 18

    def _textured(
        self,
        image: Image.Image,
        spots: list[Spot],
        material: Material,
        shade: float,
        *,
        textured: bool = True,
        flipped: bool = False,
    ) -> None:
        left = max(0, math.floor(min(x for x, _ in spots)))
        upper = max(0, math.floor(min(y for _, y in spots)))
        right = min(self.size[0], math.ceil(max(x for x, _ in spots)))
        lower = min(self.size[1], math.ceil(max(y for _, y in spots)))
        if right <= left or lower <= upper:
            return
        small = min(right - left, lower - upper) < SMALL
        numbers = None
        if textured and not small and len(spots) == 4:
            inside = [(x - left, y - upper) for x, y in spots]
            numbers = perspective(inside, *material.image.size)
        if numbers is None:
            ImageDraw.Draw(image).polygon(spots, scaled(material.colour, shade))
            return
        size = (right - left, lower - upper)
        picture = (
            material.image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flipped else material.image
        )
        part = picture.transform(
            size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BILINEAR
        )
        part = part.point(lambda value: min(255, round(value * shade)))
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in spots], 255)
        image.paste(part, (left, upper), mask)

    def _printed(self, image: Image.Image) -> Image.Image:
        """Light from the left, lens, white balance and grain: what makes a picture a photo."""
        image = ImageChops.multiply(image, self._light())
        bright = image.resize((200, 150), Image.Resampling.BOX).point(
            lambda value: max(0, value - 150)
        )
        glow = bright.filter(ImageFilter.GaussianBlur(7)).resize(
            self.size, Image.Resampling.BICUBIC
        )
        image = ImageChops.screen(image, glow.point(lambda value: value * 0.45))
        image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        image = ImageEnhance.Color(image.point(_exposed)).enhance(1.08)
        red, green, blue = image.split()
        red = red.point(lambda value: min(255, value * (1 + self.warmth)))
        blue = blue.point(lambda value: min(255, value * (1 - self.warmth)))
        image = Image.merge("RGB", (red, green, blue)).filter(ImageFilter.GaussianBlur(0.55))
        seed = str(self.rng.random())
        fine = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(seed).randbytes(WIDTH * HEIGHT))
        grain = fine.filter(ImageFilter.GaussianBlur(0.9)).point(
            lambda value: 128 + (value - 128) * 0.14
        )
        image = ImageChops.overlay(image, Image.merge("RGB", (grain, grain, grain)))
        return image.filter(ImageFilter.UnsharpMask(1.4, 45, 3))

    def _light(self) -> Image.Image:
        small = Image.new("L", (64, 48))
        pixels = []
        for row in range(48):
            for column in range(64):
                x, y = column / 63, row / 47
                side = 1.06 - 0.22 * x
                edge = 1 - 0.30 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
                pixels.append(round(min(1.0, side * edge) * 255))
        small.putdata(pixels)
        uneven = (
            noise(str(self.rng.random()), 4, 3, 64)
            .resize((64, 48))
            .point(lambda value: 243 + value // 21)
        )
        light = ImageChops.multiply(small, uneven).resize(self.size, Image.Resampling.BICUBIC)
        return Image.merge("RGB", (light, light, light))


def _exposed(value: int) -> int:
    """The camera's curve: shadows lifted, highlights rolled off."""
    share: float = (value / 255) ** 0.80
    return round(255 * min(1.0, share * (1.22 - 0.20 * share * share)))


def _softened(mask: Image.Image, radius: float) -> Image.Image:
    small = mask.resize((mask.width // 4, mask.height // 4), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius / 2)).resize(
        mask.size, Image.Resampling.BICUBIC
    )
