"""The roots that we trust, each on the word of two people."""

from django.conf import settings
from django.db import models


class TrustAnchor(models.Model):
    """A root certificate; it counts from effective_from on, after a second person has confirmed it, until withdrawn."""

    name = models.CharField("名稱", max_length=100)
    certificate = models.TextField("根憑證（PEM）")
    sha256 = models.CharField("憑證指紋", max_length=64, unique=True, editable=False)
    is_test = models.BooleanField("測試用", default=False, help_text="測試用的根憑證在正式環境會被拒絕。")
    effective_from = models.DateTimeField("生效時間")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="提案人"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="確認人"
    )
    confirmed_at = models.DateTimeField("確認時間", null=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回時間", null=True, editable=False)

    class Meta:
        verbose_name = "信任的根憑證"
        verbose_name_plural = "信任的根憑證"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~models.Q(confirmed_by=models.F("proposed_by")),
                name="anchor_confirmed_by_second_person",
            )
        ]

    def __str__(self) -> str:
        return self.name
