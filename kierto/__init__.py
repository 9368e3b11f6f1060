"""Kierto: the exchange through which a city and its companies keep things in use."""

__version__ = "0.1.0"
