"""The demo city: Kemi with its units, neighbours, things on offer and a year of handovers.

Everything but the city itself is made through the services, at the moments at which it would have
happened, so that its ledger is a real chain. A fixed seed makes the same city every time; only its
days move with the day on which it is made.
"""

from kierto.cli.demo.filling import CITIES, PASSWORD, accounts, fill, is_filled

__all__ = ["CITIES", "PASSWORD", "accounts", "fill", "is_filled"]
