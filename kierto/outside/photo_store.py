"""Photos as files: each under a generated name, in three sizes, none of them the original."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kierto.outside.pictures import copies_of

SIZES = {"full": 2048, "page": 800, "card": 400}
"""Longest side in pixels, by the name in the address."""
MIME_TYPE = "image/webp"

_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A photo of the store with the size of its largest copy in pixels."""

    name: str
    width: int
    height: int


class PhotoStore:
    """The folder of an installation's photos.

    A photo that was sent but belongs to no listing yet is *held* for the person who sent it: a
    small file says so, until the listing is stored or a day has passed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, *, called: str) -> Stored:
        """Redraw and store a picture. Raises what ``copies_of`` raises; then nothing is stored."""
        copies = copies_of(data, name=called, sizes=SIZES)
        name = secrets.token_hex(16)
        for size, content in copies.files.items():
            path = self._path(name, size)
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".part")
            fresh.write_bytes(content)
            fresh.replace(path)
        return Stored(name, copies.width, copies.height)

    def file(self, name: str, size: str) -> Path | None:
        """The file of a photo in one size; None when there is none."""
        if not _NAME.fullmatch(name) or size not in SIZES:
            return None
        path = self._path(name, size)
        return path if path.is_file() else None

    def discard(self, name: str) -> None:
        """Delete a photo's files; one that is gone already is no problem."""
        if _NAME.fullmatch(name):
            for size in SIZES:
                self._path(name, size).unlink(missing_ok=True)

    def hold(self, photo: Stored, *, owner: int) -> None:
        """Keep a photo for ``owner`` (a person's id) until a listing takes it."""
        mark = self._mark(photo.name, owner)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{photo.width} {photo.height}", encoding="ascii")

    def held(self, name: str, *, owner: int) -> Stored | None:
        """The photo that is held under ``name`` for ``owner``, and for nobody else."""
        if not _NAME.fullmatch(name) or self.file(name, "full") is None:
            return None
        mark = self._mark(name, owner)
        if not mark.is_file():
            return None
        width, height = mark.read_text(encoding="ascii").split()
        return Stored(name, int(width), int(height))

    def release(self, name: str, *, owner: int) -> None:
        """End the holding: a listing has the photo now, or nobody wants it."""
        if _NAME.fullmatch(name):
            self._mark(name, owner).unlink(missing_ok=True)

    def forgotten(self, now: datetime, *, older_than: timedelta) -> Iterator[tuple[int, str]]:
        """Owner and name of what has been held for longer than ``older_than``."""
        limit = (now - older_than).timestamp()
        for mark in self.folder.glob("held/*/*"):
            if mark.stat().st_mtime < limit:
                yield int(mark.parent.name), mark.name

    def _path(self, name: str, size: str) -> Path:
        return self.folder / name[:2] / f"{name}-{size}.webp"

    def _mark(self, name: str, owner: int) -> Path:
        return self.folder / "held" / str(owner) / name
