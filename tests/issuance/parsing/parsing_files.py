"""Small files, good and bad, that the parsing tests build for themselves."""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import Workbook

DATA = Path(__file__).parents[2] / "data"
HEADER = ("學校代碼", "姓名", "手機")
ROWS = (("333300", "王小明", "0912345678"), ("333301", "林淑惠", "0987654321"))
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook_of(fill: Callable[[Workbook], None]) -> bytes:
    """A workbook whose first sheet is called 名冊; fill may do with it as it likes."""
    book = Workbook()
    book.active.title = "名冊"
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook_with(*rows) -> bytes:
    """A workbook with one sheet of these rows."""

    def fill(book):
        for row in rows:
            book.active.append(row)

    return workbook_of(fill)


def with_parts(book: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same workbook with some parts of its package replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, parts.get(part, old.read(part)))
    return file.getvalue()


def workbook_with_sheet_data(sheet_data: str) -> bytes:
    """A workbook whose only sheet has this XML inside sheetData, as no honest program would write it."""
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{sheet_data}</sheetData></worksheet>'
    return with_parts(workbook_with(HEADER, *ROWS), {"xl/worksheets/sheet1.xml": sheet.encode()})


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return file.getvalue()
