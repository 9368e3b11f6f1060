"""What this installation has: its settings, photo store, geocoder and map."""

from flask import current_app

from kierto import __version__
from kierto.config import Settings
from kierto.outside.geocoding.chosen import chosen_geocoder
from kierto.outside.geocoding.fallback import FallbackGeocoder
from kierto.outside.photo_store import PhotoStore


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def photo_store() -> PhotoStore:
    """Where the photos are."""
    return PhotoStore(settings().photos)


def geocoder() -> FallbackGeocoder:
    """The chosen geocoder, built once: it keeps its cache and its pause between questions."""
    known = current_app.extensions
    if "geocoder" not in known:
        chosen = settings()
        known["geocoder"] = chosen_geocoder(
            chosen.geocoder,
            address=chosen.geocoder_url,
            key=chosen.geocoder_key,
            user_agent=f"kierto/{__version__} ({chosen.base_url})",
        )
    built: FallbackGeocoder = known["geocoder"]
    return built


def map_settings() -> dict[str, str]:
    """What ``components/map.html`` needs to draw the ground."""
    chosen = settings()
    return {"tiles": chosen.tiles_url, "attribution": chosen.tiles_attribution, "base": ""}
