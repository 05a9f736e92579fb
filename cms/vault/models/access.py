"""Every look at a private record, for its holder to read."""

from django.db import models

from .documents import Document


class AccessRecord(models.Model):
    """Who looked at which document, when, for what purpose and through which door; never changed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="looks", verbose_name="文件")
    at = models.DateTimeField("時間", db_index=True)
    kind = models.CharField("種類", max_length=20)  # view, export, compare, break_glass, system
    actor_kind = models.CharField("行為者類別", max_length=20)
    actor_ref = models.CharField("行為者", max_length=150)
    agency_name = models.CharField("機關", max_length=100, blank=True)
    via = models.CharField("途徑", max_length=20)
    purpose = models.CharField("目的", max_length=200)

    class Meta:
        verbose_name = "查閱紀錄"
        verbose_name_plural = "查閱紀錄"
