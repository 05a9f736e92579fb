"""Spreadsheets to take away: a template to fill in, and rows with what is wrong with them; pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cms.core.cells import neutral
from cms.core.tables import table_file
from cms.doctypes.definition import FieldDefinition, TypeDefinition
from cms.doctypes.kinds import kind_of
from cms.issuance.cells import CellError
from cms.issuance.parsing.workbook import NOTES_SHEET

__all__ = ["ERRORS_COLUMN", "error_csv", "error_xlsx", "neutral", "template_csv", "template_xlsx"]

ERRORS_COLUMN = "錯誤說明"
DATA_SHEET = "資料"
RULES_HEADER = ("欄名", "必填", "可以填什麼", "範例", "也認得的欄名")
RULES = (
    "請在「{data}」工作表填寫。第 1 列是欄名，請保留；第 2 列是範例，請改成您的資料或刪除。",
    "所有格子都已設成「文字」，日期和號碼會照您填的樣子保留，開頭的 0 不會不見。",
    "不能有公式。一列是一份文件，中間可以有空白列。",
)
TEXT_FORMAT = "@"  # what is typed stays as typed: no leading zero is lost, and no ROC year is taken for a Western one
LONGEST_CELL = 32_767  # Excel's limits: characters in a cell, and in the list of a drop-down
LONGEST_LIST = 255
FILLED_ROWS = 1_048_576
BOLD = Font(bold=True)
WRONG = PatternFill("solid", fgColor="FFF3D6D8")

# Control characters, which XML cannot hold, and texts that would be read back as one (ECMA-376 part 1, 22.9.2.19).
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_BROKEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


def template_csv(definition: TypeDefinition) -> bytes:
    """The type's columns and one row of samples, as UTF-8 with the mark by which Excel knows it."""
    return table_file("csv", _header(definition), [[field.sample for field in definition.fields]])


def template_xlsx(definition: TypeDefinition) -> bytes:
    """The type's columns and one row of samples, all cells texts, and a sheet that explains each column."""
    book = Workbook()
    data = book.active
    data.title = DATA_SHEET
    for at, field in enumerate(definition.fields, start=1):
        _fill_column(data, at, field)
    data.freeze_panes = "A2"
    _explain(book.create_sheet(NOTES_SHEET), definition)
    return _bytes_of(book)


def error_csv(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], errors: Iterable[CellError]) -> bytes:
    """The rows, given by their numbers, with a column 錯誤說明; the file can be mended and uploaded again."""
    header = [neutral(name) for name in (*columns, ERRORS_COLUMN)]
    return table_file("csv", header, _with_sentences(rows, _by_row(errors)))


def error_xlsx(columns: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], errors: Iterable[CellError]) -> bytes:
    """The same as a workbook in which the wrong cells are colored; every cell is a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA_SHEET)
    sheet.freeze_panes = "A2"
    for at in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 18
    sheet.column_dimensions[get_column_letter(len(columns) + 1)].width = 80
    sheet.append([_text_cell(sheet, name, font=BOLD) for name in (*columns, ERRORS_COLUMN)])
    by_row = _by_row(errors)
    for number, cells in rows:
        wrong = {error.column for error in by_row.get(number, ())}
        (texts,) = _with_sentences([(number, cells)], by_row)
        fills = [WRONG if name in wrong else None for name in columns]
        sheet.append([_text_cell(sheet, text, fill=fill) for text, fill in zip(texts, [*fills, None], strict=True)])
    return _bytes_of(book)


def _header(definition: TypeDefinition) -> list[str]:
    return [field.column for field in definition.fields]


def _fill_column(sheet: Worksheet, at: int, field: FieldDefinition) -> None:
    letter = get_column_letter(at)
    sheet.column_dimensions[letter].number_format = TEXT_FORMAT
    sheet.column_dimensions[letter].width = max(12, min(40, 2 * len(field.column) + 4, 60), 2 * len(field.sample))
    for row, text in ((1, field.column), (2, field.sample)):
        _write(sheet, row, at, text)
    sheet.cell(1, at).font = BOLD
    listed = ",".join(field.choices)
    if field.choices and len(listed) <= LONGEST_LIST and not any(mark in "".join(field.choices) for mark in ',"'):
        choices = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=not field.required)
        choices.add(f"{letter}2:{letter}{FILLED_ROWS}")
        sheet.add_data_validation(choices)


def _explain(sheet: Worksheet, definition: TypeDefinition) -> None:
    sheet.append([definition.name])
    sheet["A1"].font = BOLD
    for rule in RULES:
        sheet.append([rule.format(data=DATA_SHEET)])
    sheet.append([])
    table = [RULES_HEADER, *(_rule(field) for field in definition.fields)]
    first = sheet.max_row + 1
    for row, texts in enumerate(table, start=first):
        for at, text in enumerate(texts, start=1):
            _write(sheet, row, at, text)
            sheet.cell(row, at).alignment = Alignment(wrap_text=True, vertical="top")
            sheet.cell(row, at).font = BOLD if row == first else Font()
    for at, width in enumerate((16, 8, 60, 32, 40), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def _rule(field: FieldDefinition) -> tuple[str, ...]:
    needed = "必填" if field.required else "可空白"
    return (field.column, needed, kind_of(field).hint(field), field.sample, "、".join(field.aliases))


def _by_row(errors: Iterable[CellError]) -> dict[int, list[CellError]]:
    by_row: dict[int, list[CellError]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(error)
    return by_row


def _with_sentences(
    rows: Iterable[tuple[int, Sequence[str]]], by_row: Mapping[int, Sequence[CellError]]
) -> Iterator[list[str]]:
    """Each row with what is wrong with it in one more cell, each error on a line that names its column."""
    for number, cells in rows:
        yield [*cells, "\n".join(f"「{error.column}」{error.message}" for error in by_row.get(number, ()))]


def _text_cell(sheet: Worksheet, text: str, **style: Font | PatternFill | None) -> WriteOnlyCell:
    """A cell that holds the text and nothing but text, whatever it looks like."""
    cell = WriteOnlyCell(sheet, _writable(neutral(text)))
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    for name, value in style.items():
        if value is not None:
            setattr(cell, name, value)
    return cell


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Put a text into a cell of an ordinary sheet; openpyxl would make a formula of one that begins with =."""
    cell = sheet.cell(row, column, _writable(neutral(text)))
    cell.data_type = "s"
    cell.number_format = TEXT_FORMAT


def _writable(text: str) -> str:
    """The text with control characters as _xHHHH_, as Excel writes them, broken ones as U+FFFD, and cut where Excel would."""
    written = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", _BROKEN.sub("\ufffd", text))
    return written if len(written) <= LONGEST_CELL else written[: LONGEST_CELL - 1] + "…"


def _bytes_of(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
