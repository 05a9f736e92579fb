"""Links by which a holder shows chosen fields of one document to somebody for a while, and every use of them."""

import uuid

from django.db import models

from .access import AccessRecord
from .custody import CustodyGrant
from .facts import Fact


class ShareLink(models.Model):
    """One link, never changed: its custody grant says for which document and until when.

    Its token is known by keyed hash only; its terms (share_terms.py) lie under the document's key and go with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.OneToOneField(CustodyGrant, models.PROTECT, related_name="share", verbose_name="保管權")
    token_hash = models.CharField("連結（雜湊）", max_length=64, unique=True)
    once = models.BooleanField("只能開一次")
    terms = models.BinaryField("內容（加密）")
    by = models.CharField("分享人", max_length=150)

    class Meta:
        verbose_name = "分享"
        verbose_name_plural = "分享"


class ShareOpening(models.Model):
    """One opening; of two at the same moment the database lets one through where only one is allowed."""

    share = models.ForeignKey(ShareLink, models.PROTECT, related_name="openings", verbose_name="分享")
    look = models.OneToOneField(AccessRecord, models.PROTECT, related_name="opening", verbose_name="查閱紀錄")
    only = models.BooleanField("唯一的一次")  # the share's `once`, where a constraint can see it

    class Meta:
        verbose_name = "分享的開啟"
        verbose_name_plural = "分享的開啟"
        constraints = [
            models.UniqueConstraint(fields=["share"], condition=models.Q(only=True), name="share_opened_once")
        ]


class ShareRevocation(Fact):
    """The holder took the share back."""

    share = models.OneToOneField(ShareLink, models.PROTECT, related_name="revocation", verbose_name="分享")

    class Meta:
        verbose_name = "收回分享"
        verbose_name_plural = "收回分享"
