"""What others see of a value, and how what a visitor types is compared with it."""

import pytest

from cms.doctypes.kinds import KINDS


@pytest.mark.parametrize(
    ("kind", "kept", "typed"),
    [
        ("text", "陳大明", " 陳 大 明 "),
        ("text", "尤瑪‧達陸", "尤瑪·達陸"),
        ("text", "葛\U000e0100城明", "葛城明"),
        ("text", "O'Brien-Ng", "obrien ng"),
        ("text", "Nguyễn", "Nguye\u0302\u0303n"),
        ("text", "示市青田畢字第115000128號", "示市青田畢字第１１５０００１２８號"),
        ("long_text", "臺北市信義區", "台北市 信義區"),
        ("date", "2011-03-14", "100/3/14"),
        ("date", "2011-03-14", "民國100年3月14日"),
        ("date", "2011-03-14", "2011-03-14"),
        ("integer", "1200", "1,200"),
        ("national_id", "A123456789", "6789"),
        ("national_id", "A123456789", "a123456789"),
        ("mobile", "0912345678", "+886-912-345-678"),
        ("email", "Lin.Clerk@gov.taipei", "lin.clerk@GOV.TAIPEI"),
        ("choice", "中低收入戶", "中低收入戶 "),
        ("tax_id", "04595257", "0459 5257"),
    ],
)
def test_the_same_thing_typed_differently_compares_equal(kind, kept, typed):
    assert KINDS[kind].normalised(typed) == KINDS[kind].normalised(kept)


@pytest.mark.parametrize(
    ("kind", "kept", "typed"),
    [
        ("text", "陳大明", "陳小明"),
        ("date", "2011-03-14", "100/3/15"),
        ("date", "2011-03-14", "nonsense"),
        ("national_id", "A123456789", "6780"),
        ("integer", "1200", "-1200"),
        ("choice", "中低收入戶", "低收入戶"),
        ("text", "陳大明", ""),
    ],
)
def test_different_things_compare_differently(kind, kept, typed):
    assert KINDS[kind].normalised(typed) != KINDS[kind].normalised(kept)


def test_comparing_never_fails_whatever_is_typed():
    for kind in KINDS.values():
        for typed in ("", " ", "\x00", "999/99/99", "４５", "😀", "\ud800", "A" * 5000):
            assert isinstance(kind.normalised(typed), str)


@pytest.mark.parametrize(
    ("kind", "value", "public"),
    [
        ("text", "陳大明", "陳○○"),
        ("long_text", "示範市北投區三民巷5段61號", "示範市北投區○○"),
        ("date", "2011-03-14", "民國100年○月○日"),
        ("integer", "1200", "○○○"),
        ("choice", "低收入戶", "○○○"),
        ("national_id", "A123456789", "A12345****"),
        ("mobile", "0912345678", "0912-***-678"),
        ("email", "lin@gov.taipei", "l***@gov.taipei"),
        ("tax_id", "04595257", "04595257"),
        ("image", "photo.png", "（圖片）"),
    ],
)
def test_masks(kind, value, public):
    assert KINDS[kind].masked(value) == public


def test_shown_values_speak_the_readers_language(junior):
    assert KINDS["date"].shown("2024-01-31", "zh") == "民國113年1月31日"
    assert KINDS["date"].shown("2024-01-31", "en") == "31 January 2024"
    assert KINDS["mobile"].shown("0912345678", "zh") == "0912-345-678"
    assert KINDS["text"].shown("陳大明", "en") == "陳大明"


def test_the_compare_form_asks_for_the_last_four_characters_of_an_id(junior):
    national_id, name = junior.field("national_id"), junior.field("holder_name")
    assert KINDS["national_id"].compare_label(national_id, "zh") == "身分證字號末 4 碼"
    assert KINDS["national_id"].compare_label(national_id, "en") == "Last 4 characters of National ID number"
    assert KINDS["text"].compare_label(name, "en") == "Name"
