"""What others may see of a person: names, ids, phones and addresses with the telling part hidden.

Text is never normalized here: NFC alone would turn one written character into another (U+FA19 into U+795E).
"""

import re
import unicodedata
from typing import Literal

Level = Literal["recognise", "public"]

MARK = "○"
NOT_GIVEN = "（未提供）"
_DOTS = "‧·・．•"  # the dots that names of indigenous peoples are written with
_PARTS = re.compile(f"([ {re.escape(_DOTS)}-])")
_DISTRICT = re.compile(r"\w{1,4}?[縣市]\w{1,4}?[區鄉鎮市]")
_HAN = ((0x3007, 0x3007), (0x3400, 0x9FFF), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF), (0xF0000, 0x10FFFD))


def mask_name(name: str, level: Level = "recognise") -> str:
    """A name with its telling part hidden.

    "recognise" (holder, clerk) keeps the first and the last character: 陳○明. "public" (whoever scans) keeps
    the first only and always two marks, so that not even the length leaks: 陳○○.
    """
    whole = re.sub(r"\s+", " ", (name or "").strip())
    if not whole:
        return NOT_GIVEN
    characters = _characters(whole)
    if level == "public":
        # A name of one character would stand there whole.
        return _initial(characters[0]) + MARK * 2 if len(characters) > 1 else MARK * 3
    if all(_is_han(character) for character in characters):
        return _mask_han(characters)
    masked = "".join(_mask_part(part) for part in _PARTS.split(whole) if part)
    words = [word for word in re.split(f"[ {re.escape(_DOTS)}]", masked) if word]
    return f"{words[0]} … {words[-1]}" if len(words) > 3 else masked


def mask_id(text: str) -> str:
    """A national id without its last four characters: A12345****; of anything else at most the last three are kept."""
    bare = re.sub(r"\W", "", text).upper()
    if len(bare) == 10:
        return bare[:6] + "****"
    return "*" * (len(bare) - 3) + bare[-3:] if len(bare) > 3 else "***"


def mask_phone(text: str) -> str:
    """A mobile number as 0912-***-678; of anything else the last three digits."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("886"):
        digits = "0" + digits[3:]
    return f"{digits[:4]}-***-{digits[-3:]}" if re.fullmatch(r"09\d{8}", digits) else f"***{digits[-3:]}"


def mask_email(text: str) -> str:
    """An e-mail address as l***@gov.taipei."""
    local, at, domain = text.partition("@")
    return f"{local[:1]}***@{domain}" if at else "***"


def mask_address(text: str) -> str:
    """An address down to its district: 示範市北投區○○; of anything else what mask_name shows to the public."""
    match = _DISTRICT.match(text.strip())
    return match[0] + MARK * 2 if match else mask_name(text, "public")


def _characters(text: str) -> list[str]:
    """What a reader sees as one character: a base with its combining marks, variation selectors and joiners."""
    found: list[str] = []
    for point in text:
        if found and _continues(point):
            found[-1] += point
        else:
            found.append(point)
    return found


def _continues(point: str) -> bool:
    code = ord(point)
    selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF
    return bool(unicodedata.combining(point)) or selector or code == 0x200D


def _is_han(character: str) -> bool:
    """Han, or private use: there stand the characters that Unicode did not have when a name was registered."""
    return any(first <= ord(character[0]) <= last for first, last in _HAN)


def _initial(character: str) -> str:
    return character if _is_han(character) else character.upper()


def _mask_han(characters: list[str]) -> str:
    if len(characters) == 1:
        return MARK
    if len(characters) == 2:
        return characters[0] + MARK
    return characters[0] + MARK * (len(characters) - 2) + characters[-1]


def _mask_part(part: str) -> str:
    if part in _DOTS or part in " -":
        return part
    characters = _characters(part)
    if all(_is_han(character) for character in characters):
        return characters[0] + MARK * max(1, min(len(characters) - 1, 2))
    return characters[0].upper() + MARK * 2
