"""What a published document type said at one moment: numbered, hashed, never changed."""

from django.db import models


class DocTypeVersion(models.Model):
    """A frozen document type; issued documents point here, never to the live page."""

    page = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="+", verbose_name="證件種類頁")
    slug = models.SlugField("代號", max_length=80, db_index=True)
    number = models.PositiveIntegerField("版次")
    definition = models.JSONField("定義")
    sha256 = models.CharField("指紋", max_length=64)
    frozen_at = models.DateTimeField("凍結時間")
    frozen_by = models.CharField("凍結者", max_length=150, blank=True)

    class Meta:
        verbose_name = "證件種類版本"
        verbose_name_plural = "證件種類版本"
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="doctype_version_number")]

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"
