"""Spreadsheets to take away: read again by ourselves and by openpyxl, nothing evaluated, nothing lost."""

import io

import openpyxl
import pytest

from cms.core.cells import neutral
from cms.doctypes.builtin import builtin_definition, builtin_slugs
from cms.doctypes.columns import match_columns
from cms.doctypes.validation import as_typed, is_sample_row, read_row
from cms.issuance.cells import CellError
from cms.issuance.parsing import read_table
from cms.issuance.spreadsheets import ERRORS_COLUMN, error_csv, error_xlsx, template_csv, template_xlsx

COLUMNS = ("姓名", "手機")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", ' =HYPERLINK("https://example.com")')
ODD = ("陳\x00明", "兩\n行", "_x0041_", "a\rb", '"引"', "<b>", "{{ 7*7 }}", "'", " 王 ", "", "𠮷󠄀田", "0012")
ERRORS = (
    CellError(2, "手機", "1", "要有 10 碼。", "length", "mobile"),
    CellError(2, "姓名", "", "不能空白。", "required", "name"),
)


def cells_in(book: bytes, sheet: int = 0):
    return [cell for row in openpyxl.load_workbook(io.BytesIO(book)).worksheets[sheet].iter_rows() for cell in row]


@pytest.mark.parametrize("slug", builtin_slugs())
@pytest.mark.parametrize("template", [template_csv, template_xlsx])
def test_a_template_is_read_back_as_it_is_with_a_row_of_samples(slug, template):
    definition = builtin_definition(slug)
    table = read_table(template(definition), "範例", expected=[field.column for field in definition.fields])
    match = match_columns(definition, table.columns)
    ((number, texts),) = table.rows
    cells = {code: texts[index] for code, index in match.by_field.items()}

    assert number == 2
    assert (match.missing, match.unknown, match.duplicated) == ((), (), ())
    assert read_row(definition, cells).problems == ()
    assert is_sample_row(definition, cells)


def test_the_columns_of_a_template_hold_texts_so_that_no_zero_is_lost():
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(builtin_definition("low-income"))))
    data, notes = book.worksheets

    assert {data.column_dimensions[cell.column_letter].number_format for cell in data[1]} == {"@"}
    assert {cell.number_format for cell in data[2]} == {"@"}
    assert notes.title == "說明"
    assert {"核定編號", "身分別"} <= {cell.value for cell in notes["A"]}
    (choices,) = data.data_validations.dataValidation
    assert "低收入戶,中低收入戶" in choices.formula1


def test_the_rows_come_back_with_what_is_wrong_with_them():
    for written in (error_csv, error_xlsx):
        table = read_table(written(COLUMNS, [(2, ("", "1")), (5, ("王", "0912345678"))], ERRORS), "a")
        assert table.columns == (*COLUMNS, ERRORS_COLUMN)
        assert [cells for _, cells in table.rows] == [
            ("", "1", "「手機」要有 10 碼。\n「姓名」不能空白。"),
            ("王", "0912345678", ""),
        ]


def test_wrong_cells_are_colored_and_no_others():
    cells = cells_in(error_xlsx(COLUMNS, [(2, ("王", "1")), (3, ("林", "2"))], ERRORS[:1]))

    assert [cell.coordinate for cell in cells if cell.fill.fill_type] == ["B2"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_is_neutralised_in_every_place(text):
    error = CellError(2, text, text, text, "x", "x")
    rows = [(2, (text, "1"))]
    book = cells_in(error_xlsx((text, "乙"), rows, [error]))
    table = read_table(error_csv((text, "乙"), rows, [error]), "a")

    assert {cell.data_type for cell in book} <= {"s", "inlineStr"}
    for shown in (*table.columns, *(cell for _, cells in table.rows for cell in cells), *(cell.value for cell in book)):
        assert neutral(shown) == shown
        assert shown.lstrip()[:1] not in {"=", "+", "-", "@", "＝"}


@pytest.mark.parametrize("text", (*FORMULAS, *ODD))
def test_an_error_file_that_comes_back_holds_what_was_typed(text):
    rows = [(2, ("x", text))]
    for written in (error_csv, error_xlsx):
        ((_, cells),) = read_table(written(COLUMNS, rows, [ERRORS[0]]), "a").rows
        assert as_typed(cells[1]) == text


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut():
    (cell,) = (cell for cell in cells_in(error_xlsx(("甲",), [(2, ("長" * 40_000,))], [])) if cell.coordinate == "A2")

    assert len(cell.value) == 32_767
