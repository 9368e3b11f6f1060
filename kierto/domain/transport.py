"""How goods get from the giver to the receiver."""

from enum import StrEnum


class TransportKind(StrEnum):
    """Who brings the goods."""

    OWN = "own"
    GIVER = "giver"
    CITY = "city"
