"""Rows judged: the hostile file cell by cell, the real files whole, and generated values."""

import csv
import json
import random
import unicodedata
from dataclasses import replace

import openpyxl
import pytest

from cms.core.national_ids import national_id_is_sound
from cms.doctypes.columns import match_columns
from cms.doctypes.validation import RowReading, read_row

# Whether an agency exists and whether a number is there already is judged with the database at hand.
ELSEWHERE = {"學校代碼", "證書字號"}


def readings(definition, path, encoding="utf-8-sig") -> dict[int, RowReading]:
    """Every row of a CSV file as read, by its number in the spreadsheet."""
    with path.open(encoding=encoding, newline="") as file:
        header, *rows = list(csv.reader(file))
    by_field = match_columns(definition, header).by_field
    return {
        number: read_row(definition, {code: row[index] for code, index in by_field.items()})
        for number, row in enumerate(rows, start=2)
    }


@pytest.fixture
def hostile(data, junior) -> dict[int, RowReading]:
    return readings(junior, data / "hostile-24.csv")


@pytest.fixture
def verdicts(data) -> list[dict]:
    return json.loads((data / "hostile-24.expected.json").read_text(encoding="utf-8"))


def test_hostile_cells_are_refused_where_they_stand_and_nowhere_else(hostile, verdicts, junior):
    expected = {
        (each["row"], each["column"])
        for each in verdicts
        if each["verdict"] == "refuse" and each["column"] not in ELSEWHERE
    }
    found = {
        (row, junior.field(problem.field).column) for row, reading in hostile.items() for problem in reading.problems
    }
    assert found == expected


def test_accepted_cells_are_kept_as_expected(hostile, verdicts, junior):
    for each in verdicts:
        if each["verdict"] == "refuse":
            continue
        code = next(field.code for field in junior.fields if field.column == each["column"])
        reading = hostile[each["row"]]
        assert reading.values[code] == each.get("stored", each["value"])
        noted = [note for note in reading.notes if note.field == code]
        assert [note.stored for note in noted] == ([each["stored"]] if "stored" in each else [])


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (2, "formula", "「=」開頭"),
        (3, "zero_lost", "0912345678"),
        (4, "length", "現在是 11 碼"),
        (5, "private_use", "U+E000"),
        (6, "impossible", "97/13/01"),
        (7, "month_first", "97/06/14"),
        (8, "length", "現在是 9 碼"),
        (10, "required", "「姓名」不能空白"),
        (11, "too_long", "最多 50 個字"),
        (15, "email", "foo@@example"),
        (16, "control", "U+0000"),
        (18, "serial", "113/06/14"),
        (25, "invisible", "U+200B、U+202E"),
    ],
)
def test_each_hostile_cell_gets_the_sentence_that_helps(hostile, row, code, words):
    (problem,) = hostile[row].problems
    assert problem.code == code
    assert words in problem.sentence
    assert problem.message.endswith("。") and problem.remedy.endswith("。")


def test_all_real_rows_are_read(data, junior, low_income):
    diplomas = readings(junior, data / "diplomas-city-junior-3300.csv")
    households = readings(low_income, data / "low-income-big5.csv", "cp950")
    assert (len(diplomas), len(households)) == (3300, 200)
    assert [number for number, reading in {**diplomas, **households}.items() if reading.problems] == []
    assert diplomas[3].values["birth_date"] == "2008-01-07"


def test_the_schools_spreadsheet_has_two_bad_cells(data, junior):
    rows = openpyxl.load_workbook(data / "diplomas-one-school.xlsx", read_only=True).active.values
    by_field = match_columns(junior, next(rows)).by_field
    found = [
        {"row": number, "column": junior.field(problem.field).column, "value": problem.value}
        for number, row in enumerate(rows, start=2)
        for problem in read_row(junior, {code: row[index] or "" for code, index in by_field.items()}).problems
    ]
    expected = json.loads((data / "diplomas-one-school.expected.json").read_text(encoding="utf-8"))
    cells = [{name: each[name] for name in ("row", "column", "value")} for each in expected]
    assert found == [cell for cell in cells if cell["column"] not in ELSEWHERE]


def row_of(definition, **cells) -> RowReading:
    return read_row(definition, {**{field.code: field.sample for field in definition.fields}, **cells})


def test_a_row_of_samples_is_fine_and_blank_optional_cells_are_empty_texts(junior):
    reading = row_of(junior, department="  ", email="")
    assert reading.problems == ()
    assert set(reading.values) == {field.code for field in junior.fields}
    assert (reading.values["department"], reading.values["email"]) == ("", "")


def test_every_problem_of_a_row_is_told_at_once_and_bad_cells_have_no_value(junior):
    reading = row_of(junior, holder_name="", national_id="A123456780", birth_date="113/02/30")
    assert [problem.field for problem in reading.problems] == ["holder_name", "national_id", "birth_date"]
    assert "national_id" not in reading.values
    assert reading.problems[1].value == "A123456780"


