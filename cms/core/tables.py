"""Tables as files for a spreadsheet program, every cell a text that is shown as written and never evaluated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

from .cells import neutral

Format = Literal["csv", "xlsx"]
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table_file(format_: Format, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table as a CSV with byte order mark, by which Excel knows UTF-8, or as an XLSX of one sheet."""
    return _csv(header, rows) if format_ == "csv" else _xlsx(header, rows)


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([neutral(text) for text in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.append(header)
    for row in rows:
        sheet.append([_text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: object, text: str) -> WriteOnlyCell:
    """Control characters have no place in XML; nothing else is left out."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", neutral(text)))
    cell.data_type = "s"
    return cell
