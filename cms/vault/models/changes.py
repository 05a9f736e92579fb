"""The feed that search, delivery and evidence follow."""

from django.db import models

from .documents import Document


class Change(models.Model):
    """Something about a document became different; seq is the feed's order."""

    seq = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="changes", verbose_name="文件")
    kind = models.CharField("種類", max_length=20)  # deposited, voided, superseded, held, released, destroyed
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "異動"
        verbose_name_plural = "異動"
