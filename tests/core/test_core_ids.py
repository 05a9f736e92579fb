"""Tokens, numbers and compare codes: what is printed can be read back, and mistakes are found."""

import random
from uuid import UUID

import pytest

from cms.core.ids import check_digit, compare_code, document_number, group_token, new_token, number_is_sound, read_token

ALPHABET = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_tokens_are_twenty_characters_of_crockfords_alphabet_and_never_the_same():
    tokens = [new_token() for _ in range(500)]
    assert all(len(token) == 20 and set(token) <= ALPHABET for token in tokens)
    assert len(set(tokens)) == 500


def test_a_printed_token_is_read_back():
    token = new_token()
    assert read_token(group_token(token)) == token
    assert group_token("7KQF2M9X4TRDHW3PV8NC") == "7KQF-2M9X-4TRD-HW3P-V8NC"


@pytest.mark.parametrize(
    "typed",
    [
        "7kqf 2m9x 4trd hw3p v8n0",
        " 7KQF-2M9X-4TRD-HW3P-V8NO ",
        "７ＫＱＦ２Ｍ９Ｘ４ＴＲＤＨＷ３ＰＶ８Ｎ０",
        "7KQF–2M9X–4TRD–HW3P–V8No",
    ],
)
def test_reading_forgives_case_spaces_hyphens_width_and_lookalikes(typed):
    assert read_token(typed) == "7KQF2M9X4TRDHW3PV8N0"


def test_i_and_l_are_read_as_one():
    assert read_token("iL000000000000000001") == "11000000000000000001"


@pytest.mark.parametrize("typed", ["", "7KQF", "7KQF-2M9X-4TRD-HW3P-V8NCX", "UKQF-2M9X-4TRD-HW3P-V8NC", "<script>"])
def test_what_is_no_token_is_none(typed):
    assert read_token(typed) is None


def test_mod_11_10_agrees_with_the_example_of_the_standard():
    assert check_digit("0794") == 5
    assert document_number("MD", 115, 128) == "MD115-00000128-2"


def test_every_single_wrong_digit_is_found():
    number = document_number("MD", 115, 128)
    assert number_is_sound(number)
    for place, character in enumerate(number):
        if character.isdigit():
            for other in set("0123456789") - {character}:
                assert not number_is_sound(number[:place] + other + number[place + 1 :])


def test_most_swapped_neighbors_are_found():
    source = random.Random(7)
    found = total = 0
    for _ in range(300):
        number = document_number("MD", 115, source.randrange(10**8))
        for place in range(6, 13):
            if number[place] != number[place + 1]:
                swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
                found += not number_is_sound(swapped)
                total += 1
    assert found / total > 0.97


@pytest.mark.parametrize("text", ["", "MD115-128-4", "md115-00000128-2", "MD115-00000128", "MD115-00000128-2\n"])
def test_other_forms_are_no_numbers(text):
    assert not number_is_sound(text)


def test_compare_code_is_eight_digits_and_belongs_to_the_document():
    codes = {compare_code(UUID(int=number)) for number in range(200)}
    assert all(len(code) == 8 and code.isdecimal() for code in codes)
    assert len(codes) == 200
    assert compare_code(UUID(int=5)) == compare_code(UUID(int=5))
