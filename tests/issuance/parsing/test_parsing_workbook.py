"""XLSX workbooks: cells become the texts that were typed, and a hostile workbook takes nobody down."""

import datetime

import pytest
from parsing_files import (
    HEADER,
    RELATIONSHIPS,
    ROWS,
    SPREADSHEET,
    with_parts,
    workbook_of,
    workbook_with,
    workbook_with_sheet_data,
    zip_of,
)

from cms.core.errors import Unreadable
from cms.issuance.parsing import read_table, workbook
from cms.issuance.parsing.workbook import Limits, read_workbook


def test_a_workbook_is_read_like_a_text_file():
    table = read_table(workbook_with(HEADER, *ROWS), "名冊.xlsx")

    assert table.columns == HEADER
    assert table.rows == ((2, ROWS[0]), (3, ROWS[1]))
    assert (table.assumed.format, table.assumed.sheet) == ("xlsx", "名冊")
    assert table.assumed.sentence == ("以 XLSX 讀取，工作表為「名冊」。請確認第一列的欄名：學校代碼、姓名、手機。")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (912345678, "912345678"),
        (0.1 + 0.2, "0.3"),
        (-2.5, "-2.5"),
        (999_999_999_999_999, "999999999999999"),
        ("007", "007"),
        (" 王 小明 ", " 王 小明 "),
        (True, "TRUE"),
        (False, "FALSE"),
        (None, ""),
        (datetime.date(2024, 6, 14), "2024-06-14"),
        (datetime.datetime(2024, 6, 14, 9, 30), "2024-06-14 09:30:00"),
        (datetime.time(9, 30), "09:30:00"),
        ("兩\n行", "兩\n行"),
        ("陳_x0000_明", "陳\x00明"),
    ],
)
def test_a_cell_becomes_the_text_that_was_typed(value, text):
    assert read_table(workbook_with(("值", "列"), (value, "x")), "a.xlsx").rows == ((2, (text, "x")),)


def test_a_date_in_the_roc_calendar_comes_as_iso():
    def fill(book):
        book.active["A1"] = "日期"
        book.active["A2"] = datetime.date(2024, 6, 14)
        book.active["A2"].number_format = "[$-404]e/m/d"

    assert read_table(workbook_of(fill), "a.xlsx").rows == ((2, ("2024-06-14",)),)


def test_rows_have_the_numbers_that_the_spreadsheet_shows():
    def fill(book):
        for row, column, value in ((3, 2, "姓名"), (3, 3, "手機"), (4, 2, "王"), (7, 3, "1"), (9, 2, " "), (9, 9, "")):
            book.active.cell(row, column, value)

    table = read_table(workbook_of(fill), "a.xlsx")

    assert table.columns == ("姓名", "手機")
    assert table.rows == ((4, ("王", "")), (7, ("", "1")))


def add_sheet(book, title, state="visible", content=HEADER):
    sheet = book.create_sheet(title)
    sheet.sheet_state = state
    for row in (content, *ROWS) if content else ():
        sheet.append(row)


def test_the_only_visible_sheet_with_content_is_taken():
    def fill(book):
        book.active["A1"] = " "
        add_sheet(book, "說明", "hidden")
        add_sheet(book, "代碼", "veryHidden")
        add_sheet(book, "資料")
        add_sheet(book, "空白", content=None)

    table = read_table(workbook_of(fill), "a.xlsx")

    assert table.assumed.sheet == "資料"
    assert "另有 2 個隱藏的工作表沒有讀取" in table.assumed.sentence


def test_several_sheets_with_content_are_refused_by_name_unless_one_is_asked_for():
    def fill(book):
        book.active.append(("甲",))
        book.active.append(("1",))
        add_sheet(book, "資料")

    data = workbook_of(fill)

    with pytest.raises(Unreadable, match="有 2 個工作表都有內容：「名冊」、「資料」"):
        read_table(data, "a.xlsx")
    assert read_table(data, "a.xlsx", sheet="資料").columns == HEADER
    assert read_table(data, "a.xlsx", sheet="名冊").columns == ("甲",)


def test_a_hidden_sheet_is_read_when_asked_for():
    def fill(book):
        book.active.append(HEADER)
        add_sheet(book, "舊", "hidden")

    assert len(read_table(workbook_of(fill), "a.xlsx", sheet="舊").rows) == 2


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(Unreadable, match="找不到工作表「沒有 這張」，檔案裡有「名冊」"):
        read_table(workbook_with(HEADER, *ROWS), "a.xlsx", sheet="沒有\n這張")


def test_a_sheet_cannot_be_asked_for_in_a_text_file():
    with pytest.raises(Unreadable, match="這是文字檔，沒有工作表"):
        read_table("姓名\n王\n".encode(), "a.csv", sheet="名冊")


def test_the_last_allowed_row_is_read_and_one_more_is_refused():
    book = workbook_with(("姓名",), ("王",), ("林",), ("陳",))

    assert len(read_table(book, "a.xlsx", max_rows=3).rows) == 3
    with pytest.raises(Unreadable, match="資料超過 2 列"):
        read_table(book, "a.xlsx", max_rows=2)


def test_an_error_value_is_not_taken_for_an_empty_cell():
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c>{more}</row>'
        for row, text, more in ((1, "姓名", ""), (2, "王", '<c r="B2" s="1" t="e"><f>NA()</f><v>#N/A</v></c>'))
    )
    with pytest.raises(Unreadable, match="儲存格 B2 是公式錯誤"):
        read_table(workbook_with_sheet_data(cells), "a.xlsx")


