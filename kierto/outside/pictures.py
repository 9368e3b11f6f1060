"""Reads a picture that somebody sent and draws it anew: nothing but the pixels is kept.

The kind is decided by the content, never by the name. Size is read from the header before a pixel
is decoded. Place, camera, old thumbnails and whatever hides behind the pixels stay out, because
the copies are made from pixels alone.
"""

from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from kierto.domain.errors import N_, Refused

MOST_PIXELS = 64_000_000
"""A phone's largest usual picture has 50 million."""
EFFORT = 2
"""Of WebP, 0 to 6: the usual 4 takes four times as long for files that are 4 % smaller."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
_DEEP_GREY = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})

pillow_heif.register_heif_opener(thumbnails=False)


class NotAPicture(Refused):
    """What was sent is no picture, or only a part of one."""

    message = N_(
        "“%(name)s” could not be read as a photo. Send a JPEG, PNG, WebP, GIF or HEIC picture."
    )


class BrokenPicture(Refused):
    """The file ends before the picture does."""

    message = N_("“%(name)s” is broken or did not arrive whole. Send it again or take a new photo.")


class TooManyPixels(Refused):
    """A picture whose decoding would take too much memory."""

    message = N_(
        "“%(name)s” has %(millions)s million pixels; the most is 64 million."
        " Take the photo with a smaller size."
    )


@dataclass(frozen=True, slots=True)
class Copies:
    """WebP files by the name of their size, and the size in pixels of the largest."""

    files: dict[str, bytes]
    width: int
    height: int


def copies_of(data: bytes, *, name: str, sizes: dict[str, int]) -> Copies:
    """The picture in ``data`` redrawn, upright, once for each size (longest side in pixels).

    ``name`` is what the sender calls it, for the message. Raises NotAPicture, BrokenPicture,
    TooManyPixels.
    """
    opened = _open(data, name)
    try:
        with opened:
            largest = _drawn(opened, max(sizes.values()))
    except (OSError, SyntaxError, ValueError, EOFError) as problem:
        raise BrokenPicture(field="photos", name=name) from problem
    files = {}
    for size, side in sizes.items():
        copy = largest.copy()
        copy.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        copy.save(out, "WEBP", quality=82, method=EFFORT)
        files[size] = out.getvalue()
    return Copies(files, *largest.size)


def _open(data: bytes, name: str) -> Image.Image:
    """The picture with only its header read."""
    try:
        opened = Image.open(BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise TooManyPixels(field="photos", name=name, millions="> 178") from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise NotAPicture(field="photos", name=name) from problem
    pixels = opened.width * opened.height
    if pixels > MOST_PIXELS:
        raise TooManyPixels(field="photos", name=name, millions=str(pixels // 1_000_000))
    if pixels == 0:
        raise NotAPicture(field="photos", name=name)
    return opened


def _drawn(opened: Image.Image, side: int) -> Image.Image:
    """The pixels alone: first frame, upright, sRGB, at most ``side`` long."""
    # A JPEG is decoded at the nearest smaller scale: a phone's picture in a tenth of the memory.
    opened.draft("RGB" if opened.mode == "RGB" else opened.mode, (side, side))
    profile = opened.info.get("icc_profile")
    transposed = ImageOps.exif_transpose(opened)
    transposed.thumbnail((side, side), Image.Resampling.LANCZOS)
    plain = _in_srgb(transposed, profile)
    drawn = Image.new("RGB", plain.size, "white")
    drawn.paste(plain, mask=plain.getchannel("A") if plain.mode == "RGBA" else None)
    return drawn


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """``picture`` as RGB, or RGBA where something shines through."""
    if picture.mode in _DEEP_GREY:
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"RGB", "CMYK"} and profile:
        try:
            return _translated(picture, profile)
        except ImageCms.PyCMSError:
            # A profile that cannot be read says nothing of the colours.
            return picture.convert("RGB")
    see_through = picture.mode in {"LA", "PA", "RGBA", "RGBa"} or "transparency" in picture.info
    return picture.convert("RGBA" if see_through else "RGB")


def _translated(picture: Image.Image, profile: bytes) -> Image.Image:
    translated = ImageCms.profileToProfile(
        picture,
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        outputMode="RGB",
    )
    return picture.convert("RGB") if translated is None else translated
