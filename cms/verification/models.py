"""How often the public asks, and what it is told: numbers only."""

from django.db import models


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