def test_a_formula_that_was_never_calculated_is_not_taken_for_an_empty_cell():
    with pytest.raises(Unreadable, match="儲存格 B2、B3 的公式沒有計算結果"):
        read_table(workbook_with(("姓名", "號"), ("王", "=1+1"), ("林", "=B2")), "a.xlsx")


def test_a_formula_with_its_result_is_read():
    row = '<row r="{0}"><c r="A{0}" t="str"><f>"x"</f><v>{1}</v></c><c r="B{0}"><f>1+1</f><v>2</v></c></row>'
    empty = '<row r="3"><c r="A3" t="str"><f>""</f><v></v></c><c r="B3"><v>3</v></c></row>'

    table = read_table(workbook_with_sheet_data(row.format(1, "號") + row.format(2, "王") + empty), "a.xlsx")

    assert table.rows == ((2, ("王", "2")), (3, ("", "3")))


def test_a_number_whose_digits_the_spreadsheet_lost_is_refused():
    with pytest.raises(Unreadable, match="儲存格 B3 是超過 15 位的數字"):
        read_table(workbook_with(("姓名", "帳號"), ("王", 1), ("林", 1234567890123456)), "a.xlsx")


def test_one_cell_in_the_last_corner_is_refused_and_not_fatal():
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

    with pytest.raises(Unreadable, match="超出記憶體上限.*XFD1048576"):
        read_table(workbook_with_sheet_data(corner), "a.xlsx")


def test_a_bomb_is_refused_by_its_directory():
    bomb = with_parts(workbook_with(HEADER, *ROWS), {"xl/styles.xml": b" " * (70 * 1024 * 1024)})

    with pytest.raises(Unreadable, match="膨脹到 70 MB"):
        read_table(bomb, "a.xlsx")


def test_a_bomb_whose_directory_lies_is_refused_too():
    size = 70 * 1024 * 1024
    bomb = with_parts(workbook_with(HEADER, *ROWS), {"xl/worksheets/sheet1.xml": b" " * size})
    lie = bomb.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    assert lie != bomb
    with pytest.raises(Unreadable, match="XLSX 檔案不完整或已損壞"):
        read_table(lie, "a.xlsx")


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        (Limits(seconds=0), "讀取時間超過上限"),
        (Limits(text=20), "文字總量超過上限"),
        (Limits(unpacked=1024), "解壓縮後最多 0 MB"),
    ],
)
def test_each_limit_ends_in_a_sentence(limits, found):
    with pytest.raises(Unreadable, match=found):
        read_workbook(workbook_with(HEADER, *ROWS), "a.xlsx", max_rows=10, limits=limits)


def test_a_child_that_cannot_start_is_our_fault_and_not_the_file_s(monkeypatch, tmp_path):
    monkeypatch.setattr(workbook, "CHILD", tmp_path / "missing.py")
    with pytest.raises(RuntimeError, match="did not start"):
        read_workbook(b"PK", "a.xlsx", max_rows=10)


@pytest.mark.parametrize("length", [4, 100, -1])
def test_a_workbook_cut_short_is_refused(length):
    with pytest.raises(Unreadable, match="XLSX 檔案不完整或已損壞"):
        read_table(workbook_with(HEADER, *ROWS)[:length], "a.xlsx")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "這是 OpenDocument 試算表（.ods）"),
        ({"xl/workbook.bin": b""}, "這是 Excel 二進位活頁簿（.xlsb）"),
        ({"word/document.xml": b""}, "內容是「Word 文件（.docx）」，不是試算表"),
        ({"readme.txt": b""}, "內容是「ZIP 壓縮檔」，不是試算表"),
        ({}, "內容是「ZIP 壓縮檔」，不是試算表"),
    ],
)
def test_other_zip_files_are_refused_by_what_they_are(parts, found):
    with pytest.raises(Unreadable, match=found):
        read_table(zip_of(parts), "a.xlsx")


@pytest.mark.parametrize(("rows", "found"), [((), "檔案是空的"), ((HEADER,), "只有標題列")])
def test_a_workbook_without_data_is_refused(rows, found):
    with pytest.raises(Unreadable, match=found):
        read_table(workbook_with(*rows), "a.xlsx")


def test_a_workbook_in_an_encrypted_zip_is_refused():
    directory_entry = b"PK\x01\x02\x14\x03\x14\x00"
    plain = zip_of({"xl/workbook.xml": b""})
    encrypted = plain.replace(directory_entry + b"\x00", directory_entry + b"\x01")

    assert encrypted != plain
    with pytest.raises(Unreadable, match="內容已用密碼加密"):
        read_table(encrypted, "a.xlsx")


def test_a_workbook_without_a_visible_sheet_is_refused_unless_one_is_asked_for():
    book = workbook_with(HEADER, *ROWS)
    parts = {
        "xl/workbook.xml": (
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONSHIPS}"><sheets>'
            '<sheet name="藏" sheetId="1" state="hidden" r:id="rId1"/></sheets></workbook>'
        ).encode()
    }
    hidden = with_parts(book, parts)

    with pytest.raises(Unreadable, match="沒有看得見的工作表"):
        read_table(hidden, "a.xlsx")
    assert len(read_table(hidden, "a.xlsx", sheet="藏").rows) == 2
