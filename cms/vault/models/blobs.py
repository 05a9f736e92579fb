"""Where bytes lie and the wrapped keys that open them."""

from django.db import models


class Append(models.Model):
    """One committed append to a pack; what lies behind the last one is cut off at recovery."""

    pack = models.CharField("封包", max_length=60, db_index=True)
    start = models.PositiveBigIntegerField("起點")
    end = models.PositiveBigIntegerField("終點")

    class Meta:
        verbose_name = "寫入紀錄"
        verbose_name_plural = "寫入紀錄"


class WrappedKey(models.Model):
    """The key of one document or batch, wrapped by a period key; in no backup that holds blobs."""

    scope = models.CharField("範圍", max_length=10)  # "document" or "batch"
    ref = models.UUIDField("對象")
    wrapped = models.BinaryField("封裝金鑰")

    class Meta:
        verbose_name = "封裝金鑰"
        verbose_name_plural = "封裝金鑰"
        constraints = [models.UniqueConstraint(fields=["scope", "ref"], name="one_key_per_object")]
