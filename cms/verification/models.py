"""How often the public asks, and what it is told: numbers only."""

from django.db import models

from cms.vault.models import Document


class ScanCount(models.Model):
    """How many verdicts of one status were shown on one day in Taipei; holds nothing about who asked or for what."""

    day = models.DateField("日期")
    status = models.CharField("判定", max_length=20)
    count = models.PositiveBigIntegerField("次數", default=0)

    class Meta:
        verbose_name = "查驗次數"
        verbose_name_plural = "查驗次數"
        constraints = [models.UniqueConstraint(fields=["day", "status"], name="one_scan_count_per_day_and_status")]

    def __str__(self) -> str:
        return f"{self.day} {self.status}: {self.count}"


class DocumentScan(models.Model):
    """How often one document's verdict was shown within one minute, for its holder to read; nothing about who asked."""

    # The index of the constraint begins with the document: no second one.
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False, verbose_name="文件")
    minute = models.DateTimeField("分鐘")
    status = models.CharField("判定", max_length=20)
    count = models.PositiveBigIntegerField("次數", default=0)

    class Meta:
        verbose_name = "文件查驗紀錄"
        verbose_name_plural = "文件查驗紀錄"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "minute", "status"], name="one_scan_of_document_per_minute_and_status"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.minute:%Y-%m-%d %H:%M} {self.status}: {self.count}"
