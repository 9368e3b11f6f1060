"""The photos of the demo city's listings, drawn while the year is being told."""

import multiprocessing
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image, ImageOps

from kierto.cli.demo.tables import rows
from kierto.documents.demo_pictures import picture
from kierto.models import Listing, User
from kierto.outside.photo_store import PhotoStore, Stored
from kierto.services import photos

LISTINGS_A_SCENE = 3
"""Drawing takes a second: a scene serves this many listings, each from another angle."""


class Photographers:
    """Processes that draw and store the photos; ``hang`` waits for the one it needs."""

    def __init__(self, folder: Path, offers: Sequence[dict[str, str]] | None = None) -> None:
        """``folder`` is the photo store's; ``offers`` are the demo's, or the given rows of it."""
        self.folder = folder
        self._offers = rows("offers") if offers is None else offers
        self._photos: dict[str, tuple[Future[list[Stored]], int]] = {}
        # A fresh interpreter for each: a copy of this one would share its database connection.
        self._pool = ProcessPoolExecutor(
            os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn")
        )

    def __enter__(self) -> Self:
        subjects: dict[str, list[str]] = defaultdict(list)
        for row in self._offers:
            if row["picture"]:
                subjects[row["picture"]].append(row["key"])
        for subject, keys in subjects.items():
            for first in range(0, len(keys), LISTINGS_A_SCENE):
                some = keys[first : first + LISTINGS_A_SCENE]
                drawn = self._pool.submit(draw, self.folder, subject, first, len(some))
                self._photos |= {key: (drawn, number) for number, key in enumerate(some)}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        if error is not None:
            self._discard()

    def _discard(self) -> None:
        """The listings were not stored, so their photos belong to nobody."""
        store = PhotoStore(self.folder)
        for drawn in {drawn for drawn, _ in self._photos.values()}:
            if drawn.done() and not drawn.cancelled() and drawn.exception() is None:
                for photo in drawn.result():
                    store.discard(photo.name)

    def hang(self, listing: Listing, key: str, person: User, now: datetime) -> None:
        """Put the photo for the offer ``key`` on its listing."""
        if key in self._photos:
            drawn, number = self._photos[key]
            photos.attach(listing, [drawn.result()[number]], person=person, now=now)
            photo = listing.photos[0]
            photos.describe(photo, listing.title, person=person)


def draw(folder: Path, subject: str, seed: int, count: int) -> list[Stored]:
    """Draw one scene and store ``count`` photos of it, none like another."""
    scene = Image.open(BytesIO(picture(subject, seed)))
    store = PhotoStore(folder)
    return [store.keep(_angle(scene, number), called=subject) for number in range(count)]


def _angle(scene: Image.Image, number: int) -> bytes:
    width, height = scene.size
    if number % 2:
        scene = ImageOps.mirror(scene)
    nearer = scene.crop(
        (0, 0, width, height)
        if number == 0
        else (width // 12, height // 9, width - width // 36, height - height // 36)
        if number == 1
        else (width // 36, height // 12, width - width // 12, height - height // 36)
    )
    file = BytesIO()
    nearer.save(file, "JPEG", quality=90)
    return file.getvalue()
