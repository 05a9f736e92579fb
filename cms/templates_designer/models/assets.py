"""The pictures of layouts, known by their fingerprints and never changed."""

from django.db import models


class LayoutAsset(models.Model):
    """One picture; layouts name it by its sha256, so a picture that was issued with stays what it was."""

    sha256 = models.CharField("指紋", max_length=64, primary_key=True)
    media_type = models.CharField("格式", max_length=40)
    content = models.BinaryField("內容")

    class Meta:
        verbose_name = "版面圖片"
        verbose_name_plural = "版面圖片"

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"