def test_validity_must_not_end_before_it_begins(low_income):
    (problem,) = row_of(low_income, valid_from="115/01/01", valid_until="114/12/31").problems
    assert (problem.field, problem.code) == ("valid_until", "validity")
    assert "114/12/31" in problem.message
    assert row_of(low_income, valid_from="115/01/01", valid_until="115/01/01").problems == ()


def test_names_are_kept_as_received(junior):
    for name in (
        "\ufa19大明",
        "葛\U000e0100城明",
        "Nguye\u0302\u0303n Thi\u0323 Hoa",
        "尤瑪‧達陸",
        "Voyʉ e Yakumangana",
    ):
        assert row_of(junior, holder_name=f"  {name} ").values["holder_name"] == name


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", "＋"])
def test_no_text_begins_like_a_formula(junior, first):
    for code in ("holder_name", "holder_name_en", "student_number"):
        (problem,) = row_of(junior, **{code: f" {first}1"}).problems
        assert (problem.field, problem.code) == (code, "formula")


def test_no_cell_takes_characters_that_cannot_be_seen(every_kind):
    bad = {"\x00": "control", "\u2028": "control", "\ue000": "private_use", "\U000f0000": "private_use"}
    bad |= {"\u200b": "invisible", "\u202e": "invisible", "\u3164": "invisible", "\ufffd": "broken", "\uffff": "broken"}
    for field in every_kind.fields:
        for character, code in bad.items():
            text = field.sample[:1] + character + field.sample[1:]
            assert [problem.code for problem in row_of(every_kind, **{field.code: text}).problems] == [code]


def test_no_character_at_all_makes_reading_fail(every_kind):
    source = random.Random(3)
    for _ in range(2000):
        text = "".join(chr(source.choice([source.randrange(0x300), source.randrange(0x110000)])) for _ in range(6))
        reading = row_of(every_kind, **{field.code: text for field in every_kind.fields})
        for value in reading.values.values():
            assert not {unicodedata.category(each) for each in value if each != "\n"} & {"Cc", "Cf", "Co", "Cs"}


def test_sound_ids_pass_and_one_wrong_digit_at_the_end_never_does(junior):
    source = random.Random(97)
    for _ in range(200):
        start = f"{source.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}{source.choice('1289ABCD')}{source.randrange(10**7):07d}"
        good = next(start + digit for digit in "0123456789" if national_id_is_sound(start + digit))
        spaced = f" {good[:4].lower()}-{good[4:]} "
        assert row_of(junior, national_id=spaced).values["national_id"] == good
        for other in set("0123456789") - {good[-1]}:
            (problem,) = row_of(junior, national_id=start + other).problems
            assert problem.code == "check_digit"


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912-345-678", "+886 912 345 678", "886912345678", "０９１２３４５６７８"]
)
def test_mobiles_in_all_usual_forms(junior, typed):
    assert row_of(junior, mobile=typed).values["mobile"] == "0912345678"


@pytest.mark.parametrize(("typed", "code"), [("0212345678", "mobile"), ("091234567", "length"), ("abc", "mobile")])
def test_what_is_no_mobile(junior, typed, code):
    assert [problem.code for problem in row_of(junior, mobile=typed).problems] == [code]


@pytest.mark.parametrize("typed", ["a@b", "a b@c.tw", ".a@c.tw", "a@-c.tw", "a@c..tw", "甲@c.tw", "a@c.tw,d@e.tw"])
def test_what_is_no_email(junior, typed):
    assert [problem.code for problem in row_of(junior, email=typed).problems] == ["email"]


def test_a_question_mark_in_a_name_is_a_lost_character(junior):
    assert [problem.code for problem in row_of(junior, holder_name="?田明").problems] == ["character_lost"]
    assert row_of(junior, holder_name_en="WHO?").problems == ()


def test_other_kinds(every_kind):
    values = row_of(every_kind, integer="0012.0", choice=" 乙 類", tax_id="0459-5257", long_text="a\r\nb").values
    assert (values["integer"], values["choice"], values["tax_id"]) == ("12", "乙類", "04595257")
    assert values["long_text"] == "a\nb"
    codes = row_of(every_kind, integer="1.5", choice="丙", tax_id="4595257", image="../x.png", text="a\nb").problems
    assert [problem.code for problem in codes] == ["control", "integer", "choice", "zero_lost", "image"]


def test_a_number_with_too_many_digits_is_refused(every_kind):
    fields = tuple(replace(field, max_length=3) if field.code == "integer" else field for field in every_kind.fields)
    assert [each.code for each in row_of(replace(every_kind, fields=fields), integer="1000").problems] == ["too_long"]
