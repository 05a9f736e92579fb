"""What every kind of field can do, and which characters no cell may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from cms.doctypes.definition import FieldDefinition

Language = Literal["zh", "en"]

# Drawn as nothing, though Unicode does not call them format characters.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PRINTABLE_BUT_UNWELCOME = _BLANK | {"\ufffd"}
_AS_TEXT = re.compile(
    r"""\s*=\s*"([^"]*)"\s*|\s*['’‘`](.*)""", re.DOTALL
)  # how people keep Excel from changing a number
_WHOLE = re.compile(r"\s*([0-9]+)\.0+\s*")
_VARIANTS = str.maketrans("臺", "台")


class Unfit(Exception):
    """A text that a field cannot take: a code for programs, and two sentences: what was found, what would help.

    suggestion is a text that the field would take in its place, if there is one that can be told for sure.
    """

    def __init__(self, code: str, message: str, remedy: str, suggestion: str = "") -> None:
        super().__init__(message + remedy)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.suggestion = suggestion


class Kind:
    """A kind of field; values are canonical texts, and a blank one is the empty text."""

    name = ""

    def read(self, text: str, field: FieldDefinition) -> str:
        """The canonical text of a cell that is not blank; raises Unfit."""
        raise NotImplementedError

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """Texts that may have been meant by one that read refuses, the likeliest first; some may be refused too."""
        yield from usual_repairs(text)

    def hint(self, field: FieldDefinition) -> str:
        """What may stand in a cell, in one sentence without a subject."""
        return f"最多 {field.max_length} 個字。"

    def shown(self, value: str, lang: Language) -> str:
        """The value as a reader of this language sees it."""
        return value

    def normalised(self, value: str) -> str:
        """The form in which a kept value and what a visitor typed are compared; never raises."""
        return folded(value)

    def masked(self, value: str) -> str:
        """The value as anybody may see it."""
        return "○○○"

    def compare_label(self, field: FieldDefinition, lang: Language) -> str:
        """How the compare form asks for this field."""
        return field.label if lang == "zh" else field.label_en


def refuse_characters(text: str, *, lines: bool = False) -> None:
    """Raise Unfit for control, private-use, invisible, direction-changing and broken characters.

    Variation selectors and combining marks are part of how names are written, and stay.
    """
    if text.isprintable() and _PRINTABLE_BUT_UNWELCOME.isdisjoint(text):
        return
    for place, character in enumerate(text, start=1):
        if lines and character == "\n":
            continue
        reason = _unwelcome(character)
        if reason:
            code, name, remedy = reason
            found = "、".join(dict.fromkeys(f"U+{ord(each):04X}" for each in text if _unwelcome(each) == reason))
            raise Unfit(code, f"第 {place} 個字是{name}（{found}）。", remedy)


def refuse_length(text: str, field: FieldDefinition) -> None:
    """Raise Unfit if text has more characters than the field takes."""
    if len(text) > field.max_length:
        message = f"最多 {field.max_length} 個字，現在是 {len(text)} 個字。"
        raise Unfit("too_long", message, f"請縮短成 {field.max_length} 個字以內。")


def usual_repairs(text: str) -> Iterator[str]:
    """The text out of ="…" or from behind an apostrophe, then also without invisible characters, then without .0."""
    match = _AS_TEXT.fullmatch(text)
    bare = (match[1] or match[2] or "") if match else text
    yield bare
    seen = without_hidden(bare)
    yield seen
    if whole := _WHOLE.fullmatch(seen):
        yield whole[1]


def without_hidden(text: str) -> str:
    """The text without characters that are not drawn; what breaks a line is a space between Latin letters."""
    broken = re.sub(r"(?<=[!-~])[\t-\r\x85\u2028\u2029]+(?=[!-~])", " ", text)
    kept = (each for each in broken if each not in _BLANK and unicodedata.category(each) != "Cf")
    return re.sub(r"[\t-\r\x85\u2028\u2029]+", "", "".join(kept))


def narrow(text: str) -> str:
    """Full-width letters and digits as half-width ones, without any white space: for values that are not names."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def folded(text: str) -> str:
    """Letters and digits only, NFKC, upper case, 臺 as 台: two ways to write the same thing give the same text."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = (character for character in plain if unicodedata.category(character)[0] not in "CPZ")
    return "".join(character for character in kept if not _is_selector(character)).translate(_VARIANTS)


def _is_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def _unwelcome(character: str) -> tuple[str, str, str] | None:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return "control", "控制字元", "請刪除這個看不見的字元，再重新輸入。"
    if category == "Co":
        return "private_use", "造字", "請改用全字庫對照的 Unicode 字，或聯絡資訊局協助。"
    if category == "Cf" or character in _BLANK:
        return "invisible", "看不見或會改變文字方向的字元", "請刪除後重新輸入整個欄位。"
    if category == "Cs" or character == "\ufffd" or ord(character) & 0xFFFE == 0xFFFE:
        return "broken", "損壞的字元", "請確認檔案的編碼，重新輸入這個字。"
    return None
