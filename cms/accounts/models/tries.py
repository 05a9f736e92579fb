"""How often something was tried; in the database, since every process must see the same count."""

from django.db import models


class TryCount(models.Model):
    """The tries of one window of time, under the keyed hash of what is limited: no number, address or code in clear."""

    key = models.CharField("鍵（雜湊）", max_length=64, primary_key=True)
    count = models.PositiveIntegerField("次數")
    ends_at = models.DateTimeField("到", db_index=True)

    class Meta:
        verbose_name = "嘗試次數"
        verbose_name_plural = "嘗試次數"
