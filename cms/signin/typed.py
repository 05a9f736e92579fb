"""What visitors type while signing in, read forgivingly: full width, spaces, hyphens, +886 and invisible marks do no harm."""

from __future__ import annotations

import re
import unicodedata

from .refusals import refusal

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212().]+")
_ABROAD = re.compile(r"(?:\+|00)?886(?=0?9)0?")
_DIGITS = re.compile(r"[0-9]+")
LONGEST = 100  # characters that are looked at: whoever sends more is not typing


def read_mobile(typed: str) -> str:
    """A mobile number as 0912345678; raises Refused: mobile_empty, mobile_digits, mobile_length, mobile_start."""
    bare = _bare(typed)
    if not bare:
        raise refusal("mobile_empty")
    digits = _ABROAD.sub("0", bare, count=1) if _ABROAD.match(bare) else bare
    if not _DIGITS.fullmatch(digits):
        raise refusal("mobile_digits")
    if len(digits) != 10:
        raise refusal("mobile_length", n=len(digits))
    if not digits.startswith("09"):
        raise refusal("mobile_start", start=digits[:2])
    return digits


def read_code(typed: str) -> str:
    """The six digits of a one-time code; raises Refused: code_empty, code_length."""
    return _exactly(6, typed, "code")


def read_last_four(typed: str) -> str:
    """The last four digits of a national id; raises Refused: id_empty, id_length."""
    return _exactly(4, typed, "id")


def _exactly(count: int, typed: str, what: str) -> str:
    digits = "".join(_DIGITS.findall(_bare(typed)))
    if not typed.strip():
        raise refusal(f"{what}_empty")
    if len(digits) != count:
        raise refusal(f"{what}_length", n=len(digits))
    return digits


def _bare(typed: str) -> str:
    """What is left to read. Address books put marks around a number that nobody sees when it is pasted here."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST])
    return _SEPARATORS.sub("", "".join(one for one in plain if unicodedata.category(one) != "Cf"))
