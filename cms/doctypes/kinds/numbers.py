"""Kinds that hold numbers: a whole number, a national id, a mobile number, a tax id."""

import re
import unicodedata
from collections.abc import Iterator

from cms.core.masking import mask_id, mask_phone
from cms.core.national_ids import national_id_is_sound, tax_id_is_sound
from cms.doctypes.definition import FieldDefinition

from .base import Kind, Language, Unfit, folded, narrow, refuse_characters

_INTEGER = re.compile(r"([+-]?)([0-9]+)(\.0+)?")
_NATIONAL_ID = re.compile(r"[A-Z]([1289]|[A-D])[0-9]{8}")
_UNITS = re.compile(r"NT\$|[$＄元整]|新[臺台]幣")
_ANY_ID = re.compile(r"(?<![A-Z0-9])[A-Z](?:[1289]|[A-D])[0-9]{8}(?![0-9])")
_ANY_MOBILE = re.compile(r"(?<![0-9])09[0-9]{8}(?![0-9])")
_LOOK_LIKE_DIGITS = str.maketrans("OILQ", "0110")
_LOOK_LIKE_LETTERS = str.maketrans("01", "OI")
_HYPHENS = re.compile(r"[()\-\u2010-\u2015\u2212]")


class Integer(Kind):
    """A whole number, at most as many digits as the field's max_length."""

    name = "整數"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        value = narrow(text).replace(",", "")
        match = _INTEGER.fullmatch(value)
        if not match:
            raise Unfit("integer", f"「{text.strip()}」不是整數。", "請只填數字，例如 1200。")
        digits = match[2].lstrip("0") or "0"
        if len(digits) > field.max_length:
            message = f"最多 {field.max_length} 位數，現在是 {len(digits)} 位。"
            raise Unfit("too_long", message, "請確認數字。")
        return ("-" if match[1] == "-" and digits != "0" else "") + digits

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        yield from super().repairs(text, field)
        yield _UNITS.sub("", text)

    def hint(self, field: FieldDefinition) -> str:
        return f"整數，最多 {field.max_length} 位，只填數字。"

    def normalised(self, value: str) -> str:
        match = _INTEGER.fullmatch(narrow(value).replace(",", ""))
        return ("-" if match[1] == "-" else "") + (match[2].lstrip("0") or "0") if match else folded(value)


class NationalId(Kind):
    """A national id or a resident number, ten characters with their check digit, upper case."""

    name = "身分證字號"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        value = _HYPHENS.sub("", narrow(text)).upper()
        if len(value) != 10:
            raise Unfit("length", f"身分證字號要有 10 碼，現在是 {len(value)} 碼。", "請補成完整的 10 碼。")
        if not _NATIONAL_ID.fullmatch(value):
            message = f"「{value}」不是身分證字號或居留證號的格式。"
            raise Unfit("national_id", message, "請改成 1 個英文字母加 9 個數字，例如 A123456789。")
        if not national_id_is_sound(value):
            raise Unfit("check_digit", f"身分證字號「{value}」的檢查碼不符。", "請和證件核對，逐字確認。")
        return value

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """The only id among other words; digits for the letters that look like them, which the check digit confirms."""
        yield from super().repairs(text, field)
        value = _HYPHENS.sub("", narrow(text)).upper()
        yield from _only(_ANY_ID, value)
        if len(value) == 10:
            yield value[0].translate(_LOOK_LIKE_LETTERS) + value[1:].translate(_LOOK_LIKE_DIGITS)

    def hint(self, field: FieldDefinition) -> str:
        return "1 個英文字母加 9 個數字，國民身分證或居留證都可以。"

    def normalised(self, value: str) -> str:
        """Its last four characters: all that the compare form asks for, and all that a mask hides."""
        return folded(value)[-4:]

    def masked(self, value: str) -> str:
        return mask_id(value)

    def compare_label(self, field: FieldDefinition, lang: Language) -> str:
        return f"{field.label}末 4 碼" if lang == "zh" else f"Last 4 characters of {field.label_en}"


class Mobile(Kind):
    """A mobile number of Taiwan, ten digits beginning with 09."""

    name = "手機號碼"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        value = _domestic(text)
        if re.fullmatch(r"9[0-9]{8}", value):
            message = f"手機號碼要有 10 碼，現在是 9 碼「{value}」，Excel 把開頭的 0 去掉了。"
            raise Unfit("zero_lost", message, f"請補成 0{value}。", f"0{value}")
        if not value.isdecimal() or not value.isascii():
            message = f"「{text.strip()}」不是手機號碼。"
            raise Unfit("mobile", message, "請只填數字，例如 0912345678。")
        if len(value) != 10:
            raise Unfit("length", f"手機號碼要有 10 碼，現在是 {len(value)} 碼。", "請確認號碼，例如 0912345678。")
        if not value.startswith("09"):
            raise Unfit("mobile", f"「{value}」不是手機號碼。", "手機號碼要以 09 開頭，例如 0912345678。")
        return value

    def repairs(self, text: str, field: FieldDefinition) -> Iterator[str]:
        """The only mobile number among other words and numbers."""
        yield from super().repairs(text, field)
        yield from _only(_ANY_MOBILE, _HYPHENS.sub("", unicodedata.normalize("NFKC", text)))

    def hint(self, field: FieldDefinition) -> str:
        return "以 09 開頭的 10 個數字。"

    def shown(self, value: str, lang: Language) -> str:
        return f"{value[:4]}-{value[4:7]}-{value[7:]}"

    def normalised(self, value: str) -> str:
        return folded(_domestic(value))

    def masked(self, value: str) -> str:
        return mask_phone(value)


class TaxId(Kind):
    """A company's or an organization's eight-digit number with its check digit; public by law, so never masked."""

    name = "統一編號"

    def read(self, text: str, field: FieldDefinition) -> str:
        refuse_characters(text.strip())
        value = _HYPHENS.sub("", narrow(text))
        if re.fullmatch(r"[0-9]{7}", value) and tax_id_is_sound("0" + value):
            message = f"統一編號要有 8 碼，現在是 7 碼「{value}」，Excel 把開頭的 0 去掉了。"
            raise Unfit("zero_lost", message, f"請補成 0{value}。", f"0{value}")
        if not re.fullmatch(r"[0-9]{8}", value):
            raise Unfit("length", f"統一編號要有 8 個數字，現在是「{value}」。", "請補成完整的 8 碼。")
        if not tax_id_is_sound(value):
            raise Unfit("check_digit", f"統一編號「{value}」的檢查碼不符。", "請和登記資料核對，逐字確認。")
        return value

    def hint(self, field: FieldDefinition) -> str:
        return "8 個數字。"

    def masked(self, value: str) -> str:
        return value


def _only(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What the pattern finds, if it finds one thing."""
    found = set(pattern.findall(text))
    if len(found) == 1:
        yield found.pop()


def _domestic(text: str) -> str:
    """Digits as dialed at home: no spaces and hyphens, 0 for +886."""
    value = _HYPHENS.sub("", narrow(text))
    return re.sub(r"^\+?886(?=0?9)0?", "0", value)
