"""Photos of listings, shown to those who may see the listing."""

from flask import Blueprint

blueprint = Blueprint("photos", __name__)
