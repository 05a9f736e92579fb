"""Headers as people write them."""

from cms.doctypes.columns import match_columns


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
