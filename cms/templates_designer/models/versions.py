"""What a published layout said at one moment: numbered, hashed, never changed."""

from django.db import models


class LayoutVersion(models.Model):
    """A frozen layout for one version of its document type; issued documents point here, never to the live page."""

    page = models.ForeignKey(
        "templates_designer.LayoutPage", models.PROTECT, related_name="versions", verbose_name="版面頁"
    )
    doc_type_version = models.ForeignKey(
        "doctypes.DocTypeVersion", models.PROTECT, related_name="+", verbose_name="證件種類版本"
    )
    number = models.PositiveIntegerField("版次")
    data = models.JSONField("版面資料")
    sha256 = models.CharField("指紋", max_length=64)
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, null=True, related_name="+", verbose_name="機關")
    on_from = models.DateField("開始使用日", null=True)
    on_until = models.DateField("最後使用日", null=True)
    frozen_at = models.DateTimeField("凍結時間")
    frozen_by = models.CharField("凍結者", max_length=150, blank=True)

    class Meta:
        verbose_name = "版面版本"
        verbose_name_plural = "版面版本"
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="layout_version_number")]

    def __str__(self) -> str:
        return f"{self.page.title} v{self.number}"
