"""Codes by which somebody takes a document that stays with its agency into their own custody, each once."""

from django.db import models

from cms.accounts.models import Citizen

from .documents import Document
from .facts import Fact


class ClaimCode(models.Model):
    """One code, never changed: it is known by keyed hash only, and shown once to whoever made it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="claim_codes", verbose_name="文件")
    code_hash = models.CharField("領取碼（雜湊）", max_length=64, unique=True)
    made_by = models.CharField("製作人", max_length=150)
    made_at = models.DateTimeField("製作時間")
    expires_at = models.DateTimeField("期限")

    class Meta:
        verbose_name = "領取碼"
        verbose_name_plural = "領取碼"


class ClaimWithdrawal(Fact):
    """The code does not count any more: taken back, or replaced by a newer one."""

    code = models.OneToOneField(ClaimCode, models.PROTECT, related_name="withdrawal", verbose_name="領取碼")

    class Meta:
        verbose_name = "收回領取碼"
        verbose_name_plural = "收回領取碼"


class Claim(Fact):
    """Somebody took the document with this code."""

    code = models.OneToOneField(ClaimCode, models.PROTECT, related_name="claim", verbose_name="領取碼")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="claims", verbose_name="民眾")

    class Meta:
        verbose_name = "領取"
        verbose_name_plural = "領取"
