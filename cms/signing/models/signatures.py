"""Which document was sealed when, by which certificate, under which profile."""

from django.db import models

from cms.vault.models import Document

from .profiles import SigningProfile


class SignerCertificate(models.Model):
    """A certificate that has sealed something, kept once with its chain (DER, the issuing CA first, without the root)."""

    sha256 = models.CharField("憑證指紋", max_length=64, primary_key=True)
    der = models.BinaryField("憑證")
    chain = models.BinaryField("憑證鏈", default=bytes)

    class Meta:
        verbose_name = "簽章憑證"
        verbose_name_plural = "簽章憑證"

    def __str__(self) -> str:
        return self.sha256


class Signature(models.Model):
    """A fact: this file of this document carries a seal by this certificate."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="signatures", verbose_name="文件")
    field = models.CharField("簽章欄位", max_length=40)
    signer = models.ForeignKey(SignerCertificate, models.PROTECT, related_name="+", verbose_name="簽章憑證")
    profile = models.ForeignKey(SigningProfile, models.PROTECT, related_name="+", verbose_name="簽章設定")
    level = models.CharField("簽章等級", max_length=10)
    sealed_at = models.DateTimeField("用印時間")
    file_sha256 = models.CharField("檔案指紋", max_length=64)

    class Meta:
        verbose_name = "簽章"
        verbose_name_plural = "簽章"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "file_sha256", "field"], name="one_signature_per_file_and_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.field}"
