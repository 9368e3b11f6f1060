"""Places."""

from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema

from kierto.api.fields import Body, Field, Words
from kierto.api.numbers import Degrees, read_decimal
from kierto.domain.place import Place


class PlaceIn(Body):
    """A point in WGS-84 degrees, with an address for people."""

    lat = Degrees("Latitude.", most=90, required=True)
    lon = Degrees("Longitude.", most=180, required=True)
    address = Words("How people find it.", most=200, allow_none=True)


class PlaceOut(Schema):
    """Where something lies; the coordinates are null when they are not known."""

    lat = Degrees(most=90, attribute="latitude", allow_none=True)
    lon = Degrees(most=180, attribute="longitude", allow_none=True)
    name = Words(most=200, attribute="place_name", allow_none=True)


class Near(Field[Place]):
    """A point in a query: latitude, a comma, longitude."""

    json_schema = {
        "type": "string",
        "pattern": r"^-?[0-9]{1,2}(\.[0-9]{1,12})?,-?[0-9]{1,3}(\.[0-9]{1,12})?$",
    }
    default_error_messages: dict[str, Any] = {
        "invalid": _("Write latitude and longitude with a comma between: 65.73,24.56."),
    }

    def take(self, value: object) -> Place:
        latitude, _, longitude = str(value).partition(",")
        north = read_decimal(latitude, decimals=12)
        east = read_decimal(longitude, decimals=12)
        if north is None or east is None or abs(north) > 90 or abs(east) > 180:
            raise self.make_error("invalid")
        return Place(float(north), float(east))
