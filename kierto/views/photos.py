"""Photos of listings, shown to those who may see the listing."""

from pathlib import Path

from flask import Blueprint, Response, send_file

from kierto.domain.errors import NotFound
from kierto.outside.photo_store import MIME_TYPE
from kierto.queries.photos import visible_photo
from kierto.views.guards import now, person, public, signed_in, viewer
from kierto.views.installation import photo_store

blueprint = Blueprint("photos", __name__)


@blueprint.get("/photos/<name>/<size>")
@public
def show(name: str, size: str) -> Response:
    """A photo of a listing that the viewer may see."""
    photo = visible_photo(name, viewer(), now())
    return _sent(photo_store().file(photo.name, size))


@blueprint.get("/photos/held/<name>/<size>")
@signed_in
def held(name: str, size: str) -> Response:
    """A photo that this person has sent for a listing not stored yet."""
    store = photo_store()
    photo = store.held(name, owner=person().id)
    return _sent(None if photo is None else store.file(name, size))


def _sent(path: Path | None) -> Response:
    if path is None:
        raise NotFound
    response = send_file(path, mimetype=MIME_TYPE, conditional=True, max_age=3600)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
