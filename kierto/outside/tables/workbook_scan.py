"""What the reader of workbooks does not tell: formulas without value, errors, hidden rows, extent.

The reader gives an empty cell for a formula that was never calculated and for #REF!, which would
turn "unknown" into "nothing". And it lays out the whole rectangle between the first and the last
cell, so that two cells in opposite corners take all memory. Both are seen here, in the file itself,
with patterns rather than an XML tree: a sheet is read piece by piece and nothing is expanded.
"""

import html
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

_PIECE = 4 << 20
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_XLSX_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_XLSX_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_XLSX_FILLED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_XLSX_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_XLSX_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_XLSX_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>[^<]")
_ODS_TABLE = re.compile(rb"<table:table\b([^>]*)>(.*?)</table:table>", re.DOTALL)
_ODS_NAME = re.compile(rb"<table:table\b([^>]*)>")
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_ODS_ERROR = re.compile(rb"<text:p[^>]*>(?:#[A-Z/0!?]+|Err:\d+)")


class Kind(StrEnum):
    """The two formats of workbooks."""

    XLSX = "xlsx"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet and the part of the archive that holds it."""

    name: str
    part: str
    is_visible: bool


@dataclass(slots=True)
class Scan:
    """Extent of the filled cells, and columns of the cells without a known value by row.

    Rows and columns count from 0 in ``problems`` and ``hidden``.
    """

    rows: int = 0
    columns: int = 0
    problems: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    hidden: set[int] = field(default_factory=set)


def kind(archive: zipfile.ZipFile) -> Kind | None:
    """Which format the archive is, None when neither."""
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "content.xml" in names and "mimetype" in names:
        return Kind.ODS if b"opendocument.spreadsheet" in archive.read("mimetype") else None
    return None


def sheets(archive: zipfile.ZipFile, kind: Kind) -> list[SheetPart]:
    """The sheets in their order."""
    if kind is Kind.ODS:
        content = archive.read("content.xml")
        return [
            SheetPart(_attributes(found[1]).get("table:name", ""), "content.xml", is_visible=True)
            for found in _ODS_NAME.finditer(content)
        ]
    relations = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for found in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels"))
        if (attributes := _attributes(found[1]))
    }
    parts = []
    for found in _SHEET.finditer(archive.read("xl/workbook.xml")):
        attributes = _attributes(found[1])
        identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        target = relations.get(identity, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        if "worksheets/" in part:
            visible = attributes.get("state", "visible") == "visible"
            parts.append(SheetPart(attributes.get("name", ""), posixpath.normpath(part), visible))
    return parts


def scan(archive: zipfile.ZipFile, kind: Kind, sheet: SheetPart) -> Scan:
    """Look through one sheet. Raises KeyError when the archive lacks it."""
    return _scan_ods(archive, sheet) if kind is Kind.ODS else _scan_xlsx(archive, sheet)


def _attributes(text: bytes) -> dict[str, str]:
    return {
        key.decode(): html.unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(text)
    }


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that end with a row."""
    kept = b""
    with archive.open(part) as stream:
        while read := stream.read(_PIECE):
            kept += read
            end = max((found.end() for found in _XLSX_ROW_END.finditer(kept)), default=0)
            if end:
                yield kept[:end]
                kept = kept[end:]
    yield kept


def _scan_xlsx(archive: zipfile.ZipFile, sheet: SheetPart) -> Scan:
    found = Scan()
    for piece in _pieces(archive, sheet.part):
        filled = _XLSX_FILLED.findall(piece)
        if filled:
            found.rows = max(found.rows, *(int(row) for _column, row in filled))
            columns = {column for column, _row in filled}
            found.columns = max(found.columns, *(_column_number(each) for each in columns))
        elif b"<v>" in piece or b"<is>" in piece:
            # Cells without addresses stand one after the other, so they span no empty rectangle.
            found.rows += len(_XLSX_ROW.findall(piece))
            found.columns = max(found.columns, 1)
        if b"hidden=" in piece:
            for row in _XLSX_ROW.finditer(piece):
                attributes = _attributes(row[1])
                if attributes.get("hidden") in {"1", "true"} and "r" in attributes:
                    found.hidden.add(int(attributes["r"]) - 1)
        if _XLSX_FORMULA.search(piece) or b't="e"' in piece:
            _add_problems(piece, found)
    return found


def _add_problems(piece: bytes, found: Scan) -> None:
    for cell in _XLSX_CELL.finditer(piece):
        attributes = _attributes(cell[1])
        kind = attributes.get("t")
        is_uncalculated = (
            kind != "str"
            and _XLSX_FORMULA.search(cell[2]) is not None
            and _XLSX_VALUE.search(cell[2]) is None
        )
        if kind == "e" or is_uncalculated:
            reference = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            if reference:
                column = _column_number(reference[1].encode()) - 1
                found.problems[int(reference[2]) - 1].append(column)
                found.rows = max(found.rows, int(reference[2]))
                found.columns = max(found.columns, column + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _scan_ods(archive: zipfile.ZipFile, sheet: SheetPart) -> Scan:
    found, at = Scan(), 0
    content = archive.read(sheet.part)
    body = next(
        (
            table[2]
            for table in _ODS_TABLE.finditer(content)
            if _attributes(table[1]).get("table:name", "") == sheet.name
        ),
        b"",
    )
    for row in _ODS_ROW.finditer(body):
        attributes = _attributes(row[1])
        repeated = int(attributes.get("table:number-rows-repeated", "1"))
        width = _ods_row(row[2] or b"", at, found)
        if width:
            found.rows, found.columns = at + repeated, max(found.columns, width)
        if attributes.get("table:visibility") in {"collapse", "filter"} and width:
            found.hidden.update(range(at, at + min(repeated, 1000)))
        at += repeated
    return found


def _ods_row(cells: bytes, at: int, found: Scan) -> int:
    """How far the row is filled."""
    column = width = 0
    for cell in _ODS_CELL.finditer(cells):
        attributes, inner = _attributes(cell[1]), cell[2] or b""
        repeated = int(attributes.get("table:number-columns-repeated", "1"))
        is_formula = "table:formula" in attributes
        is_error = attributes.get("calcext:value-type") == "error" or (
            is_formula and _ODS_ERROR.search(inner) is not None
        )
        if is_error or (is_formula and "office:value-type" not in attributes):
            found.problems[at].append(column)
        if "office:value-type" in attributes or is_formula or b"<text:p" in inner:
            width = column + repeated
        column += repeated
    return width
