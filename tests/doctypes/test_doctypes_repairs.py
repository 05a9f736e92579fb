"""One-press repairs: offered where the right text is all but certain, never one that would be refused."""

import random

import pytest

from cms.doctypes.kinds import KINDS
from cms.doctypes.validation import as_typed, is_sample_row, read_row


@pytest.fixture
def repair(every_kind):
    """The text that is suggested for a cell of this kind; it must be wrong."""

    def run(kind: str, text: str) -> str:
        samples = {field.code: field.sample for field in every_kind.fields}
        (problem,) = read_row(every_kind, samples | {kind: text}).problems
        assert problem.field == kind
        return problem.suggestion

    return run


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        ("mobile", "912345678", "0912345678"),
        ("mobile", '="912345678"', "0912345678"),
        ("mobile", "912345678.0", "0912345678"),
        ("mobile", "'0912345678", "0912345678"),
        ("mobile", "0912-345-678(媽)", "0912345678"),
        ("mobile", "0912345678／02-2720-8889", "0912345678"),
        ("mobile", "\u202d0912345678\u202c", "0912345678"),
        ("date", "45457", "113/06/14"),
        ("date", "06/14/2008", "97/06/14"),
        ("date", "970107", "0970107"),
        ("date", "97/07/17(四)", "97/07/17"),
        ("date", "113年6月14日 星期五", "113年6月14日"),
        ("date", "2024/6/14 上午 12:00:00", "2024/6/14"),
        ("date", "2024-06-14 09:30:00", "2024-06-14"),
        ("date", "113.6/14", "113/6/14"),
        ("national_id", "身分證：A123456789", "A123456789"),
        ("national_id", "AI23456789", "A123456789"),
        ("tax_id", "4595257", "04595257"),
        ("email", "foo@@example.tw", "foo@example.tw"),
        ("email", "王小明 <a@b.tw>", "a@b.tw"),
        ("email", "a@b，tw；", "a@b.tw"),
        ("integer", "NT$1,200 元", "1,200"),
        ("integer", "'12", "12"),
        ("choice", "甲", "甲類"),
        ("text", "=王小明", "王小明"),
        ("text", "＠王小明", "王小明"),
        ("text", '="0012"', "0012"),
        ("text", "林\u200b大\u202e明", "林大明"),
        ("text", "王\n小明", "王小明"),
        ("text", "LEE\nANN", "LEE ANN"),
        ("long_text", "+臺北市", "臺北市"),
    ],
)
def test_what_was_meant_is_offered(repair, kind, wrong, right):
    assert repair(kind, wrong) == right


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("text", '=HYPERLINK("https://example.com","點我")'),
        ("text", "=1+1"),
        ("text", "=A1"),
        ("text", "陳\x00明"),
        ("text", "陳\ue000明"),
        ("text", "?田明"),
        ("text", "長" * 101),
        ("text", "=" + "長" * 501),
        ("text", ""),
        ("date", "97/13/01"),
        ("date", "04/05/2008"),
        ("date", "民國"),
        ("national_id", "A12345678"),
        ("national_id", "A123456780"),
        ("mobile", "09123456789"),
        ("mobile", "0912345678、0987654321"),
        ("mobile", "9.12E+08"),
        ("email", "foo@@example"),
        ("email", "a@b.tw、c@d.tw"),
        ("choice", "類"),
        ("integer", "1.5"),
        ("image", "../photo.png"),
    ],
)
def test_nothing_is_offered_where_only_the_clerk_can_know(repair, kind, wrong):
    assert repair(kind, wrong) == ""


def test_whatever_is_offered_would_be_accepted(every_kind):
    """Mutations of samples, of each kind: no suggestion may be refused in its turn."""
    chance = random.Random(20)
    offered = 0
    for _ in range(3000):
        field = chance.choice(every_kind.fields)
        text = list(field.sample)
        for _ in range(chance.randint(1, 3)):
            text.insert(chance.randrange(len(text) + 1), chance.choice("=+-@'\" \n\t\u200b\u202e\x00(（）.,0OIl年/五"))
        cells = {each.code: each.sample for each in every_kind.fields} | {field.code: "".join(text)}
        for problem in read_row(every_kind, cells).problems:
            if problem.suggestion:
                offered += 1
                assert read_row(every_kind, cells | {problem.field: problem.suggestion}).problems == ()
    assert offered > 300


@pytest.mark.parametrize("text", ["=1+1", "+886912345678", "-5", "@x", "＝1", "\t=1"])
def test_the_apostrophe_of_a_file_that_we_wrote_is_taken_off_again(text):
    assert as_typed(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "'", "''", "'s Gravenhage", "’=1", "王"])
def test_other_apostrophes_stay(text):
    assert as_typed(text) == text


def test_a_neutralised_cell_is_judged_as_it_was_before(every_kind):
    samples = {field.code: field.sample for field in every_kind.fields}
    reading = read_row(every_kind, samples | {"mobile": "'+886912345678", "integer": "'-5", "text": "'=1+1"})

    assert (reading.values["mobile"], reading.values["integer"]) == ("0912345678", "-5")
    assert [problem.code for problem in reading.problems] == ["formula"]


def test_the_sample_row_of_a_template_is_recognised(junior):
    samples = {field.code: field.sample for field in junior.fields}

    assert is_sample_row(junior, samples)
    assert is_sample_row(junior, {code: f" {text} " for code, text in samples.items()})
    assert not is_sample_row(junior, samples | {"holder_name": "王小明"})
    assert not is_sample_row(junior, {})


def test_every_kind_says_what_may_stand_in_a_cell(every_kind):
    for field in every_kind.fields:
        assert KINDS[field.kind].hint(field).endswith("。")
