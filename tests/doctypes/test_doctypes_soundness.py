"""Every rule that a type must keep before it is published: the broken type gets its sentence, the sound one none."""

from dataclasses import replace

import pytest

from cms.doctypes.soundness import problems_in


def with_field(definition, code, /, **changes):
    """The definition with one of its fields changed."""
    fields = tuple(replace(field, **changes) if field.code == code else field for field in definition.fields)
    return replace(definition, fields=fields)


def test_sound_types_have_no_problem(junior, low_income, every_kind):
    assert [problems_in(each) for each in (junior, low_income, every_kind)] == [(), (), ()]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name_en": ""}, "英文名稱"),
        ({"mark": "畢業"}, "標記「畢業」"),
        ({"retention_years": 0}, "沒有保存年限"),
        ({"legal_ground": ""}, "法令依據"),
        ({"file_class": ""}, "檔案分類號"),
        ({"signing_profile": ""}, "用印設定"),
        ({"approval": "none"}, "核定規則"),
        ({"validity": "forever"}, "效期規則"),
        ({"validity": "fields"}, "有效迄日"),
        ({"unique_by": ("nothing",)}, "「nothing」不存在"),
        ({"unique_by": ("email",)}, "必填"),
    ],
)
def test_types_that_lack_something(junior, changes, words):
    (sentence,) = problems_in(replace(junior, **changes))
    assert words in sentence and sentence.endswith("。")


@pytest.mark.parametrize(
    ("code", "changes", "words"),
    [
        ("student_number", {"code": "holder_name"}, "代號「holder_name」用在兩個以上"),
        ("student_number", {"role": "holder_name"}, "用途都是「持有人姓名」"),
        ("student_number", {"column": "姓 名"}, "「姓名」屬於兩個以上"),
        ("student_number", {"aliases": ("E-MAIL",)}, "「e-mail」屬於兩個以上"),
        ("holder_name", {"role": "none"}, "沒有用途是「持有人姓名」"),
        ("national_id", {"role": "holder_mobile"}, "不能當「持有人手機」"),
        ("birth_date", {"role": "valid_until"}, "永久有效"),
        ("student_number", {"code": "9x"}, "代號「9x」不能用"),
        ("student_number", {"label_en": ""}, "英文名稱"),
        ("student_number", {"visibility": "secret"}, "「secret」不存在"),
        ("national_id", {"visibility": "public"}, "不能在查驗頁公開"),
        ("mobile", {"visibility": "public"}, "不能在查驗頁公開"),
        ("student_number", {"choices": ("甲",)}, "選項不對"),
        ("student_number", {"kind": "color"}, "「color」不存在"),
        ("student_number", {"max_length": 0}, "1 到 2000"),
        ("student_number", {"sample": " "}, "沒有範例"),
        ("birth_date", {"longest_sample": "113/02/30"}, "最長範例「113/02/30」不能用"),
        ("student_number", {"longest_sample": "1" * 21}, "最多 20 個字"),
    ],
)
def test_fields_that_do_not_fit(junior, code, changes, words):
    assert any(words in sentence for sentence in problems_in(with_field(junior, code, **changes)))


def test_one_comparable_field_alone_could_be_guessed(junior):
    lonely = with_field(with_field(junior, "national_id", visibility="hidden"), "birth_date", visibility="hidden")
    (sentence,) = problems_in(lonely)
    assert "至少要核對兩個" in sentence


def test_a_type_without_fields_is_not_sound(junior):
    assert problems_in(replace(junior, fields=()))
