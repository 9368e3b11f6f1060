"""Reads files of postcodes: the GeoNames text file and the workbook of postcode areas.

Neither is shipped with Kierto; an installation fetches the one it may use and imports it.
What cannot be read is told line by line and never guessed; an unreadable area leaves its postcode
without a place, so that the municipality can stand in for it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from kierto.domain.errors import N_, Refused
from kierto.domain.place import InvalidCoordinates, Place

_POSTCODE = re.compile(r"[0-9]{5}")
_GEONAMES_COLUMNS = 12
_WORKBOOK_COLUMNS = ("kunta", "postinumeroalue", "koordinaatit")
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


@dataclass(frozen=True, slots=True)
class PostcodeRow:
    """A postcode, the name of its area (may be empty), its municipality, and a place if known."""

    postcode: str
    name: str
    municipality: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that was left out, counted from 1 as an editor does, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class PostcodeFile:
    """What a file held, and which of its lines were left out."""

    rows: list[PostcodeRow] = field(default_factory=list)
    unread: list[UnreadLine] = field(default_factory=list)


class UnreadablePostcodeFile(Refused):
    """The file as a whole is not one of the two kinds; `file` is its name."""

    message = N_(
        "“%(file)s” is not a file of postcodes that Kierto can read. It reads the text file of"
        " GeoNames (country, postcode, place …) and the workbook with the columns kunta,"
        " postinumeroalue and koordinaatit."
    )


def read_postcodes(path: Path) -> PostcodeFile:
    """The postcodes of a GeoNames text file or of a workbook, told apart by the file's ending.

    Raises UnreadablePostcodeFile when it is neither, and OSError when it cannot be opened.
    """
    if path.suffix.casefold() in _WORKBOOKS:
        return _read_workbook(path)
    return _read_geonames(path)


def _read_geonames(path: Path) -> PostcodeFile:
    """Tab-separated without a header; names are padded with blanks, the accuracy may be empty."""
    read = PostcodeFile()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UnreadablePostcodeFile(file=path.name) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != _GEONAMES_COLUMNS or not _POSTCODE.fullmatch(cells[1]):
            read.unread.append(UnreadLine(number, "not a line of a GeoNames postcode file"))
            continue
        place = None
        if cells[9] or cells[10]:
            try:
                place = Place.parse(cells[9], cells[10])
            except InvalidCoordinates as error:
                read.unread.append(UnreadLine(number, str(error)))
                continue
        read.rows.append(PostcodeRow(cells[1], cells[2], cells[7], place))
    if not read.rows:
        raise UnreadablePostcodeFile(file=path.name)
    return read


def _read_workbook(path: Path) -> PostcodeFile:
    """The first sheet that has the three columns, in any order and under any empty lines.

    The used range of such a workbook can be far wider than its columns; only the three are read.
    """
    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        tables = [sheet.to_python(skip_empty_area=False) for sheet in sheets]
    except CalamineError as error:
        raise UnreadablePostcodeFile(file=path.name) from error
    for table in tables:
        columns: list[int] = []
        read = PostcodeFile()
        for number, line in enumerate(table, start=1):
            heads = [str(cell).strip().casefold() for cell in line]
            if all(name in heads for name in _WORKBOOK_COLUMNS):
                columns = [heads.index(name) for name in _WORKBOOK_COLUMNS]
            elif columns and any(heads):
                _read_area(read, number, [line[column] for column in columns])
        if read.rows:
            return read
    raise UnreadablePostcodeFile(file=path.name)


def _read_area(read: PostcodeFile, number: int, cells: list[object]) -> None:
    municipality, postcode, area = cells
    if isinstance(postcode, float) and postcode.is_integer():
        code = f"{int(postcode):05d}"
    else:
        code = str(postcode).strip()
    if not _POSTCODE.fullmatch(code):
        read.unread.append(UnreadLine(number, f"{code!r} is not a postcode"))
        return
    place = None
    if str(area).strip():
        try:
            place = _centroid(json.loads(str(area)))
        except (ValueError, TypeError, RecursionError, InvalidCoordinates):
            read.unread.append(
                UnreadLine(number, f"the area of {code} could not be read; the postcode was kept")
            )
    read.rows.append(PostcodeRow(code, "", str(municipality).strip(), place))


def _rings(area: object) -> Iterator[list[tuple[float, float]]]:
    """The rings of an area, however deep its list is nested, as (longitude, latitude) points."""
    if not isinstance(area, list) or not area:
        raise ValueError("not a list of points")
    if not isinstance(area[0], list) or not area[0]:
        raise ValueError("not a list of points")
    if isinstance(area[0][0], int | float):
        yield [(float(point[0]), float(point[1])) for point in area]
        return
    for part in area:
        yield from _rings(part)


def _centroid(area: object) -> Place:
    """The centre of mass of the area's rings, counted flat, which for a postcode is near enough.

    Raises ValueError or a child of it for what is not a list of points.
    """
    rings = list(_rings(area))
    weight = east = north = 0.0
    for ring in rings:
        surface = moment_east = moment_north = 0.0
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            turned = x0 * y1 - x1 * y0
            surface += turned
            moment_east += (x0 + x1) * turned
            moment_north += (y0 + y1) * turned
        sign = -1.0 if surface < 0 else 1.0
        weight += sign * surface
        east += sign * moment_east / 3
        north += sign * moment_north / 3
    if weight > 0:
        return Place(north / weight, east / weight)
    points = [point for ring in rings for point in ring]
    return Place(
        sum(point[1] for point in points) / len(points),
        sum(point[0] for point in points) / len(points),
    )
