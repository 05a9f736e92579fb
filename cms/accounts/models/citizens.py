"""People whose documents the vault keeps."""

import uuid

from django.db import models


class Citizen(models.Model):
    """Somebody known by national id, or by mobile alone; both are looked up by keyed hash only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    id_hash = models.CharField("身分證字號（雜湊）", max_length=64, unique=True, null=True)
    id_cipher = models.BinaryField("身分證字號（加密）", default=bytes)
    mobile_hash = models.CharField("手機（雜湊）", max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField("建立時間", auto_now_add=True)

    class Meta:
        verbose_name = "民眾"
        verbose_name_plural = "民眾"
        constraints = [
            models.UniqueConstraint(
                fields=["mobile_hash"],
                condition=models.Q(id_hash__isnull=True),
                name="one_citizen_per_mobile_alone",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
