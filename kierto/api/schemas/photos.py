"""Photos."""

from marshmallow import Schema, fields

from kierto.api.schemas.listings import PhotoOut


class PhotosOut(Schema):
    """All photos of a listing, in their order."""

    items = fields.List(fields.Nested(PhotoOut))
