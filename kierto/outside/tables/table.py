"""What every reader of tables gives, and what it says of a file that it cannot read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kierto.domain.errors import N_, Refused


class CellProblem(StrEnum):
    """A cell whose value cannot be known; it is never taken for empty or for zero."""

    FORMULA = "formula"
    MERGED = "merged"
    STRUCTURE = "structure"
    EXCESS = "excess"
    DIGITS = "digits"


Cell = str | Decimal | date | CellProblem | None
"""Text as it stands, a number exactly as stored, a day; None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the one that the spreadsheet program shows (in a JSON array: from 1)."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its title rows and header still among the rows.

    ``rows`` starts a new reading each time. ``encoding`` is set for text files;
    ``encoding_is_guess`` says that another one would have given other letters.
    """

    rows: Callable[[], Iterator[Row]]
    sheet: str | None = None
    encoding: str | None = None
    encoding_is_guess: bool = False
    hidden_rows: frozenset[int] = field(default_factory=frozenset)
    is_typed: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most; a hostile file must not take the memory of the others."""

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 256 * 1024 * 1024
    rows: int = 200_000
    cells: int = 4_000_000


STANDARD_LIMITS = Limits()


class UnreadableTable(Refused):
    """The file is none of the formats, or is damaged."""

    message = N_(
        "“%(name)s” cannot be read as a table. Save it as CSV (UTF-8), XLSX or ODS and try again."
    )


class OldWorkbook(Refused):
    """XLS, or a workbook that is locked with a password."""

    message = N_(
        "“%(name)s” is an old Excel file (XLS) or locked with a password. "
        "Open it, save it as XLSX without a password and try again."
    )


class TableTooLarge(Refused):
    """Refused before it is unpacked or read."""

    status = 413
    message = N_("“%(name)s” is too large. Split it into parts of at most %(rows)s rows.")


class LettersUnclear(Refused):
    """Bytes that the encoding does not know; ``row`` is where the first of them stands."""

    message = N_(
        "Row %(row)s of the file holds letters that cannot be read. "
        "Save it as CSV UTF-8 and try again, or choose its encoding."
    )


class QuoteNotClosed(Refused):
    """Everything after the quotation mark would be one cell."""

    message = N_("A quotation mark that opens in row %(row)s of the file is never closed.")


class EmptyTable(Refused):
    """There is no sheet, row or element with anything in it."""

    message = N_("“%(name)s” holds no rows.")


class NoSuchSheet(Refused):
    """The mapping names a sheet that the workbook does not have."""

    message = N_("The workbook has no sheet “%(sheet)s”. It has: %(known)s.")
