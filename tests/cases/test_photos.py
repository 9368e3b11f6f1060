"""K29, K30, K31 and K33: what a browser gets of a picture that somebody sent."""

from io import BytesIO
from pathlib import Path
from secrets import token_hex

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from kierto.db import session
from kierto.models import Listing, Photo
from tests.browsing import sign_in
from tests.outside.pictures_of_phones import (
    SERIAL,
    corner_of,
    encoded,
    exif,
    held_this_way,
    marked,
)
from tests.views.posting import answers, refusals, value_of

BOTH_DATABASES = False
SIZES = ("full", "page", "card")


@pytest.fixture
def koulu(client: FlaskClient) -> FlaskClient:
    sign_in(client, "koulu")
    return client


def sent(client: FlaskClient, data: bytes, name: str = "kuva.jpg") -> int:
    form = answers(photos=[(BytesIO(data), name)], key=token_hex(8))
    return client.post("/listings/new", data=form).status_code


def served(client: FlaskClient) -> dict[str, bytes]:
    """Every size of the newest photo, as a browser gets it."""
    photo = session.scalars(select(Photo).order_by(Photo.id.desc())).first()
    assert photo is not None
    found = {}
    for size in SIZES:
        with client.get(f"/photos/{photo.name}/{size}") as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/webp")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            found[size] = answer.data
    return found


def with_thumbnail() -> bytes:
    """A JPEG whose EXIF holds a place, a serial number and an old small picture."""
    data = exif()
    small = encoded(Image.new("RGB", (32, 24), (0, 255, 0)))
    return encoded(marked(), exif=data.tobytes() + small, quality=95)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (with_thumbnail(), "kuva.jpg"),
        (encoded(marked(), "PNG", exif=exif().tobytes()), "kuva.png"),
        (encoded(marked(), "WEBP", exif=exif().tobytes(), xmp=b"<GPSLatitude>65</GPSLatitude>"),
         "kuva.webp"),
    ],
    ids=["jpeg", "png", "webp"],
)  # fmt: skip
def test_k29_no_file_tells_where_and_with_what_it_was_taken(
    app: Flask, koulu: FlaskClient, data: bytes, name: str
) -> None:
    """No GPS, serial number or old thumbnail in any size, and the original is nowhere."""
    assert SERIAL.encode() in data
    assert sent(koulu, data, name) == 303
    for file in served(koulu).values():
        picture = Image.open(BytesIO(file))
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp"} & set(picture.info)
        assert SERIAL.encode() not in file and b"GPS" not in file
    (photo,) = session.scalars(select(Photo)).all()
    for tail in ("", "/original", f"/{name}", "/full.jpg"):
        assert koulu.get(f"/photos/{photo.name}{tail}").status_code == 404
    kept: Path = app.extensions["settings"].photos
    assert not [p for p in kept.rglob("*") if p.is_file() and SERIAL.encode() in p.read_bytes()]


def test_k30_a_picture_stands_upright_in_every_size(koulu: FlaskClient) -> None:
    """The red corner is top left for orientations 1 to 8; 0 and 9 count as 1."""
    for orientation in range(10):
        assert sent(koulu, held_this_way(orientation)) == 303
        for file in served(koulu).values():
            picture = Image.open(BytesIO(file))
            assert (corner_of(picture), picture.width > picture.height) == ("top left", True)
            assert picture.getexif().get(274) is None


@pytest.mark.parametrize(
    "data",
    [
        encoded(marked(mode="CMYK")),
        encoded(Image.new("I;16", (400, 300), 40_000), "PNG"),
        encoded(marked(mode="P"), "GIF", save_all=True, append_images=[marked(mode="P")] * 3),
        encoded(marked(mode="RGBA"), "PNG"),
    ],
    ids=["cmyk", "16 bit", "animated", "transparent"],
)
def test_k30_unusual_pictures_become_ordinary_ones(koulu: FlaskClient, data: bytes) -> None:
    """CMYK, 16 bits, animation and transparency end as one normal picture, never as a 500."""
    assert sent(koulu, data) == 303
    picture = Image.open(BytesIO(served(koulu)["full"]))
    assert (picture.size, picture.mode, getattr(picture, "n_frames", 1)) == ((400, 300), "RGB", 1)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("HEIF", "kuva.heic"),
        ("HEIF", "kuva.jpg"),
        ("WEBP", "kuva.jpg"),
        ("JPEG", "kuva ääkköset (1).JPG"),
        ("JPEG", "../../x.jpg"),
    ],
)
def test_k31_the_content_decides_and_names_are_generated(
    koulu: FlaskClient, kind: str, name: str
) -> None:
    """HEIC is converted whatever it is called; the sender's file name is kept nowhere."""
    assert sent(koulu, encoded(marked(), kind), name) == 303
    assert corner_of(Image.open(BytesIO(served(koulu)["full"]))) == "top left"
    (photo,) = session.scalars(select(Photo)).all()
    assert photo.name.isalnum() and "x.jpg" not in photo.name


def test_k31_a_broken_picture_is_told_and_all_else_is_kept(koulu: FlaskClient) -> None:
    """0 bytes and half a file are named in Finnish; the text and the whole photo stay."""
    whole = encoded(marked(), quality=95)
    photos = [
        (BytesIO(whole), "ehjä.jpg"),
        (BytesIO(b""), "tyhjä.jpg"),
        (BytesIO(whole[: len(whole) // 2]), "katkennut.jpg"),
    ]
    answer = koulu.post("/listings/new", data=answers(photos=photos))
    (said,) = refusals(answer)
    assert (answer.status_code, value_of(answer, "title")) == (422, "Pulpetteja")
    assert "tyhjä.jpg" in said and "katkennut.jpg" in said and "ehjä.jpg" not in said
    koulu.post("/listings/new", data=answers(held=value_of(answer, "held")))
    assert len(session.scalars(select(Listing)).one().photos) == 1


SCRIPTS = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b'<svg><foreignObject><iframe src="javascript:alert(1)"/></foreignObject></svg>',
    b"<!doctype html><script>alert(1)</script>",
    b"GIF89a/*" + b"\0" * 20 + b"*/=alert(1)",
)


def test_k33_what_could_run_is_refused(koulu: FlaskClient) -> None:
    """SVG and HTML are refused under any name, and nothing of them is stored."""
    for data in SCRIPTS:
        assert [sent(koulu, data, name) for name in ("a.svg", "a.png")] == [422, 422]
    assert session.scalars(select(Photo)).all() == []


def test_k33_what_hides_behind_the_pixels_is_gone(koulu: FlaskClient) -> None:
    """Comment and tail of a JPEG are not in the file that is served as a plain image."""
    data = encoded(marked(), comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>"
    assert sent(koulu, data) == 303
    assert [size for size, file in served(koulu).items() if b"script" in file] == []
