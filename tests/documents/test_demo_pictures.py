"""The pictures of the demo are photos in size and form, and always the same ones."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kierto.cli.demo.tables import rows
from kierto.documents.demo_pictures import SUBJECTS, picture
from kierto.resources import folder


@pytest.mark.parametrize("subject", ["chair", "timber", "computer", "playground"])
def test_a_picture_is_a_colourful_jpeg_of_a_phones_size(subject: str) -> None:
    with Image.open(BytesIO(picture(subject, 3))) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (1024, 768), "RGB")
        assert len(image.resize((160, 120)).getcolors(160 * 120) or []) > 2000


def test_the_same_subject_and_seed_give_the_same_picture() -> None:
    assert picture("tile", 5) == picture("tile", 5)
    assert picture("tile", 5) != picture("tile", 6)


def test_an_unknown_subject_shows_boxes() -> None:
    with (
        Image.open(BytesIO(picture("something never pictured", 1))) as image,
        Image.open(BytesIO(picture("box", 1))) as boxes,
    ):
        assert image.size == boxes.size


def test_each_drawn_category_can_be_pictured_too() -> None:
    drawn = {Path(file).stem for file in (folder("static") / "img" / "categories").glob("*.svg")}
    assert drawn - set(SUBJECTS) == set()


def test_every_offer_of_the_demo_shows_what_it_is() -> None:
    assert {row["picture"] for row in rows("offers")} - {"", *SUBJECTS} == set()
