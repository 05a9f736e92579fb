"""Facts about reservations and documents: inserted once, guarded by triggers against change and removal."""

from django.db import models

from .documents import Document, Reservation


class Fact(models.Model):
    """When and by whom, as text that outlives accounts."""

    at = models.DateTimeField("時間")
    by = models.CharField("行為者", max_length=150)

    class Meta:
        abstract = True


class Cancellation(Fact):
    """A reserved number that was never issued."""

    reservation = models.OneToOneField(
        Reservation, models.PROTECT, related_name="cancellation", verbose_name="保留編號"
    )
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "取消"
        verbose_name_plural = "取消"


class Void(Fact):
    """Not to be relied on any more; decided by two people, never undone."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="void", verbose_name="文件")
    approved_by = models.CharField("核定人", max_length=150)
    reason_code = models.CharField("理由代碼", max_length=20)
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "作廢"
        verbose_name_plural = "作廢"


class Supersession(Fact):
    """Replaced by a corrected successor."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="supersession", verbose_name="文件")
    successor = models.OneToOneField(Document, models.PROTECT, related_name="predecessor", verbose_name="新文件")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "換發"
        verbose_name_plural = "換發"


class Hold(Fact):
    """Must not be destroyed until released."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="holds", verbose_name="文件")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "暫停銷毀"
        verbose_name_plural = "暫停銷毀"


class Release(Fact):
    """The end of a hold."""

    hold = models.OneToOneField(Hold, models.PROTECT, related_name="release", verbose_name="暫停銷毀")
    reason = models.CharField("理由", max_length=200)

    class Meta:
        verbose_name = "解除暫停"
        verbose_name_plural = "解除暫停"


class Destruction(Fact):
    """Lawfully destroyed; the last copy of its key leaves the key backups on the day named."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="destruction", verbose_name="文件")
    approved_by = models.CharField("核定人", max_length=150)
    legal_ground = models.CharField("法令依據", max_length=200)
    key_gone_on = models.DateField("金鑰備份清除日")

    class Meta:
        verbose_name = "銷毀"
        verbose_name_plural = "銷毀"
