"""The reasons that people choose from."""

from django.db import models


class VoidReason(models.TextChoices):
    """Why a document is declared void."""

    DATA_ERROR = "data_error", "資料錯誤"
    DUPLICATE = "duplicate", "重複核發"
    DISQUALIFIED = "disqualified", "資格撤銷"
    COURT = "court", "法院裁判"
    OTHER = "other", "其他"


def reason_told(code: str, text: str) -> str:
    """The reason in words, for a person to read: 資料錯誤：出生日期誤植."""
    label = VoidReason(code).label if code in VoidReason.values else code
    return f"{label}：{text}"
