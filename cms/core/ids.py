"""Names that documents carry: the token in the QR, the number on the paper, the code to compare."""

import hashlib
import re
import secrets
import unicodedata
from uuid import UUID

# Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TOKEN_CHARACTERS = 20
_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_TOKEN = re.compile(f"[{_ALPHABET}]{{{_TOKEN_CHARACTERS}}}")
_NUMBER = re.compile(r"[A-Z]{1,8}([0-9]{1,4})-([0-9]{8,})-([0-9])")


def new_token() -> str:
    """100 random bits as 20 Crockford base-32 characters, upper case: the QR's address and what a person types."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN_CHARACTERS))


def group_token(token: str) -> str:
    """The token as printed: five groups of four, e.g. 7KQF-2M9X-4TRD-HW3P-V8NC."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4))


def read_token(text: str) -> str | None:
    """The token that a person typed, or None: forgives case, spaces, hyphens, full width, O for 0, I and L for 1."""
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_MISREAD)
    return bare if _TOKEN.fullmatch(bare) else None


def check_digit(digits: str) -> int:
    """The check digit of ISO/IEC 7064 MOD 11,10 (hybrid system) over a text of digits."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def document_number(prefix: str, year_roc: int, serial: int) -> str:
    """A document's number such as MD115-00000128-2: prefix and ROC year, eight-digit serial, check digit.

    The check digit is ISO/IEC 7064 MOD 11,10 over the digits of year and serial; it finds every single
    wrong digit and nearly every swap of two neighbors.
    """
    digits = f"{year_roc}{serial:08d}"
    return f"{prefix}{year_roc}-{serial:08d}-{check_digit(digits)}"


def number_is_sound(number: str) -> bool:
    """True if number has the form of document_number and its check digit is right."""
    match = _NUMBER.fullmatch(number)
    return match is not None and check_digit(match[1] + match[2]) == int(match[3])


def compare_code(document_id: UUID) -> str:
    """Eight digits that stand on the paper and on the verify page, to see at a glance that both are the same document."""
    digest = hashlib.sha256(b"mydoc compare code\0" + document_id.bytes).digest()
    return f"{int.from_bytes(digest, 'big') % 10**8:08d}"
