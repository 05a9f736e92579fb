"""Check digits of national ids and tax ids, over generated numbers and known ones."""

import random

import pytest

from cms.core.national_ids import national_id_is_sound, tax_id_is_sound

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def complete(start: str) -> str:
    """The one sound number that begins with these nine characters."""
    sound = [start + digit for digit in "0123456789" if national_id_is_sound(start + digit)]
    assert len(sound) == 1, start
    return sound[0]


@pytest.fixture(scope="module")
def sound_ids() -> list[str]:
    source = random.Random(20261124)
    starts = [f"{source.choice(LETTERS)}{source.choice('1289ABCD')}{source.randrange(10**7):07d}" for _ in range(300)]
    return [complete(start) for start in starts]


@pytest.mark.parametrize("number", ["A123456789", "A800000014", "A223456781", "F131104093"])
def test_known_numbers(number):
    assert national_id_is_sound(number)


def test_a_wrong_digit_is_found_wherever_the_official_weights_can_find_it(sound_ids):
    # Weights that share a factor with 10 miss some changes, 8 x 5 for one: a property of the number, not of our code.
    weights = dict(zip(range(2, 10), (7, 6, 5, 4, 3, 2, 1, 1), strict=True))
    found = missed = 0
    for number in sound_ids:
        for place, weight in weights.items():
            for other in set("0123456789") - {number[place]}:
                visible = (int(other) - int(number[place])) * weight % 10 != 0
                assert national_id_is_sound(number[:place] + other + number[place + 1 :]) is not visible
                found, missed = found + visible, missed + (not visible)
    assert found > 9 * missed


def test_every_wrong_letter_that_adds_up_differently_is_found(sound_ids):
    for number in sound_ids:
        sound = [letter for letter in LETTERS if national_id_is_sound(letter + number[1:])]
        assert number[0] in sound
        assert len(sound) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A12345678",
        "A1234567890",
        "a123456789",
        "A323456789",
        "AE23456789",
        "1123456789",
        "Ａ123456789",
        "A12345678９",
    ],
)
def test_other_forms_are_not_sound(text):
    assert not national_id_is_sound(text)


@pytest.mark.parametrize("number", ["04595257", "10458575", "84149961"])
def test_known_tax_ids(number):
    assert tax_id_is_sound(number)
    assert not tax_id_is_sound(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_seven_in_the_seventh_place_counts_both_ways():
    with_seven = [f"{head:06d}7{last}" for head in range(100, 200) for last in range(10)]
    without = [number[:6] + "6" + number[7] for number in with_seven]
    assert sum(map(tax_id_is_sound, with_seven)) == 2 * sum(map(tax_id_is_sound, without))


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567a", "１２３４５６７５"])
def test_other_forms_are_no_tax_ids(text):
    assert not tax_id_is_sound(text)
