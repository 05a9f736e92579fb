"""Reads one XLSX from standard input to lines of JSON, as a process of its own with limited memory and time.

calamine allocates the whole rectangle of a sheet at once, and Rust aborts when that is refused: one stray cell in the
last corner would take the caller down. Run by its path with `python -I`, so it may import nothing of this project.
The first line says that it started; the last one is a refusal or the answer itself: the sheets, or facts about the sheet
whose filled rows stand between them.
"""

import datetime
import io
import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Generator, Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

Chosen = tuple[int, CalamineSheet]

MOST_EXACT = 10**15  # a spreadsheet keeps 15 digits and makes the rest up
USUAL_UNPACKED = 64 * 1024**2
USUAL_RATIO = 200
CHUNK = 1024**2
LONGEST_CELL = 64 * 1024

CELL = rb"<(?:\w{1,20}:)?c\s"
ERROR_CELL = re.compile(CELL + rb"""[^>]{0,200}\bt=["']e["'][^>]{0,200}>""")
UNCALCULATED_CELL = re.compile(
    CELL + rb"""(?![^>]{0,200}\bt=)[^>]{0,400}>\s{0,20}"""
    rb"<(?:\w{1,20}:)?f\b(?:[^>]{0,400}/>|[^>]{0,400}>[^<]{0,9000}</(?:\w{1,20}:)?f>)\s{0,20}"
    rb"(?:<(?:\w{1,20}:)?v\s{0,5}/>|<(?:\w{1,20}:)?v>\s{0,20}</(?:\w{1,20}:)?v>)?\s{0,20}</(?:\w{1,20}:)?c>"
)
ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3}\d{1,7})["']""")
HIDDEN_ROW = re.compile(
    rb"""<(?:\w{1,20}:)?row\s(?=[^>]{0,400}\bhidden=["'](?:1|true)["'])[^>]{0,400}[^/>]>\s{0,20}"""
    rb"<(?:\w{1,20}:)?c\s"
)
ROW_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
SHEET_ENTRY = re.compile(rb"<(?:\w{1,20}:)?sheet\s[^>]{0,1000}?\b\w{1,20}:id=[\"']([^\"']{1,200})[\"']")
RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\s[^>]{0,2000}>")
RELATION_ID = re.compile(rb"\bId=[\"']([^\"']{1,200})[\"']")
RELATION_TARGET = re.compile(rb"\bTarget=[\"']([^\"']{1,500})[\"']")


