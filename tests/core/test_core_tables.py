"""Tables for spreadsheet programs: shown as written, never evaluated."""

import csv
import io

import openpyxl
import pytest

from cms.core.cells import neutral
from cms.core.tables import table_file

FORMULAS = ["=1+1", "+886912345678", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＠SUM(A1)", "　=1"]
PLAIN = ["", "林昱辰", "示市龍門畢字第115000001號", "a=b", "115/06/12", "𡘙", "'already", "1", "多\n行"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text: str):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_any_other_text_stays_as_it_is(text: str):
    assert neutral(text) == text


def test_a_csv_is_known_as_utf_8_and_holds_the_same_texts():
    file = table_file("csv", ("欄", "二"), ([text, "x"] for text in PLAIN))
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert rows == [["欄", "二"], *([text, "x"] for text in PLAIN)]


def test_every_cell_of_an_xlsx_is_a_text():
    texts = [*FORMULAS, *PLAIN, "00123", "2026-11-24", "control\x07character"]
    sheet = openpyxl.load_workbook(io.BytesIO(table_file("xlsx", ("欄",), ([text] for text in texts)))).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert cells[-3].value == "00123"
    assert cells[-1].value == "controlcharacter"
    assert cells[0].value == "'=1+1"
