"""Photos by their address: shown to those who may see the listing, and as nothing but a picture."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from PIL import Image

from kierto.db import transaction
from kierto.domain.visibility import Stage
from kierto.outside.photo_store import PhotoStore
from kierto.services import listings, photos
from tests import city
from tests.browsing import sign_in
from tests.outside.pictures_of_phones import SERIAL, encoded, exif, marked


def photo_of(audience: Stage = Stage.PUBLIC, *, draft: bool = False) -> str:
    """The address of a photo with a place in it, of a listing that is open to ``audience``."""
    kaisa, now = city.person("koulu"), datetime.now(UTC)
    store = PhotoStore(current_app.extensions["settings"].photos)
    sent = encoded(marked(), exif=exif().tobytes())
    stored = photos.receive(store, sent, called="x", person=kaisa, most_bytes=10**7)
    with transaction():
        listing = listings.post(
            city.unit("syvakangas"),
            city.offer(audience=audience),
            person=kaisa,
            now=now,
            draft=draft,
        )
        photos.attach(listing, [stored], person=kaisa, now=now)
    store.release(stored.name, owner=kaisa.id)
    return f"/photos/{stored.name}"


def got(client: FlaskClient, address: str) -> tuple[int, str]:
    """Status and kind of what is at the address; the file is closed again."""
    with client.get(address) as answer:
        return answer.status_code, answer.mimetype or ""


@pytest.mark.parametrize("size", ["full", "page", "card"])
def test_a_photo_is_served_as_a_picture_and_nothing_else(client: FlaskClient, size: str) -> None:
    answer = client.get(f"{photo_of()}/{size}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    data = answer.data
    answer.close()
    assert dict(Image.open(BytesIO(data)).getexif()) == {}
    assert SERIAL.encode() not in data


@pytest.mark.parametrize("tail", ["", "/original", "/full.jpg", "/../full", "/page/x"])
def test_there_is_no_other_size(client: FlaskClient, tail: str) -> None:
    assert client.get(f"{photo_of()}{tail}").status_code == 404


@pytest.mark.parametrize(
    ("audience", "draft", "seen_by"),
    [
        (Stage.OWN, True, {"koulu"}),
        (Stage.OWN, False, {"koulu", "paivakoti"}),
        (Stage.PARTNERS, False, {"koulu", "paivakoti", "naapuri"}),
        (Stage.COMPANIES, False, {"koulu", "paivakoti", "naapuri", "puuseppa"}),
        (Stage.PUBLIC, False, {"koulu", "paivakoti", "naapuri", "puuseppa", None}),
    ],
)
def test_a_photo_is_seen_by_those_who_see_its_listing(
    app: Flask, audience: Stage, draft: bool, seen_by: set[str | None]
) -> None:
    address = photo_of(audience, draft=draft)
    seen = set()
    for login in (None, "koulu", "paivakoti", "naapuri", "puuseppa"):
        client = app.test_client()
        if login:
            sign_in(client, login)
        status, mimetype = got(client, f"{address}/card")
        assert (status, mimetype) in {(200, "image/webp"), (404, "text/html")}
        if status == 200:
            seen.add(login)
    assert seen == seen_by


def test_a_photo_not_yet_posted_is_seen_by_its_sender_alone(app: Flask) -> None:
    kaisa = city.person("koulu")
    store = PhotoStore(app.extensions["settings"].photos)
    stored = photos.receive(store, encoded(marked()), called="x", person=kaisa, most_bytes=10**7)
    statuses = {}
    for login in ("koulu", "kirjasto", None):
        client = app.test_client()
        if login:
            sign_in(client, login)
        statuses[login] = (
            got(client, f"/photos/held/{stored.name}/card")[0],
            got(client, f"/photos/{stored.name}/card")[0],
        )
    assert statuses == {"koulu": (200, 404), "kirjasto": (404, 404), None: (302, 404)}
