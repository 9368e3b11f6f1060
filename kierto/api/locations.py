"""Where a thing is or is wanted, as callers say it."""

from typing import Any

from flask_babel import gettext

from kierto.domain.place import Place


def place_of(location: dict[str, Any] | None) -> Place | None:
    """The place of a body's ``location``."""
    return None if location is None else Place(location["lat"], location["lon"])


def warnings_for(place: Place | None) -> list[str]:
    """A reason to ask, not to refuse: latitude and longitude look exchanged."""
    if place is None or not place.looks_swapped():
        return []
    return [
        gettext("This place is outside Finland. Latitude and longitude may have been exchanged.")
    ]
