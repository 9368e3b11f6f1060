"""Photos of listings: held until a listing takes them, gone when nobody does."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from kierto.db import session, transaction
from kierto.domain.errors import NotAllowed
from kierto.models import Listing, Photo
from kierto.outside.photo_store import SIZES, PhotoStore, Stored
from kierto.outside.pictures import NotAPicture
from kierto.services import photos
from tests import city
from tests.city import NOW
from tests.outside.pictures_of_phones import encoded, marked

MB = 1024 * 1024


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "photos")


def receive(store: PhotoStore, login: str = "koulu", data: bytes | None = None) -> Stored:
    sent = encoded(marked()) if data is None else data
    return photos.receive(
        store, sent, called="../../kuva.jpg", person=city.person(login), most_bytes=MB
    )


def files(store: PhotoStore) -> int:
    return len(list(store.folder.glob("??/*.webp")))


@pytest.fixture
def listing(app: Flask) -> Listing:
    with transaction():
        return city.listed()


def test_names_are_generated_and_every_size_is_there(app: Flask, store: PhotoStore) -> None:
    stored = receive(store)
    assert (stored.width, stored.height) == (400, 300)
    assert all(store.file(stored.name, size) for size in SIZES)
    assert {path.name.split("-")[0] for path in store.folder.glob("??/*")} == {stored.name}


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "A" * 32, "0" * 31, "0" * 32])
def test_no_name_leads_out_of_the_store(store: PhotoStore, name: str) -> None:
    assert store.file(name, "full") is None
    assert store.held(name, owner=1) is None


def test_a_held_photo_is_its_senders_alone(app: Flask, store: PhotoStore) -> None:
    stored = receive(store)
    assert store.held(stored.name, owner=city.person("koulu").id) == stored
    assert store.held(stored.name, owner=city.person("kirjasto").id) is None


def test_a_refused_picture_leaves_nothing(app: Flask, store: PhotoStore) -> None:
    with pytest.raises(NotAPicture):
        receive(store, data=b"<svg/>")
    assert files(store) == 0


def test_a_file_too_large_is_refused_before_it_is_read(app: Flask, store: PhotoStore) -> None:
    with pytest.raises(photos.TooLarge) as refusal:
        receive(store, data=b"\0" * (MB + 1))
    assert refusal.value.data == {"name": "../../kuva.jpg", "most": 1}


def test_attached_photos_follow_those_that_are_there(listing: Listing, store: PhotoStore) -> None:
    first, second = receive(store), receive(store)
    with transaction():
        photos.attach(listing, [first], person=city.person("koulu"), now=NOW)
    with transaction():
        photos.attach(listing, [first, second], person=city.person("koulu"), now=NOW)
    assert [(p.name, p.position) for p in listing.photos] == [(first.name, 0), (second.name, 1)]


def test_a_listing_has_twelve_photos_at_most(listing: Listing, store: PhotoStore) -> None:
    stored = receive(store)
    many = [Stored(f"{number:032x}", 4, 3) for number in range(12)]
    with transaction():
        photos.attach(listing, many, person=city.person("koulu"), now=NOW)
    with pytest.raises(photos.TooManyPhotos), transaction():
        photos.attach(listing, [stored], person=city.person("koulu"), now=NOW)
    assert len(listing.photos) == 12


def test_photos_are_described_ordered_and_removed(listing: Listing, store: PhotoStore) -> None:
    kaisa = city.person("koulu")
    many = [receive(store) for _number in range(3)]
    with transaction():
        photos.attach(listing, many, person=kaisa, now=NOW)
    names = [photo.name for photo in many]
    with transaction():
        photos.describe(listing.photos[0], " Pulpetti\nedestä ", person=kaisa)
        photos.arrange(listing, [names[2], names[0]], person=kaisa)
    assert [(p.name, p.description) for p in listing.photos] == [
        (names[2], ""),
        (names[0], "Pulpetti edestä"),
        (names[1], ""),
    ]
    with transaction():
        photos.remove(listing.photos[0], person=kaisa)
    assert [p.name for p in listing.photos] == [names[0], names[1]]


def test_another_unit_changes_no_photo(listing: Listing, store: PhotoStore) -> None:
    stored = receive(store)
    kalle = city.person("kirjasto")
    with transaction():
        photos.attach(listing, [stored], person=city.person("koulu"), now=NOW)
    for change in (
        lambda: photos.attach(listing, [receive(store, "kirjasto")], person=kalle, now=NOW),
        lambda: photos.describe(listing.photos[0], "x", person=kalle),
        lambda: photos.arrange(listing, [], person=kalle),
        lambda: photos.remove(listing.photos[0], person=kalle),
    ):
        with pytest.raises(NotAllowed), transaction():
            change()
    assert session.query(Photo.name, Photo.description).all() == [(stored.name, "")]


def test_what_no_listing_took_is_swept_after_a_day(listing: Listing, store: PhotoStore) -> None:
    taken, forgotten, fresh = receive(store), receive(store), receive(store)
    with transaction():
        photos.attach(listing, [taken], person=city.person("koulu"), now=NOW)
    owner = city.person("koulu").id
    before = (NOW - timedelta(hours=25)).timestamp()
    for photo in (taken, forgotten):
        os.utime(store.folder / "held" / str(owner) / photo.name, (before, before))
    later = (NOW - timedelta(hours=1)).timestamp()
    os.utime(store.folder / "held" / str(owner) / fresh.name, (later, later))
    assert photos.sweep(store, NOW) == 1
    assert store.file(taken.name, "full") and store.file(fresh.name, "full")
    assert store.file(forgotten.name, "full") is None
    assert store.held(fresh.name, owner=owner) == fresh