class RefusedError(Exception):
    """Why the workbook is not read: a code and what its sentence needs."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **facts}


def main() -> None:
    """Answer one request; its limits hold before the first byte of the file is looked at."""
    request = json.loads(sys.argv[1])
    limit_process(memory=request["memory"], seconds=request["seconds"])
    say({"ready": True})
    try:
        for answer in answers(sys.stdin.buffer.read(), request):
            say(answer)
    except RefusedError as refused:
        say(refused.answer)
    except MemoryError:
        say({"refused": "memory"})
    except (CalamineError, zipfile.BadZipFile):
        say({"refused": "broken"})


def limit_process(*, memory: int, seconds: int) -> None:
    """Bound memory and processor time; write no file and no core dump, which would hold personal data."""
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


def say(answer: Any) -> None:
    """Write one line."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def answers(data: bytes, request: dict[str, Any]) -> Iterator[Any]:
    """Yield all sheets; or [row number, texts] for each filled row of one, and then what should be said about it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, most=request["unpacked"])
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if request["work"] == "sheets":
            yield [described(book, at) for at in worksheets(book)]
            return
        index, sheet = choose_sheet(book, request["sheet"], request["aside"])
        hidden_rows = check_cells(archive, index)
    old_dates = yield from rows_of(sheet, most_records=request["most_records"], most_text=request["text"])
    others = [at for at in worksheets(book) if at != index]
    yield {
        "sheet": sheet.name,
        "hidden": sum(not is_visible(book, at) for at in others),
        "aside": any(is_visible(book, at) and book.sheet_names[at] == request["aside"] for at in others),
        "hidden_rows": hidden_rows,
        "old_dates": old_dates,
    }


def check_archive(archive: zipfile.ZipFile, *, most: int) -> None:
    """Refuse, by the directory alone, what is no XLSX and what would grow beyond measure when unpacked."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusedError("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > most or unpacked > max(USUAL_UNPACKED, USUAL_RATIO * packed):
        raise RefusedError("bomb", unpacked_mb=unpacked // 1024**2, limit_mb=most // 1024**2)
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise RefusedError("xlsb")
    if "mimetype" in names and archive.read("mimetype")[:200].startswith(
        b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        raise RefusedError("ods")
    raise RefusedError("not_a_workbook", kind=kind_of_archive(names))


def kind_of_archive(names: set[str]) -> str:
    """Return what a zip file is that holds no workbook."""
    for entry, kind in (
        ("word/document.xml", "Word 文件（.docx）"),
        ("ppt/presentation.xml", "PowerPoint 簡報（.pptx）"),
        ("mimetype", "OpenDocument 或電子書檔"),
        ("Index/Document.iwa", "Numbers 試算表"),
    ):
        if entry in names:
            return kind
    return "ZIP 壓縮檔"


def worksheets(book: CalamineWorkbook) -> list[int]:
    """Return the positions of sheets with cells; charts and macros are not among them."""
    return [at for at, kind in enumerate(book.sheets_metadata) if kind.typ == SheetTypeEnum.WorkSheet]


def is_visible(book: CalamineWorkbook, at: int) -> bool:
    """Tell whether the workbook shows this sheet."""
    return book.sheets_metadata[at].visible == SheetVisibleEnum.Visible


def described(book: CalamineWorkbook, at: int) -> dict[str, Any]:
    """Return name, hidden and filled of a sheet."""
    sheet = book.get_sheet_by_index(at)
    return {"name": sheet.name, "hidden": not is_visible(book, at), "filled": has_content(sheet)}


def choose_sheet(book: CalamineWorkbook, wanted: str | None, aside: str) -> Chosen:
    """Return position and sheet: the wanted one even if hidden, else the only visible one with content.

    The sheet called aside is never data beside another one.
    """
    every = worksheets(book)
    if wanted is not None:
        return wanted_sheet(book, every, wanted)
    visible = [at for at in every if is_visible(book, at)]
    filled = [(at, sheet) for at in visible if has_content(sheet := book.get_sheet_by_index(at))]
    filled = [(at, sheet) for at, sheet in filled if sheet.name != aside] or filled
    if len(filled) > 1:
        raise RefusedError("several_sheets", sheets=[described(book, at) for at, _ in filled])
    if filled:
        return filled[0]
    hidden = [each for each in (described(book, at) for at in every) if each["filled"]]
    if hidden:
        raise RefusedError("only_hidden_sheets", sheets=hidden)
    if not visible:
        raise RefusedError("no_visible_sheet")
    return visible[0], book.get_sheet_by_index(visible[0])


def wanted_sheet(book: CalamineWorkbook, every: list[int], wanted: str) -> Chosen:
    """Return the sheet of this very name."""
    names = [book.sheet_names[at] for at in every]
    if wanted not in names:
        raise RefusedError("no_such_sheet", wanted=wanted, sheets=names)
    at = every[names.index(wanted)]
    return at, book.get_sheet_by_index(at)


def has_content(sheet: CalamineSheet) -> bool:
    """Tell whether any cell holds more than blanks."""
    return any(not isinstance(value, str) or value.strip() for row in sheet.iter_rows() for value in row)


def check_cells(archive: zipfile.ZipFile, index: int) -> int:
    """Refuse error values and formulas without a result: calamine gives both as empty text, which would be believed.

    Return how many rows with cells are hidden, such as by a filter.
    """
    errors: dict[str, None] = {}
    uncalculated: dict[str, None] = {}
    hidden: set[bytes] = set()
    rest = b""
    with archive.open(sheet_path(archive, index)) as stream:
        while chunk := stream.read(CHUNK):
            text = rest + chunk
            if b'"e"' in text or b"'e'" in text:  # such looks spare most workbooks the slow searches
                errors |= addresses(ERROR_CELL, text)
            if b"<f" in text or b":f" in text:
                uncalculated |= addresses(UNCALCULATED_CELL, text)
            if b"hidden=" in text:
                hidden.update(number[1] for row in HIDDEN_ROW.finditer(text) if (number := ROW_NUMBER.search(row[0])))
            rest = text[-LONGEST_CELL:]
    if errors:
        raise RefusedError("formula_errors", cells=list(errors))
    if uncalculated:
        raise RefusedError("not_calculated", cells=list(uncalculated))
    return len(hidden)


def addresses(kind: re.Pattern[bytes], text: bytes) -> dict[str, None]:
    """Return the addresses of the cells that match, each once and in order; a cell need not say its own."""
    found = (ADDRESS.search(cell[0]) for cell in kind.finditer(text))
    return dict.fromkeys(address[1].decode() if address else "（位置不明）" for address in found)


def sheet_path(archive: zipfile.ZipFile, index: int) -> str:
    """Return the part of the index-th sheet by the relations of the workbook (ECMA-376 part 2)."""
    entries = SHEET_ENTRY.findall(archive.read("xl/workbook.xml"))
    relations = RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    for relation in relations:
        found, target = RELATION_ID.search(relation), RELATION_TARGET.search(relation)
        if index < len(entries) and found and target and found[1] == entries[index]:
            path = target[1].decode()
            return path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    raise RefusedError("broken")


def rows_of(sheet: CalamineSheet, *, most_records: int, most_text: int) -> Generator[list[Any], None, int]:
    """Yield number and texts of each filled row, without the blanks at its end; stop soon after the most records.

    Return how many dates may be ROC years that the spreadsheet took for Western ones: it makes 1997 of 97/06/14.
    """
    first_column = sheet.start[1] if sheet.start else 0
    length = records = old_dates = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        try:
            cells = [value if type(value) is str else text_of(value) for value in values]
        except ValueError:
            raise RefusedError("not_exact", cells=inexact_cells(number, first_column, values)) from None
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        old_dates += sum(isinstance(value, datetime.date) and 1930 <= value.year <= 1999 for value in values)
        length += sum(map(len, cells))
        if length > most_text:
            raise RefusedError("too_much_text")
        yield [number, cells]
        records += 1
        if records == most_records:
            break
    return old_dates


def text_of(value: Any) -> str:
    """Return a cell as the person typed it: 1.0 is 1, a date is ISO 8601; raises ValueError where digits were lost."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        if not math.isfinite(value) or abs(value) >= MOST_EXACT:
            raise ValueError(value)
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def inexact_cells(number: int, first_column: int, values: list[Any]) -> list[str]:
    """Return the addresses of a row's numbers that are too long to be exact."""
    return [
        f"{column_letters(first_column + at)}{number}"
        for at, value in enumerate(values)
        if isinstance(value, float) and not abs(value) < MOST_EXACT
    ]


def column_letters(index: int) -> str:
    """Return the letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


if __name__ == "__main__":
    main()
