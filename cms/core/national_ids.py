"""Numbers that carry their own check digit: national ids, resident numbers and tax ids of Taiwan."""

import re

_CITIZEN_OR_RESIDENT = re.compile(r"[A-Z][1289][0-9]{8}")
_OLD_RESIDENT = re.compile(r"[A-Z][A-D][0-9]{8}")
_TAX_ID = re.compile(r"[0-9]{8}")
_LETTERS = {letter: number for number, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
_ID_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_TAX_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)


def national_id_is_sound(text: str) -> bool:
    """True for a national id (A1, A2), a resident number (A8, A9) or an old-style one (AA to AD) whose check digit is right.

    The text must be exactly as stored: ten characters, upper case, no spaces.
    """
    if _CITIZEN_OR_RESIDENT.fullmatch(text):
        second = text[1]
    elif _OLD_RESIDENT.fullmatch(text):
        second = str(_LETTERS[text[1]] % 10)
    else:
        return False
    digits = f"{_LETTERS[text[0]]}{second}{text[2:]}"
    return sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=True)) % 10 == 0


def tax_id_is_sound(text: str) -> bool:
    """True for an eight-digit tax id whose sum of digit products is divisible by 5 (the Ministry of Finance's rule since 2023).

    With a 7 in the seventh place its product 28 adds up to 10, which may count as 1 or as 0.
    """
    if not _TAX_ID.fullmatch(text):
        return False
    products = (int(digit) * weight for digit, weight in zip(text, _TAX_WEIGHTS, strict=True))
    total = sum(sum(divmod(product, 10)) for product in products)
    return total % 5 == 0 or (text[6] == "7" and (total + 1) % 5 == 0)
