"""Reading a table whatever its format: the content decides, not the name of the file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kierto.outside.tables.delimited import read_delimited
from kierto.outside.tables.json_array import read_json_array
from kierto.outside.tables.table import (
    STANDARD_LIMITS,
    Limits,
    OldWorkbook,
    Table,
    TableTooLarge,
    UnreadableTable,
)
from kierto.outside.tables.workbook import read_workbook

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b")


def read_table(
    source: Path | bytes,
    name: str,
    *,
    recognise: Callable[[Sequence[str]], int] = lambda _names: 0,
    encoding: str | None = None,
    sheet: str | None = None,
    limits: Limits = STANDARD_LIMITS,
) -> Table:
    """The table in a CSV, XLSX, ODS or JSON file.

    ``recognise`` counts how many of the texts of a row are column names that the caller knows; it
    settles the delimiter. ``encoding`` is a person's choice for a text file, ``sheet`` for a
    workbook. Raises the refusals of ``kierto.outside.tables.table``.
    """
    if isinstance(source, Path):
        if source.stat().st_size > limits.file_bytes:
            raise TableTooLarge(name=name, rows=limits.rows)
        source = source.read_bytes()
    if len(source) > limits.file_bytes:
        raise TableTooLarge(name=name, rows=limits.rows)
    if source.startswith(_ZIP):
        return read_workbook(source, name, sheet=sheet, limits=limits)
    if source.startswith(_OLD_OFFICE):
        raise OldWorkbook(name=name)
    if source.startswith(_NO_TABLES):
        raise UnreadableTable(name=name)
    if _is_json(source, name):
        return read_json_array(source, name, limits=limits)
    return read_delimited(source, name, recognise=recognise, encoding=encoding, limits=limits)


def _is_json(source: bytes, name: str) -> bool:
    begin = source[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return begin.startswith((b"[", b"{")) and (
        name.casefold().endswith(".json") or begin[1:].lstrip()[:1] in {b"{", b"]"}
    )
