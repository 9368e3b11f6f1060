"""The geocoder that an installation has chosen in its settings."""

from collections.abc import Iterable

from kierto.outside.geocoding.fallback import FallbackGeocoder
from kierto.outside.geocoding.gazetteer import Gazetteer
from kierto.outside.geocoding.online import STANDARD_LIMITS, Limits, nominatim, pelias
from kierto.outside.geocoding.port import Geocoder
from kierto.outside.geocoding.postcode_files import PostcodeRow

PUBLIC_NOMINATIM = "https://nominatim.openstreetmap.org"
DIGITRANSIT = "https://api.digitransit.fi/geocoding"


def chosen_geocoder(
    kind: str,
    *,
    address: str = "",
    key: str = "",
    user_agent: str,
    postcodes: Iterable[PostcodeRow] = (),
    limits: Limits = STANDARD_LIMITS,
) -> FallbackGeocoder:
    """The geocoder of this kind: offline, nominatim or pelias; without an address, the public one.

    Build it once per process: it keeps the cache and the pause between two questions. Raises
    ValueError for another kind or for what is no address.
    """
    gazetteer = Gazetteer.standard(postcodes)
    online: Geocoder | None
    if kind == "offline":
        online = None
    elif kind == "nominatim":
        online = nominatim(address or PUBLIC_NOMINATIM, user_agent=user_agent, limits=limits)
    elif kind == "pelias":
        online = pelias(address or DIGITRANSIT, user_agent=user_agent, key=key, limits=limits)
    else:
        raise ValueError(f"no such geocoder: {kind!r}")
    return FallbackGeocoder(online, gazetteer)
