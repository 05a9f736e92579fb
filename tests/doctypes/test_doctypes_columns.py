"""Headers as people write them."""

import pytest

from cms.doctypes.columns import NOTHING_REMEMBERED, match_columns, suggest_columns


def test_width_spaces_case_and_aliases_make_no_difference(junior):
    header = [
        "\ufeff學校代碼 ",
        "畢業證書字號",
        "學　號",
        "姓\n名",
        "身分證統一編號",
        "出生日期",
        "畢業日期",
        "Ｅ－ＭＡＩＬ",
    ]
    match = match_columns(junior, header)
    assert match.missing == ()
    assert match.by_field == {
        "school_code": 0,
        "certificate_number": 1,
        "student_number": 2,
        "holder_name": 3,
        "national_id": 4,
        "birth_date": 5,
        "graduation_date": 6,
        "email": 7,
    }


def test_what_is_missing_unknown_or_there_twice_is_named(junior):
    match = match_columns(junior, ["姓名", "備註", "", "學生姓名", "學校代碼"])
    assert match.missing == ("證書字號", "學號", "身分證字號", "出生日期", "畢業日期")
    assert match.unknown == ("備註",)
    assert match.duplicated == ("姓名",)
    assert match.by_field == {"holder_name": 0, "school_code": 4}


def test_an_empty_header_lacks_every_required_column(low_income):
    assert len(match_columns(low_income, []).missing) == 7


def renamed(definition, **names) -> list[str]:
    """The type's own header with some columns called otherwise; a column called None is left out."""
    header = [names.get(field.code, field.column) for field in definition.fields]
    return [name for name in header if name is not None]


def suggested(definition, header, mapping=NOTHING_REMEMBERED) -> dict[str, str]:
    return {code: header[index] for code, index in suggest_columns(definition, header, mapping).items()}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("birth_date", "日期"),
        ("birth_date", "出生年月日（民國）"),
        ("national_id", "身分證字號*"),
        ("national_id", "身份證號碼"),
        ("certificate_number", "証書字號"),
        ("certificate_number", "證書字號(必填)"),
        ("student_number", "學生學號"),
        ("email", "信箱"),
    ],
)
def test_a_column_that_is_nearly_called_so_is_suggested(junior, code, name):
    header = renamed(junior, **{code: name})

    assert suggested(junior, header) == {code: name}
    assert code not in match_columns(junior, header).by_field, "suggested, and not decided"


def test_nothing_is_suggested_for_a_column_that_might_be_two(junior):
    assert suggested(junior, renamed(junior, birth_date="日期", graduation_date="期日")) == {}
    assert suggested(junior, renamed(junior, birth_date="日期 1", graduation_date="日期 2")) == {}


def test_nothing_is_suggested_for_what_is_there_or_like_nothing(junior):
    assert suggested(junior, [*renamed(junior), "日期", "備註"]) == {}
    assert suggested(junior, ["甲", "", "#", "（）", "長" * 100_000, "(" * 100_000]) == {}
    assert suggested(junior, []) == {}


def test_a_column_is_not_taken_from_the_field_that_it_is_more_like(junior):
    header = [*renamed(junior, holder_name_en=None), "學生姓名 2"]

    assert suggested(junior, header) == {}


def test_what_was_confirmed_before_is_remembered(junior):
    header = renamed(junior, birth_date="日 期", national_id="證號")
    match = match_columns(junior, header, {"日期": "birth_date", "證號": "national_id", "備註": "gone"})

    assert (match.missing, match.unknown, match.duplicated) == ((), (), ())
    assert match.by_field["birth_date"] == header.index("日 期")
    assert suggested(junior, header, {"日期": "birth_date", "證號": "national_id"}) == {}


def test_a_column_of_the_right_name_goes_before_what_is_remembered(junior):
    match = match_columns(junior, [*renamed(junior), "日期"], {"日期": "birth_date", "姓名": "holder_name_en"})

    assert match.by_field["holder_name"] == renamed(junior).index("姓名")
    assert match.by_field["birth_date"] == renamed(junior).index("出生日期")
    assert match.unknown == ("日期",)


def test_two_columns_confirmed_for_one_field_are_there_twice(junior):
    header = [*renamed(junior, birth_date="日期"), "生日期"]

    assert match_columns(junior, header, {"日期": "birth_date", "生日期": "birth_date"}).duplicated == ("出生日期",)


def test_a_field_that_the_type_no_longer_has_is_forgotten(junior):
    assert match_columns(junior, [*renamed(junior), "舊"], {"舊": "nickname"}).unknown == ("舊",)
