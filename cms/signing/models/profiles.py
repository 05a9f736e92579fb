"""How documents of a type are sealed: which key, which algorithm, in whose name."""

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from cms.core.papers import SealSlot
from cms.signing.containers import ECDSA, RSA, SEAL_FIELD, SEAL_RESERVE, STAMPED_RESERVE


class SigningProfile(models.Model):
    """A way to seal; the key is named, never held here. Frozen by a trigger once a second person has approved it."""

    class Level(models.TextChoices):
        BASELINE_B = "B-B", "PAdES B-B（整批核發）"
        BASELINE_LTA = "B-LTA", "PAdES B-LTA（單件核發，長期保存）"

    class Algorithm(models.TextChoices):
        ECDSA = ECDSA, "ECDSA（P-256）／SHA-256"
        RSA = RSA, "RSA／SHA-256"

    slug = models.SlugField("代號", max_length=60, unique=True, help_text="證件種類以這個代號指定簽章設定。")
    name = models.CharField("名稱", max_length=100)
    level = models.CharField("簽章等級", max_length=10, choices=Level, default=Level.BASELINE_B)
    algorithm = models.CharField("演算法", max_length=20, choices=Algorithm, default=Algorithm.ECDSA)
    key_ref = models.CharField(
        "金鑰參照",
        max_length=100,
        validators=[RegexValidator(r"\Afile:[a-z0-9][a-z0-9-]*\Z", "金鑰參照的寫法是 file:名稱，例如 file:platform。")],
        help_text="只寫金鑰放在哪裡，例如 file:platform；金鑰本身絕不放進資料庫。",
    )
    signer_name = models.CharField("簽章者名稱", max_length=100, help_text="寫進簽章的名稱，例如機關全銜。")
    reason = models.CharField("簽章理由", max_length=100, blank=True)
    field_name = models.CharField(
        "簽章欄位", max_length=40, default=SEAL_FIELD, validators=[RegexValidator(r"\A[A-Za-z][A-Za-z0-9_]*\Z")]
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="提案人"
    )
    proposed_at = models.DateTimeField("提案時間", editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="核定人"
    )
    approved_at = models.DateTimeField("核定時間", null=True, editable=False)

    class Meta:
        verbose_name = "簽章設定"
        verbose_name_plural = "簽章設定"
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
                name="profile_approved_by_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.slug}）"

    def slot(self, claimed_at: datetime, level: str = "") -> SealSlot:
        """The place in a page for a seal of this profile, with this time as /M; level is the profile's unless given."""
        reserve = SEAL_RESERVE if (level or self.level) == self.Level.BASELINE_B else STAMPED_RESERVE
        return SealSlot(self.field_name, reserve, claimed_at, self.signer_name, self.reason)
