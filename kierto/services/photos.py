"""Photos of listings: receiving, attaching, describing, ordering, removing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from kierto.db import session
from kierto.domain.errors import N_, NotFound, Refused
from kierto.domain.permissions import Permission
from kierto.domain.text import one_line
from kierto.models import Listing, Photo, User
from kierto.outside.photo_store import PhotoStore, Stored
from kierto.services.access import allow

MOST_PHOTOS = 12
HELD_FOR = timedelta(days=1)


class TooManyPhotos(Refused):
    message = N_("A listing has at most %(most)s photos. Remove some and try again.")


class TooLarge(Refused):
    message = N_("“%(name)s” is larger than %(most)s MB. Take the photo with a smaller size.")


def receive(
    store: PhotoStore, data: bytes, *, called: str, person: User, most_bytes: int
) -> Stored:
    """Store a picture that ``person`` sent, held for them until a listing takes it.

    Writes no row, so it needs no transaction. Raises TooLarge, NotAPicture, BrokenPicture and
    TooManyPixels.
    """
    shown = one_line(called)[:80] or "?"
    if len(data) > most_bytes:
        raise TooLarge(field="photos", name=shown, most=most_bytes // 1024 // 1024)
    stored = store.keep(data, called=shown)
    store.hold(stored, owner=person.id)
    return stored


def attach(listing: Listing, photos: Sequence[Stored], *, person: User, now: datetime) -> None:
    """Put held photos behind those that the listing has. Raises TooManyPhotos."""
    allow(person, Permission.POST_LISTING, listing.unit)
    taken = set(session.scalars(select(Photo.name).where(Photo.name.in_([p.name for p in photos]))))
    fresh = [photo for photo in photos if photo.name not in taken]
    number, last = session.execute(
        select(func.count(), func.coalesce(func.max(Photo.position), -1)).where(
            Photo.listing_id == listing.id
        )
    ).one()
    if number + len(fresh) > MOST_PHOTOS:
        raise TooManyPhotos(field="photos", most=MOST_PHOTOS)
    for position, photo in enumerate(fresh, last + 1):
        session.add(
            Photo(
                listing_id=listing.id,
                position=position,
                name=photo.name,
                width=photo.width,
                height=photo.height,
                created_at=now,
            )
        )
    session.flush()
    session.expire(listing, ["photos"])


def describe(photo: Photo, description: str, *, person: User) -> None:
    """Say in words what the photo shows, for those who cannot see it."""
    allow(person, Permission.POST_LISTING, _listing_of(photo).unit)
    photo.description = one_line(description)[:200]


def arrange(listing: Listing, names: Sequence[str], *, person: User) -> None:
    """Put the photos into the order of ``names``; those not named follow as they were."""
    allow(person, Permission.POST_LISTING, listing.unit)
    rank = {name: number for number, name in reversed(list(enumerate(names)))}
    ordered = sorted(listing.photos, key=lambda p: (rank.get(p.name, len(rank)), p.position))
    for position, photo in enumerate(ordered):
        photo.position = position
    session.flush()
    session.expire(listing, ["photos"])


def remove(photo: Photo, *, person: User) -> None:
    """Take a photo away. Its files are the caller's to discard, once the change is stored."""
    listing = _listing_of(photo)
    allow(person, Permission.POST_LISTING, listing.unit)
    session.delete(photo)
    session.flush()
    session.expire(listing, ["photos"])


def sweep(store: PhotoStore, now: datetime) -> int:
    """Delete what was sent a day ago and never became part of a listing; how many were deleted."""
    swept = 0
    for owner, name in list(store.forgotten(now, older_than=HELD_FOR)):
        if session.scalar(select(Photo.id).where(Photo.name == name)) is None:
            store.discard(name)
            swept += 1
        store.release(name, owner=owner)
    return swept


def _listing_of(photo: Photo) -> Listing:
    listing = session.get(Listing, photo.listing_id)
    if listing is None:
        raise NotFound
    return listing
