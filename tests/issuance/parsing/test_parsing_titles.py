"""Title rows above the header, as offices put them there: left out when the header can be told by its names."""

import pytest
from parsing_files import HEADER, ROWS, workbook_with

from cms.core.errors import Unreadable
from cms.issuance.parsing import read_table

TITLES = (("示範市立介壽國民中學",), ("113 學年度畢業證書名冊",), (), ("製表：教務處", "", "113/06/14"))


def text_of(*rows, delimiter=",") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_title_rows_of_a_text_file_are_left_out(delimiter):
    table = read_table(text_of(*TITLES, HEADER, *ROWS, delimiter=delimiter), "a.csv", expected=HEADER)

    assert table.columns == HEADER
    assert table.rows == ((6, ROWS[0]), (7, ROWS[1]))
    assert table.assumed.delimiter == delimiter
    assert "請確認第 5 列的欄名：學校代碼、姓名、手機" in table.assumed.sentence


def test_title_rows_of_a_workbook_are_left_out():
    table = read_table(workbook_with(*TITLES, HEADER, *ROWS), "a.xlsx", expected=HEADER)

    assert (table.columns, table.rows) == (HEADER, ((6, ROWS[0]), (7, ROWS[1])))


def test_half_of_the_names_in_any_spelling_make_a_header():
    header = ("學 校 代 碼", "姓　名", "其他", "電話")

    table = read_table(
        text_of(("名冊",), header, ("1", "王", "", "")), "a.csv", expected=("學校代碼", "姓名", "手機", "學號")
    )

    assert table.columns == header


def test_without_half_of_the_names_the_row_that_holds_most_of_them_is_the_header():
    expected = ("學校代碼", "姓名", "手機", "學號", "生日")

    table = read_table(text_of(("名冊",), ("姓名", "手機", "甲"), ("王", "1", "x")), "a.csv", expected=expected)

    assert table.columns == ("姓名", "手機", "甲")


def test_one_known_word_in_a_title_does_not_make_it_a_header():
    expected = ("姓名", "手機", "學號", "生日")

    with pytest.raises(Unreadable, match="標題列上方如有表名請刪除"):
        read_table(text_of(("姓名",), ("甲", "乙"), ("王", "1")), "a.csv", expected=expected)


def test_names_that_nobody_has_leave_the_first_row_as_the_header():
    assert read_table(text_of(("甲", "乙"), ("王", "1")), "a.csv", expected=HEADER).columns == ("甲", "乙")


def test_twenty_title_rows_are_left_out_and_the_row_after_them_is_too_late():
    title = ("名冊", "", "")

    assert read_table(text_of(*[title] * 20, HEADER, *ROWS), "a.csv", expected=HEADER).columns == HEADER
    with pytest.raises(Unreadable, match="標題列（第 1 列）有 1 欄，但第 22 列、第 23 列、第 24 列的資料超出最後一欄"):
        read_table(text_of(*[title] * 21, HEADER, *ROWS), "a.csv", expected=HEADER)


def test_title_rows_do_not_count_among_the_rows():
    book = workbook_with(*TITLES, HEADER, *ROWS)

    assert len(read_table(book, "a.xlsx", expected=HEADER, max_rows=2).rows) == 2
    with pytest.raises(Unreadable, match="資料超過 1 列"):
        read_table(book, "a.xlsx", expected=HEADER, max_rows=1)


def test_a_header_below_titles_without_rows_is_refused():
    with pytest.raises(Unreadable, match="只有標題列，沒有資料"):
        read_table(text_of(*TITLES, HEADER), "a.csv", expected=HEADER)
