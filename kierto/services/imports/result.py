"""What came of an import: counts, errors by row and column, and what a person should know."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from kierto.domain.errors import N_, KiertoError
from kierto.domain.units import Mass, MassBasis, Measure, Quantity

R = TypeVar("R")

MOST_ERRORS = 500
"""Errors kept in full; of the rest only the number is told."""

MOST_SHOWN = 12
"""Rows kept to show how they were understood."""

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


def no_progress(_done: int, _rows: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row is refused: the number the spreadsheet shows, the column's name, the cell."""

    row: int
    column: str
    value: str
    problem: KiertoError


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was decided on the way; ``message`` is translated where it is shown."""

    message: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One row as it was understood, for the preview."""

    row: int
    title: str
    category_id: int | None = None
    quantity: Quantity | None = None
    measure: Measure | None = None
    mass: Mass | None = None
    basis: MassBasis | None = None
    place: str = ""
    day: date | None = None


@dataclass(slots=True, kw_only=True)
class ImportResult:
    """``skipped`` rows were there already, or hold nothing to import (amount zero).

    ``mass`` is the sum of what is new; None where no mass is recorded. ``is_trial`` says that
    nothing was stored, because it was a preview or because there are errors.
    """

    kind: str
    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[RowError] = field(default_factory=list)
    error_count: int = 0
    mass: Mass | None = None
    notes: list[Note] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    is_trial: bool = False

    @property
    def is_refused(self) -> bool:
        return self.error_count > 0

    def refuse(self, errors: list[RowError]) -> None:
        """Add the errors of a row, without the frames that they were raised in: these are big."""
        for error in errors:
            error.problem.__traceback__ = error.problem.__context__ = None
        self.error_count += len(errors)
        self.errors.extend(errors[: MOST_ERRORS - len(self.errors)])

    def show(self, row: Understood) -> None:
        """Keep the row for the preview if it is among the first."""
        if len(self.understood) < MOST_SHOWN:
            self.understood.append(row)

    def note(self, message: str, **data: Any) -> None:  # noqa: ANN401
        """Add a note."""
        self.notes.append(Note(message, data))


ROWS_SHOWN = 10


def row_list(numbers: list[int]) -> str:
    """Row numbers for a sentence: all of a few, the first of many."""
    shown = ", ".join(str(number) for number in numbers[:ROWS_SHOWN])
    return shown if len(numbers) <= ROWS_SHOWN else f"{shown} …"


SHEET_READ = N_("Read from sheet “%(sheet)s”.")
ENCODING_GUESSED = N_(
    "The file does not say its encoding; it was read as %(encoding)s. "
    "Look at the letters below and choose another encoding if they are wrong."
)
"""Notes on the file itself."""


def chunks(rows: Sequence[R], size: int) -> Iterator[Sequence[R]]:
    """The rows, ``size`` at a time."""
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]
