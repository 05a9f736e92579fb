"""Delimited text: every encoding with every delimiter, and what a spreadsheet would call the rows."""

import codecs
import csv
import io

import pytest
from parsing_files import HEADER, ROWS

from cms.core.errors import Unreadable
from cms.issuance.parsing import read_table

ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8-sig": (codecs.BOM_UTF8, "utf-8"),
    "utf-16-le": (b"", "utf-16-le"),
    "utf-16-be": (b"", "utf-16-be"),
    "utf-16 little": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16 big": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "cp950": (b"", "cp950"),
}


def text_of(*rows, delimiter=","):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_same_content_in_every_encoding_and_delimiter_is_the_same_table(encoding, delimiter):
    mark, codec = ENCODINGS[encoding]
    tricky = ("333302", f'陳{delimiter}「大」\n"文"', "")
    data = mark + text_of(HEADER, *ROWS, tricky, delimiter=delimiter).encode(codec)

    table = read_table(data, "名冊.csv")

    assert table.columns == HEADER
    assert table.rows == ((2, ROWS[0]), (3, ROWS[1]), (4, tricky))
    assert table.assumed.format == "csv"
    assert table.assumed.encoding == encoding.split()[0]
    assert table.assumed.delimiter == delimiter


def test_the_sentence_names_what_was_assumed_and_the_header_but_nobody():
    sentence = read_table(text_of(HEADER, *ROWS).encode("cp950"), "名冊.csv").assumed.sentence

    assert sentence == "以 Big5（CP950）讀取，分隔符號為逗號。請確認第一列的欄名：學校代碼、姓名、手機。"


def test_plain_ascii_in_utf_16_is_not_taken_for_utf_8():
    assert read_table(text_of(("code", "name"), ("1", "Ng")).encode("utf-16-le"), "a.txt").rows == ((2, ("1", "Ng")),)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_rows_have_the_numbers_that_a_spreadsheet_shows(end):
    data = text_of((), HEADER, ROWS[0], (), ("", " ", ""), ("333301", "兩\n行", "1"), ROWS[1], ())

    table = read_table(data.replace("\r\n", end).encode(), "a.csv")

    assert [number for number, _ in table.rows] == [3, 6, 7]
    assert "第 2 列的欄名" in table.assumed.sentence


def test_a_cell_keeps_nul_and_odd_line_separators():
    table = read_table("姓名,手機\n陳\x00明,1\n林\u2028一\x0b二\x85三,2\n".encode(), "a.csv")

    assert table.rows == ((2, ("陳\x00明", "1")), (3, ("林\u2028一\x0b二\x85三", "2")))


def test_blank_columns_and_rows_at_the_end_are_dropped_and_short_rows_filled():
    table = read_table("姓名 , 手機,備註,,\n王,1,,,\n林\n,,,,\n,,,,\n".encode(), "a.csv")

    assert table.columns == ("姓名", "手機", "備註")
    assert table.rows == ((2, ("王", "1", "")), (3, ("林", "", "")))


def test_repeated_and_empty_column_names_are_left_for_others_to_judge():
    assert read_table("姓名,,姓名\n王,x,林\n".encode(), "a.csv").columns == ("姓名", "", "姓名")


def test_one_column_is_a_table_too():
    assert read_table("姓名\n王；林\n".encode(), "a.csv").rows == ((2, ("王；林",)),)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("姓名;金額;備註\n王;1,5;a,b\n林;2,5;c,d\n", ";"),
        ("姓名,備註;其他\n王,好\n林,好\n", ","),
        ("姓名\t備註,其他\n王\t一,二,三\n林\t四\n", "\t"),
        ('"姓名;別名;小名",手機\n王,1\n林,2\n', ","),
    ],
)
def test_the_delimiter_is_the_one_that_header_and_rows_agree_on(text, delimiter):
    assert read_table(text.encode(), "a.txt").assumed.delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('姓名,手機\n王,1\n"林,2\n陳,3\n', 3),
        ('姓名,手機\n"王\n明",1\n"林"淑,2\n', 3),
        ('姓名,手機\n王,1\n"林' + "長" * 200_000, 3),
    ],
)
def test_an_unclosed_quote_is_refused_at_its_row(text, row):
    with pytest.raises(Unreadable, match=f"「a.csv」：從第 {row} 列開始，雙引號沒有正確結束"):
        read_table(text.encode(), "a.csv")


def test_rows_wider_than_the_header_are_refused_by_their_numbers():
    with pytest.raises(Unreadable, match="有 2 欄，但第 3 列、第 5 列的資料超出最後一欄"):
        read_table("姓名,地址\n王,路\n林,路,3樓\n陳,路,,\n張,路,5樓\n".encode(), "a.csv")


def test_a_title_above_the_header_is_refused_with_the_remedy():
    with pytest.raises(Unreadable, match="標題列上方如有表名請刪除"):
        read_table("113 年名冊,,\n姓名,手機,備註\n王,1,\n".encode(), "a.csv")


def test_undecodable_bytes_are_refused_at_their_place():
    with pytest.raises(Unreadable, match="第 19 個位元組（約在第 2 行）0xFF 不是有效的 UTF-8"):
        read_table("姓名,手機\n王,".encode() + b"\xff1\n", "a.csv")


def test_a_byte_order_mark_is_taken_at_its_word():
    with pytest.raises(Unreadable, match="第 4 個位元組（約在第 1 行）0xBE 不是有效的 UTF-8 文字"):
        read_table(codecs.BOM_UTF8 + text_of(HEADER, *ROWS).encode("cp950"), "a.csv")


def test_a_file_cut_in_the_middle_of_a_character_is_refused():
    with pytest.raises(Unreadable, match="不是有效的 UTF-8"):
        read_table(codecs.BOM_UTF8 + "姓名\n王".encode()[:-1], "a.csv")


def test_characters_outside_cp950_are_read_but_pointed_out():
    table = read_table("姓名,手機\n王,1\n游錫堃,2\n".encode("big5hkscs"), "a.csv")

    assert table.rows[1] == (3, ("游錫堃", "2"))
    assert table.assumed.encoding == "big5hkscs"
    assert "第 3 列有 CP950 以外的字（可能是造字），請逐一核對" in table.assumed.sentence


def test_the_last_allowed_row_is_read_and_one_more_is_refused():
    text = "姓名\n" + "王\n" * 100_000

    assert len(read_table(text.encode(), "a.csv").rows) == 100_000
    with pytest.raises(Unreadable, match="資料超過 100,000 列"):
        read_table((text + "林\n").encode(), "a.csv")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n \n,,\n", "檔案是空的"),
        ("姓名,手機\n,\n", "只有標題列"),
        (",".join(f"欄{number}" for number in range(257)) + "\n1\n", "標題列有 257 欄"),
        ("姓名\n" + "\n" * 1_048_576 + "王\n", "超過 1,048,576 列"),
        ("姓名\n" + "王" * 1_000_001, "第 2 行有 1,000,001 個字"),
    ],
)
def test_what_is_no_table_is_refused(text, found):
    with pytest.raises(Unreadable, match=found):
        read_table(text.encode(), "a.csv")
