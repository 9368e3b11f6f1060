"""Tables as files for people: CSV that opens well in Excel, and XLSX.

Text is text and numbers are numbers: no cell runs as a formula, and codes such as 00100 keep their
zeros. What these functions write, ``kierto.outside.tables`` reads back unchanged.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kierto.domain.spreadsheet_text import guard, guard_of_sheet

Cell = str | int | Decimal | date | None
"""Give codes, references and telephone numbers as text, amounts as numbers, unknown as None."""

LONGEST_CELL = 32_767
"""What one cell of an XLSX file can hold, in characters."""

_LONGEST_NAME = 31
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; ``rows`` may be a generator and is read once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_csv(sheet: Sheet, *, decimal_mark: str = ",") -> bytes:
    """The table as UTF-8 with byte-order mark, semicolons and CR LF, so that Excel shows ä as ä.

    Days are ISO (2026-03-12). ``decimal_mark`` "." is for languages that write a point.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([guard(name) for name in sheet.header])
    for row in sheet.rows:
        writer.writerow([_csv_cell(cell, decimal_mark) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell, decimal_mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", decimal_mark)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The tables as one workbook, written row by row so that memory does not grow with it.

    Headers are frozen and filterable. A text longer than LONGEST_CELL is cut there: the format
    has no room for more.
    """
    import xlsxwriter

    held = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        held,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        worksheet = workbook.add_worksheet(_sheet_name(sheet.name))
        worksheet.freeze_panes(1, 0)
        for column, name in enumerate(sheet.header):
            worksheet.set_column(column, column, min(40, max(12, len(name) + 2)))
        for column, name in enumerate(sheet.header):
            worksheet.write_string(0, column, guard_of_sheet(name), bold)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    worksheet.write_string(last, column, guard_of_sheet(cell)[:LONGEST_CELL])
                elif isinstance(cell, date):
                    worksheet.write_datetime(last, column, cell, day)
                elif cell is not None:
                    worksheet.write_number(last, column, cell)
        if sheet.header:
            worksheet.autofilter(0, 0, last, len(sheet.header) - 1)
    workbook.close()
    return held.getvalue()


def _sheet_name(name: str) -> str:
    return name.translate(_FORBIDDEN_IN_NAME).strip("' ")[:_LONGEST_NAME] or "Kierto"
