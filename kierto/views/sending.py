"""Photos that come with a form: received at once, so that a refused form does not lose them."""

from flask import request
from wtforms import MultipleFileField

from kierto.domain.errors import KiertoError
from kierto.outside.photo_store import Stored
from kierto.services import photos
from kierto.views.guards import person
from kierto.views.installation import photo_store, settings
from kierto.wording import explain

MOST_TOGETHER = 4
"""One request may carry this many times the size of one photo."""


def received(field: MultipleFileField) -> list[Stored]:
    """The photos held from earlier attempts and those sent now; refusals stand at the field."""
    store = photo_store()
    dropped = set(request.form.getlist("drop"))
    names = dict.fromkeys(request.form.getlist("held"))
    held = [
        photo
        for name in names
        if name not in dropped and (photo := store.held(name, owner=person().id)) is not None
    ]
    for file in request.files.getlist(field.name):
        if not file.filename:
            continue
        try:
            if len(held) >= photos.MOST_PHOTOS:
                raise photos.TooManyPhotos(field="photos", most=photos.MOST_PHOTOS)
            held.append(
                photos.receive(
                    store,
                    file.read(),
                    called=file.filename,
                    person=person(),
                    most_bytes=settings().max_upload_mb * 1024 * 1024,
                )
            )
        except KiertoError as error:
            field.errors = [*field.errors, explain(error)]
    return held


def allow_large_requests(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a form with several photos be larger than other requests."""
    if endpoint in {"listings.new", "listings.add_photos"}:
        request.max_content_length = settings().max_upload_mb * MOST_TOGETHER * 1024 * 1024
