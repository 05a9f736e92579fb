"""Looks at what a file really is, whatever it is called, and has the right reader read it."""

from __future__ import annotations

from collections.abc import Collection

from cms.core.errors import Unreadable
from cms.issuance.parsing.delimited import read_delimited
from cms.issuance.parsing.refusals import NEEDED, SAVE_AS, refusal
from cms.issuance.parsing.sheets import Sheet
from cms.issuance.parsing.table import Table
from cms.issuance.parsing.workbook import list_sheets, read_workbook

MAX_ROWS = 100_000
MAX_BYTES = 50 * 1024 * 1024

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRANGERS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "PNG 圖片"),
    (b"\xff\xd8\xff", "JPEG 圖片"),
    (b"GIF8", "GIF 圖片"),
    (b"II*\x00", "TIFF 圖片"),
    (b"MM\x00*", "TIFF 圖片"),
    (b"RIFF", "影音或圖片檔"),
    (b"7z\xbc\xaf", "7z 壓縮檔"),
    (b"Rar!", "RAR 壓縮檔"),
    (b"\x1f\x8b", "gzip 壓縮檔"),
    (b"\x7fELF", "程式檔"),
    (b"{\\rtf", "RTF 文件"),
)
MARKUP = (
    (b"<!doctype html", "網頁（HTML）檔"),
    (b"<html", "網頁（HTML）檔"),
    (b"<table", "網頁（HTML）檔"),
    (b"<?xml", "XML 檔"),
)


def read_table(
    data: bytes,
    name: str,
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    sheet: str | None = None,
    expected: Collection[str] = (),
) -> Table:
    """Return the table in an XLSX workbook or a delimited text file; name is used in sentences only.

    expected are column names by which the header is told from title rows above it (at most 20); without them the first
    filled row is the header. Row numbers are the spreadsheet's own: a cell with line breaks is still one row, a blank
    row is skipped but counted. Raises AskSheet when several sheets could be meant, and else cms.core.errors.Unreadable
    with a sentence that names the file, what was found, what is needed and the remedy.
    """
    if _is_workbook(data, name, max_bytes):
        return read_workbook(data, name, max_rows=max_rows, sheet=sheet, expected=expected)
    if sheet is not None:
        raise refusal(name, "這是文字檔，沒有工作表", "指定工作表只適用於 XLSX", "請不要指定工作表，或改用 .xlsx 檔")
    return read_delimited(data, name, max_rows=max_rows, expected=expected)


def sheets_of(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> tuple[Sheet, ...]:
    """Return the worksheets of a workbook in their order; a text file has none. Raises Unreadable as read_table does."""
    return list_sheets(data, name) if _is_workbook(data, name, max_bytes) else ()


def _is_workbook(data: bytes, name: str, max_bytes: int) -> bool:
    """Tell a workbook from text; raise Unreadable for what is empty, too big or neither."""
    if not data:
        raise refusal(name, "檔案是空的（0 位元組）", NEEDED, "請確認選對檔案後再試")
    if len(data) > max_bytes:
        raise _too_big(name, len(data), max_bytes)
    if data.startswith(ZIP):
        return True
    _refuse_strangers(data, name)
    return False


def _too_big(name: str, size: int, max_bytes: int) -> Unreadable:
    mebibyte = 1024 * 1024
    return refusal(
        name,
        f"檔案有 {size / mebibyte:,.1f} MB",
        f"上限是 {max_bytes / mebibyte:,.0f} MB",
        "請刪除圖片與不需要的欄位，或分成幾個檔案",
    )


def _refuse_strangers(data: bytes, name: str) -> None:
    """Refuse by name what can be told by its first bytes."""
    if data.startswith(OLE):
        raise _old_office(data, name)
    for start, kind in STRANGERS:
        if data.startswith(start):
            raise refusal(name, f"內容是「{kind}」，不是試算表")
    text = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for start, kind in MARKUP:
        if text.startswith(start):
            raise refusal(name, f"內容是「{kind}」，不是試算表（有些系統匯出的 .xls 其實是網頁）")


def _old_office(data: bytes, name: str) -> Unreadable:
    """Tell an encrypted workbook from an old .xls: both are OLE compound files ([MS-CFB])."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return refusal(
            name,
            "活頁簿有密碼保護，內容已加密",
            "需要沒有加密的 .xlsx 或 CSV",
            "請在 Excel「檔案→資訊→保護活頁簿」移除密碼，再另存成 .xlsx",
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return refusal(name, "這是舊版 Excel 97–2003 活頁簿（.xls）")
    return refusal(name, "這是舊版 Office 文件，不是試算表", NEEDED, SAVE_AS)
