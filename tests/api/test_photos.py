"""Photos through the API."""

from io import BytesIO

from PIL import Image

from kierto.db import session
from kierto.models import Photo
from tests.api.calling import PROBLEM, Caller, Calls, listed
from tests.browsing import sign_in


def picture(colour: str = "red") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    return file


def test_a_photo_is_added_and_its_address_works(koulu: Caller) -> None:
    listing = listed(koulu)
    answer = koulu.post(
        f"/listings/{listing['id']}/photos",
        data={"photo": [(picture(), "a.jpg"), (picture("blue"), "b.jpg")]},
    )
    assert answer.status_code == 201, answer.text
    shown = koulu.get(f"/listings/{listing['id']}").json["photos"]
    assert shown == answer.json["items"]
    assert [(photo["width"], photo["height"]) for photo in shown] == [(64, 48), (64, 48)]
    sign_in(koulu.client, "koulu")
    got = koulu.client.get(shown[0]["url"])
    assert (got.status_code, got.mimetype) == (200, "image/webp")


def test_what_is_no_picture_is_refused_and_nothing_is_kept(koulu: Caller, calls: Calls) -> None:
    path = f"/listings/{listed(koulu)['id']}/photos"
    wrong = koulu.post(path, data={"photo": (BytesIO(b"<svg/>"), "a.jpg")})
    assert (wrong.status_code, wrong.mimetype) == (422, PROBLEM)
    nothing = koulu.post(path, data={"photo": "text"})
    assert (nothing.status_code, list(nothing.json["errors"])) == (422, ["photo"])
    stranger = calls("naapuri").post(path, data={"photo": (picture(), "a.jpg")})
    assert (stranger.status_code, stranger.mimetype) == (403, PROBLEM)
    assert session.query(Photo).count() == 0
