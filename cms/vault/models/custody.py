"""Who may have a document: its holder, a recipient, a proxy, a share, or whose turn it is."""

from django.conf import settings
from django.db import models

from cms.accounts.models import Agency, Citizen

from .documents import Document


class CustodyGrant(models.Model):
    """One person's or agency's right to one document, with dates, reason and mandate."""

    class Kind(models.TextChoices):
        HOLDER = "holder", "持有人"
        RECIPIENT = "recipient", "受文者"
        PROXY = "proxy", "代理人"
        SHARE = "share", "分享"
        TURN = "turn", "輪到簽署"

    document = models.ForeignKey(Document, models.PROTECT, related_name="custody", verbose_name="文件")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    citizen = models.ForeignKey(
        Citizen, models.PROTECT, null=True, blank=True, related_name="custody", verbose_name="民眾"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="機關")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人員"
    )
    # The mobile that the document was issued to: a phone opens nothing else of its holder.
    mobile_hash = models.CharField("手機（雜湊）", max_length=64, blank=True, db_index=True)
    starts_at = models.DateTimeField("起")
    ends_at = models.DateTimeField("迄", null=True, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    mandate = models.CharField("依據", max_length=200, blank=True)

    class Meta:
        verbose_name = "保管權"
        verbose_name_plural = "保管權"
