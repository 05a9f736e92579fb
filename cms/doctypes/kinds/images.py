"""The kind that names a picture which comes along with a batch."""

import re

from cms.doctypes.definition import FieldDefinition

from .base import Kind, Language, Unfit, refuse_characters, refuse_length

_FILE_NAME = re.compile(r"[^/\\:*?\"<>|.][^/\\:*?\"<>|]*\.(png|jpe?g)", re.IGNORECASE)


class Image(Kind):
    """The file name of a PNG or JPEG picture, without any folder."""

    name = "圖片"

    def read(self, text: str, field: FieldDefinition) -> str:
        value = text.strip()
        refuse_characters(value)
        if not _FILE_NAME.fullmatch(value):
            raise Unfit(
                "image", f"「{value}」不是圖片檔名。", "請填 PNG 或 JPEG 的檔名，不含資料夾，例如 photo-001.png。"
            )
        refuse_length(value, field)
        return value

    def hint(self, field: FieldDefinition) -> str:
        return "PNG 或 JPEG 的檔名，不含資料夾。"

    def shown(self, value: str, lang: Language) -> str:
        return "（圖片）" if lang == "zh" else "(picture)"

    def masked(self, value: str) -> str:
        return "（圖片）"
