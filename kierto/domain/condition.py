"""How good a thing is, in the order that a want compares."""

from enum import StrEnum


class Condition(StrEnum):
    """From the best to the worst."""

    UNUSED = "unused"
    GOOD = "good"
    FAIR = "fair"
    REPAIRABLE = "repairable"

    @property
    def rank(self) -> int:
        """0 is the best; a want accepts every rank up to its own."""
        return list(Condition).index(self)

    def meets(self, least: "Condition") -> bool:
        """Whether this is at least as good as ``least``."""
        return self.rank <= least.rank
