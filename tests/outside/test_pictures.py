"""Pictures are redrawn from their pixels: upright, ordinary, without what they should not tell."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from kierto.outside.pictures import BrokenPicture, NotAPicture, TooManyPixels, copies_of
from tests.outside.pictures_of_phones import (
    SERIAL,
    corner_of,
    encoded,
    exif,
    held_this_way,
    marked,
)

SIZES = {"full": 2048, "page": 800, "card": 100}


def opened(data: bytes, size: str = "full", name: str = "kuva.jpg") -> Image.Image:
    return Image.open(BytesIO(copies_of(data, name=name, sizes=SIZES).files[size]))


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_is_upright_however_the_phone_was_held(orientation: int) -> None:
    picture = opened(held_this_way(orientation))
    assert (picture.size, corner_of(picture)) == ((400, 300), "top left")
    assert picture.getexif().get(274) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_copy_tells_where_it_was_taken_or_with_which_camera(kind: str) -> None:
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><GPSLatitude>65,44.2N</GPSLatitude></x:xmpmeta>"
    sent = encoded(marked(), kind, exif=exif().tobytes(), **({} if kind == "PNG" else {"xmp": xmp}))
    assert SERIAL.encode() in sent
    for file in copies_of(sent, name="kuva", sizes=SIZES).files.values():
        picture = Image.open(BytesIO(file))
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(picture.info)
        assert SERIAL.encode() not in file and b"GPS" not in file and b"EXIF" not in file


@pytest.mark.parametrize(
    "sent",
    [
        encoded(marked(mode="CMYK")),
        encoded(marked(mode="L")),
        encoded(Image.new("I;16", (400, 300), 40_000), "PNG"),
        encoded(marked(mode="P"), "GIF", save_all=True, append_images=[marked(mode="P")] * 3),
        encoded(marked(mode="RGBA"), "PNG"),
        encoded(marked(mode="LA"), "PNG"),
        encoded(marked(mode="1"), "PNG"),
        encoded(marked(), "HEIF"),
        encoded(marked(), "WEBP"),
    ],
    ids=["cmyk", "grey", "16 bit", "animated", "alpha", "grey alpha", "bits", "heic", "webp"],
)
def test_unusual_pictures_become_ordinary_ones(sent: bytes) -> None:
    picture = opened(sent)
    assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGB", (400, 300))
    assert getattr(picture, "n_frames", 1) == 1


def test_the_greys_of_a_deep_picture_are_kept() -> None:
    pixel = opened(encoded(Image.new("I;16", (40, 30), 40_000), "PNG")).getpixel((5, 5))
    assert pixel == pytest.approx((156, 156, 156), abs=2)


def test_what_shines_through_becomes_white() -> None:
    pixel = opened(encoded(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG")).getpixel((5, 5))
    assert pixel == (255, 255, 255)


@pytest.mark.parametrize("name", ["kuva ääkköset (1).JPG", "../../x.jpg", "kuva.jpg"])
def test_the_kind_is_decided_by_the_content_and_not_by_the_name(name: str) -> None:
    assert corner_of(opened(encoded(marked(), "HEIF"), name=name)) == "top left"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        SVG,
        b'<?xml version="1.0"?>' + SVG,
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)",
        b"%PDF-1.7 ",
        b"\x00" * 500,
    ],
)
def test_what_is_no_picture_is_refused(sent: bytes) -> None:
    with pytest.raises((NotAPicture, BrokenPicture)):
        copies_of(sent, name="kuva.png", sizes=SIZES)


def test_a_picture_that_did_not_arrive_whole_is_refused() -> None:
    sent = encoded(marked(), quality=95)
    with pytest.raises(BrokenPicture, match=r"“kuva\.jpg” is broken"):
        copies_of(sent[: len(sent) // 2], name="kuva.jpg", sizes=SIZES)


def test_what_hides_behind_the_pixels_is_gone() -> None:
    sent = encoded(marked(), comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>"
    for file in copies_of(sent, name="kuva.jpg", sizes=SIZES).files.values():
        assert b"script" not in file


def test_a_bomb_is_refused_by_its_header() -> None:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    sent = head + struct.pack(">I", zlib.crc32(chunk)) + encoded(marked(), "PNG")[33:]
    with pytest.raises(TooManyPixels):
        copies_of(sent, name="pommi.png", sizes=SIZES)


def test_a_large_picture_of_a_phone_is_welcome() -> None:
    picture = opened(encoded(Image.new("RGB", (8064, 6048), (90, 120, 90)), quality=40))
    assert picture.size == (2048, 1536)
