"""The settings of the running installation, for pages that depend on them."""

from flask import current_app

from kierto.config import Settings


def settings() -> Settings:
    """What ``create_app`` was given."""
    found: Settings = current_app.extensions["settings"]
    return found
