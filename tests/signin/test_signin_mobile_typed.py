"""What people type for a number, a code or four digits: forgiven where it is clear, told in words where it is not."""

import pytest

from cms.core.errors import Refused
from cms.signin.typed import read_code, read_last_four, read_mobile


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        " 0912-345-678 ",
        "0912 345 678",
        "０９１２３４５６７８",
        "0912－345－678",
        "0912–345–678",
        "(0912) 345.678",
        "+886912345678",
        "+886 912 345 678",
        "+886-0912-345-678",
        "＋８８６ 912 345 678",
        "886912345678",
        "00886912345678",
        "\u202a+886 912-345-678\u202c",
        "\ufeff0912\u200b345678",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert read_mobile(typed) == "0912345678"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "請輸入手機號碼"),
        (" - ", "請輸入手機號碼"),
        ("0912 345 67", "手機號碼要有 10 碼，您輸入了 9 碼"),
        ("09123456789", "手機號碼要有 10 碼，您輸入了 11 碼"),
        ("9" * 1_000_000, "手機號碼要有 10 碼，您輸入了 100 碼"),
        ("0212345678", "手機號碼要用 09 開頭，您輸入的是 02 開頭"),
        ("09123456O8", "手機號碼只有數字，請看看是不是多打了別的字"),
        ("٠٩١٢٣٤٥٦٧٨", "手機號碼只有數字，請看看是不是多打了別的字"),
        ("०९१२३४५६७८", "手機號碼只有數字，請看看是不是多打了別的字"),
        ("0912345678\x00", "手機號碼只有數字，請看看是不是多打了別的字"),
        ("+886 2 2345 6789", "手機號碼只有數字，請看看是不是多打了別的字"),
    ],
)
def test_what_is_no_number_is_told_with_what_was_found(typed, sentence):
    with pytest.raises(Refused) as refused:
        read_mobile(typed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "０１２３４５", "012-345", "驗證碼 012345，"])
def test_a_code_keeps_its_leading_zero(typed):
    assert read_code(typed) == "012345"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "請輸入驗證碼"),
        ("   ", "請輸入驗證碼"),
        ("12345", "驗證碼要有 6 位數字，您輸入了 5 位"),
        ("1234567", "驗證碼要有 6 位數字，您輸入了 7 位"),
        ("١٢٣٤٥٦", "驗證碼要有 6 位數字，您輸入了 0 位"),
        ("abc", "驗證碼要有 6 位數字，您輸入了 0 位"),
        ("1" * 5_000_000, "驗證碼要有 6 位數字，您輸入了 100 位"),
    ],
)
def test_what_is_no_code_is_told_with_what_was_found(typed, sentence):
    with pytest.raises(Refused) as refused:
        read_code(typed)
    assert str(refused.value) == sentence


def test_the_last_four_are_four_digits():
    assert read_last_four("６７ 89") == "6789"
    for typed, sentence in [
        ("", "請輸入身分證字號後 4 碼"),
        ("A123456789", "後 4 碼要有 4 位數字，您輸入了 9 位"),
        ("678", "後 4 碼要有 4 位數字，您輸入了 3 位"),
    ]:
        with pytest.raises(Refused) as refused:
            read_last_four(typed)
        assert str(refused.value) == sentence
