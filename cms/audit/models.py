"""Events and the chain over them; rows are inserted, never changed, and triggers hold us to it."""

from django.db import models


class AuditEvent(models.Model):
    """One thing that happened: ids and hashes only, never a personal value; the actor is text, so that it outlives accounts."""

    at = models.DateTimeField("時間", db_index=True)
    actor_kind = models.CharField("行為者類別", max_length=20)
    actor_ref = models.CharField("行為者", max_length=150, db_index=True)
    via = models.CharField("途徑", max_length=20)
    on_behalf_of = models.CharField("代表", max_length=150, blank=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    action = models.CharField("動作", max_length=60, db_index=True)
    object_kind = models.CharField("對象類別", max_length=40)
    object_ref = models.CharField("對象", max_length=150, db_index=True)
    detail = models.JSONField("細節", default=dict)

    class Meta:
        verbose_name = "稽核事件"
        verbose_name_plural = "稽核事件"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_ref} {self.action} {self.object_ref}"


class AuditLink(models.Model):
    """The event's place in the chain: hash = SHA-256 over seq, previous hash and every column of the event (chain.py)."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="link")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "稽核鏈節"
        verbose_name_plural = "稽核鏈節"
