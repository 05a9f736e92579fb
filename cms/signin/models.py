"""One-time codes that are under way; nothing here names a number or a code in clear."""

from django.db import models


class OneTimeCode(models.Model):
    """The newest code that was sent to a mobile; the row goes when it was used, and some time after it has expired."""

    mobile_hash = models.CharField("手機（雜湊）", max_length=64, primary_key=True)
    ref = models.UUIDField("瀏覽器的憑據", unique=True)  # only the session of the browser that asked for it knows this
    code_hash = models.CharField("驗證碼（雜湊）", max_length=64)
    tries = models.PositiveSmallIntegerField("已試次數", default=0)
    expires_at = models.DateTimeField("到期時間", db_index=True)

    class Meta:
        verbose_name = "一次性驗證碼"
        verbose_name_plural = "一次性驗證碼"
