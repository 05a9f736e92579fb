"""Kinds that hold words: text, long text, a choice from a list, an e-mail address."""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from cms.core.masking import mask_address, mask_email, mask_name
from cms.doctypes.definition import FieldDefinition

from .base import Kind, Unfit, folded, narrow, refuse_characters, refuse_length, without_hidden

# A spreadsheet would run a cell that begins with one of these, also in full width.
_FORMULA = frozenset("=+-@＝＋－＠")
_A1 = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}")
_PLAIN = re.compile(r"[^()\[\]{}\"=+@<>!&|;:/*^%$#0-9]+|[0-9]+|[A-Za-z]+[0-9]+")
_ALIKE, _CLEARLY = 0.6, 0.08  # how like a choice must be, and how much more than the next one
# RFC 5321 dot-atom and host name, ASCII only: what every mail system here takes.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class Words(Kind):
    """What text and long text have in common."""

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """The same without what makes a formula of it, where what remains is no formula's inside."""
        yield from super().repairs(text, field)
        rest = without_hidden(text).strip().lstrip("".join(_FORMULA)).strip()
        if _PLAIN.fullmatch(rest) and not _A1.fullmatch(rest):
            yield rest


class Text(Words):
    """One line, kept exactly as received but for blanks at its ends."""

    name = "文字"

    def read(self, text: str, field: FieldDefinition) -> str:
        value = text.strip()
        _refuse_formula(value)
        refuse_characters(value)
        if field.role == "holder_name" and "?" in value:
            message = "姓名裡有問號，可能是存檔時遺失的字。"
            raise Unfit("character_lost", message, "請另存成 UTF-8 的 CSV 或 XLSX，並補上原來的字。")
        refuse_length(value, field)
        return value

    def hint(self, field: FieldDefinition) -> str:
        return f"一行文字，最多 {field.max_length} 個字，不能以 = + - @ 開頭。"

    def masked(self, value: str) -> str:
        return mask_name(value, "public")


class LongText(Words):
    """Several lines, such as an address or a reason."""

    name = "長文字"

    def read(self, text: str, field: FieldDefinition) -> str:
        value = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        _refuse_formula(value)
        refuse_characters(value, lines=True)
        refuse_length(value, field)
        return value

    def hint(self, field: FieldDefinition) -> str:
        return f"可以換行的文字，最多 {field.max_length} 個字，不能以 = + - @ 開頭。"

    def masked(self, value: str) -> str:
        return mask_address(value)


class Choice(Kind):
    """One of the words that the type lists."""

    name = "選項"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        for choice in field.choices:
            if folded(choice) == folded(text):
                return choice
        known = "、".join(field.choices)
        raise Unfit("choice", f"沒有「{text.strip()}」這個選項。", f"請改成其中一個：{known}。")

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """The choice that is clearly most like the text."""
        yield from super().repairs(text, field)
        like = [(SequenceMatcher(None, folded(text), folded(choice)).ratio(), choice) for choice in field.choices]
        (best, choice), (second, _) = sorted([*like, (0.0, ""), (0.0, "")], reverse=True)[:2]
        if best >= _ALIKE and best - second >= _CLEARLY:
            yield choice

    def hint(self, field: FieldDefinition) -> str:
        return f"其中一個：{'、'.join(field.choices)}。"


class Email(Kind):
    """An e-mail address, as typed."""

    name = "電子郵件"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        value = unicodedata.normalize("NFKC", text).strip()
        if len(value) > 254 or not _EMAIL.fullmatch(value):
            raise Unfit("email", f"「{value}」不是電子郵件地址。", "請改成像 name@example.edu.tw 的寫法。")
        return value

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """The same without blanks and doubled signs; the only address among other words."""
        yield from super().repairs(text, field)
        plain = re.sub(r"@+", "@", narrow(text).replace(",", ".").replace("。", "."))
        yield plain.strip(".;<>\"'")
        found = set(re.findall(r"[^\s<>()\"'，、;:：]+@[^\s<>()\"'，、;:：]+", unicodedata.normalize("NFKC", text)))
        if len(found) == 1:
            yield found.pop()

    def hint(self, field: FieldDefinition) -> str:
        return "電子郵件地址，例如 name@example.edu.tw。"

    def normalised(self, value: str) -> str:
        return narrow(value).upper()

    def masked(self, value: str) -> str:
        return mask_email(value)


def _refuse_formula(value: str) -> None:
    if value[:1] in _FORMULA and value:
        message = f"不能以「{value[0]}」開頭，試算表會當成公式執行。"
        raise Unfit("formula", message, f"請刪掉開頭的「{value[0]}」，只留文字。")
