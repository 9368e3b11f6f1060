"""Photos of a listing, sent as multipart."""

from flask import Response, current_app, request
from flask_babel import gettext

from kierto.api import listing_shown
from kierto.api.calls import Noun, answer
from kierto.api.problems import Invalid
from kierto.api.schemas.photos import PhotosOut
from kierto.api.tokens import caller, now, viewer
from kierto.config import Settings
from kierto.db import transaction
from kierto.domain.permissions import Permission
from kierto.outside.photo_store import PhotoStore
from kierto.queries.visibility import visible_listing
from kierto.services import photos, stock
from kierto.services.access import allow

noun = Noun("photos", "Photos")

FIELD = "photo"


@noun.post(
    "/listings/<number:listing_id>/photos",
    guard=Permission.POST_LISTING,
    file=FIELD,
    answers={201: PhotosOut(), 413: None, 415: None},
)
def post(listing_id: int) -> Response:
    """Add one or more photos; they are redrawn without place, device and rotation data."""
    listing = visible_listing(listing_id, viewer(), now())
    allow(caller(), Permission.POST_LISTING, listing.unit)
    files = [file for _name, file in request.files.items(multi=True)]
    if not files:
        raise Invalid({FIELD: [gettext("Send a picture as multipart/form-data.")]})
    settings: Settings = current_app.extensions["settings"]
    store = PhotoStore(settings.photos)
    held = [
        photos.receive(
            store,
            file.read(),
            called=file.filename or "?",
            person=caller(),
            most_bytes=settings.max_upload_mb * 1024 * 1024,
        )
        for file in files
    ]
    with transaction():
        listing = stock.lock(listing_id)
        photos.attach(listing, held, person=caller(), now=now())
    for photo in held:
        store.release(photo.name, owner=caller().id)
    return answer({"items": [listing_shown.photo(one) for one in listing.photos]}, 201)
