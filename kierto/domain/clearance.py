"""Emptying a building by a date: the fate of each thing, and the mass balance that closes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kierto.domain.errors import KiertoError
from kierto.domain.hierarchy import OutcomeKind, Step
from kierto.domain.text import one_line
from kierto.domain.units import Mass, Quantity, parse_decimal


class Fate(StrEnum):
    """What is planned for a thing; a line without one is still to be decided."""

    KEEP = "keep"
    MOVE = "move"
    OFFER = "offer"
    RECYCLE = "recycle"
    ENERGY = "energy"
    DISCARD = "discard"


OUTCOME_OF_FATE: Mapping[Fate, OutcomeKind] = {
    Fate.KEEP: OutcomeKind.KEPT,
    Fate.RECYCLE: OutcomeKind.RECYCLED,
    Fate.ENERGY: OutcomeKind.ENERGY,
    Fate.DISCARD: OutcomeKind.DISPOSED,
}
"""The fates that end a thing without a receiver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MassBalance:
    """Listed = what went each way + what is still open, to the gram, always.

    ``parts`` are the masses that the ledger has now, by step; ``open`` is the estimate of what
    has neither moved nor ended. ``estimated`` is what the lines were thought to weigh when they
    were listed. ``lines_without_weight`` are not in any of the masses.
    """

    parts: Mapping[Step, Mass]
    open: Mass
    estimated: Mass
    lines_without_weight: int

    @property
    def listed(self) -> Mass:
        """All that was listed, with what scales have told since."""
        return sum(self.parts.values(), start=self.open)

    @property
    def found_by_weighing(self) -> Mass:
        """How much more (or less) the things weigh than was thought."""
        return self.listed - self.estimated


@dataclass(frozen=True, slots=True)
class CapturedLine:
    """One written line: “30 pulpettia”."""

    title: str
    quantity: Quantity


_NUMBER = r"(\d{1,7}(?:[.,]\d{1,3})?)"
_PIECES = r"(?:kpl|st|pcs)?\.?"
_NUMBER_FIRST = re.compile(rf"{_NUMBER}\s*(?:{_PIECES}|[x×])\s+(\S.*)", re.IGNORECASE)
_NUMBER_LAST = re.compile(
    rf"(\S.*?)(?:\s*[,;:\t]\s*|\s+(?:[x×]\s*)?){_NUMBER}\s*{_PIECES}", re.IGNORECASE
)


def read_line(text: str) -> CapturedLine | None:
    """“30 pulpettia”, “pulpetti 30 kpl”, “pulpetti x 30” or “pulpetti” (one); None for blank.

    What cannot be read as an amount stays part of the name: “pöytä 120x80 cm” is one table.
    """
    line = one_line(text)
    if not line:
        return None
    first, last = _NUMBER_FIRST.fullmatch(line), _NUMBER_LAST.fullmatch(line)
    if first is not None:
        number, title = first.groups()
    elif last is not None:
        title, number = last.groups()
    else:
        number, title = "1", line
    try:
        quantity = Quantity.from_decimal(parse_decimal(number))
    except KiertoError:
        quantity = Quantity(0)
    if not quantity:
        title, quantity = line, Quantity(1000)
    return CapturedLine(title[0].upper() + title[1:], quantity)
