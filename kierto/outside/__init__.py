"""Ports to the world: geocoding, mail, photo store."""
