"""Which worksheet is meant: taken where it is plain, asked where it is not, and everything left out is told."""

import datetime

import pytest
from parsing_files import HEADER, ROWS, workbook_of, workbook_with

from cms.core.errors import Unreadable
from cms.issuance.parsing import AskSheet, Sheet, read_table, sheets_of


def book_of(*sheets) -> bytes:
    """A workbook with these sheets: name, state, and whether it has the usual rows."""

    def fill(book):
        book.remove(book.active)
        for name, state, filled in sheets:
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            for row in (HEADER, *ROWS) if filled else ((" ",),):
                sheet.append(row)

    return workbook_of(fill)


SEVERAL = (
    ("封面", "visible", False),
    ("甲班", "visible", True),
    ("乙班", "visible", True),
    ("舊", "hidden", True),
    ("空", "veryHidden", False),
)


def test_the_sheets_of_a_workbook():
    assert sheets_of(book_of(*SEVERAL), "a.xlsx") == (
        Sheet("封面", hidden=False, filled=False),
        Sheet("甲班", hidden=False, filled=True),
        Sheet("乙班", hidden=False, filled=True),
        Sheet("舊", hidden=True, filled=True),
        Sheet("空", hidden=True, filled=False),
    )


def test_a_text_file_has_no_sheets_and_what_cannot_be_read_is_refused():
    assert sheets_of("姓名\n王\n".encode(), "a.csv") == ()
    for data in (b"", b"%PDF-1.7", workbook_with(HEADER)[:100]):
        with pytest.raises(Unreadable):
            sheets_of(data, "a.xlsx")
    with pytest.raises(Unreadable, match="上限是"):
        sheets_of(book_of(*SEVERAL), "a.xlsx", max_bytes=10)


def test_several_filled_sheets_are_a_question_that_lists_them():
    with pytest.raises(AskSheet, match="有 2 個工作表都有內容：「甲班」、「乙班」") as asked:
        read_table(book_of(*SEVERAL), "a.xlsx")

    assert [sheet.name for sheet in asked.value.sheets] == ["甲班", "乙班"]
    assert read_table(book_of(*SEVERAL), "a.xlsx", sheet="乙班").assumed.sheet == "乙班"


def test_hidden_sheets_are_asked_for_when_nothing_else_is_filled():
    data = book_of(("封面", "visible", False), ("舊", "hidden", True))

    with pytest.raises(AskSheet, match="沒有看得見的工作表有內容，有內容的都被隱藏了：「舊」") as asked:
        read_table(data, "a.xlsx")
    assert asked.value.sheets == (Sheet("舊", hidden=True, filled=True),)
    assert len(read_table(data, "a.xlsx", sheet="舊").rows) == 2


def test_the_sheet_of_explanations_is_no_data_and_is_told():
    table = read_table(book_of(("資料", "visible", True), ("說明", "visible", True)), "a.xlsx")

    assert table.assumed.sheet == "資料"
    assert "「說明」工作表沒有讀取" in table.assumed.sentence


def test_a_workbook_of_nothing_but_explanations_is_data():
    assert read_table(book_of(("說明", "visible", True)), "a.xlsx").assumed.sheet == "說明"


def test_rows_that_a_filter_hides_are_read_and_told():
    def fill(book):
        for row in (HEADER, *ROWS, *ROWS):
            book.active.append(row)
        for number in (3, 5, 9):
            book.active.row_dimensions[number].hidden = True

    table = read_table(workbook_of(fill), "a.xlsx")

    assert len(table.rows) == 4
    assert "有 2 列是隱藏的（可能是篩選），也一起讀取" in table.assumed.sentence


def test_dates_that_may_be_roc_years_are_told():
    book = workbook_with(("生日",), (datetime.date(1997, 7, 17),), (datetime.date(2008, 7, 17),), ("97/07/17",))

    table = read_table(book, "a.xlsx")

    assert [cells for _, cells in table.rows] == [("1997-07-17",), ("2008-07-17",), ("97/07/17",)]
    assert "有 1 格是試算表的日期，年份在 1930 到 1999 之間" in table.assumed.sentence


def test_an_ordinary_workbook_gets_no_warning():
    assert read_table(workbook_with(HEADER, *ROWS), "a.xlsx").assumed.sentence.count("。") == 2


def test_columns_of_a_merged_title_and_trailing_blanks_are_no_obstacle():
    def fill(book):
        book.active.append(("113 學年度名冊",))
        book.active.merge_cells("A1:C1")
        for row in (HEADER, *ROWS):
            book.active.append((*row, None, " "))
        book.active.append((" ", None))

    table = read_table(workbook_of(fill), "a.xlsx", expected=HEADER)

    assert (table.columns, table.rows) == (HEADER, ((3, ROWS[0]), (4, ROWS[1])))
