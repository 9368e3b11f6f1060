"""Photos, for those who may see their listing."""

from datetime import datetime

from sqlalchemy import select

from kierto.db import session
from kierto.domain.errors import NotFound
from kierto.domain.visibility import Viewer
from kierto.models import Photo
from kierto.queries.visibility import visible_listing


def visible_photo(name: str, viewer: Viewer, now: datetime) -> Photo:
    """The photo under this name. Raises NotFound, also when its listing is not for ``viewer``."""
    photo = session.scalar(select(Photo).where(Photo.name == name))
    if photo is None:
        raise NotFound
    visible_listing(photo.listing_id, viewer, now)
    return photo
