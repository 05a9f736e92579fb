"""What citizens ask of an agency about their documents, and what it answers; both texts are kept encrypted."""

import uuid
from datetime import date, timedelta

from django.db import models

from cms.accounts.models import Agency, Citizen
from cms.core import clock
from cms.vault.models import AccessRecord, Document

# Personal Data Protection Act, article 13: thirty days for a request to correct, stop using or erase.
DAYS_TO_ANSWER = 30


class DataRequest(models.Model):
    """One request of a citizen; it is open until it is answered, once, or withdrawn. It changes no document by itself."""

    class Kind(models.TextChoices):
        CORRECT = "correct", "更正"
        ERASE = "erase", "停止利用或刪除"
        NOT_MINE = "not_mine", "不是本人的文件"
        MISSING = "missing", "少了文件"
        LOOK = "look", "詢問查閱"

    class State(models.TextChoices):
        OPEN = "open", "待答覆"
        GRANTED = "granted", "同意"
        PARTLY = "partly", "部分同意"
        REFUSED = "refused", "不同意"
        WITHDRAWN = "withdrawn", "已撤回"

    ref = models.UUIDField("密文的對象", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="data_requests", verbose_name="申請人")
    assurance = models.CharField(
        "身分確認方式", max_length=10
    )  # a visitors.Assurance: how surely the citizen was proven
    kind = models.CharField("種類", max_length=10, choices=Kind)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="data_requests", verbose_name="文件")
    look = models.ForeignKey(AccessRecord, models.PROTECT, null=True, related_name="+", verbose_name="查閱紀錄")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="答覆機關")
    text = models.BinaryField("內容（加密）")
    asked_at = models.DateTimeField("申請時間")
    state = models.CharField("狀態", max_length=10, choices=State, default=State.OPEN)
    answer = models.BinaryField("答覆（加密）", default=bytes)
    answered_by = models.CharField("答覆人", max_length=150, blank=True)
    ended_at = models.DateTimeField("答覆或撤回時間", null=True)
    read_at = models.DateTimeField("申請人讀到答覆的時間", null=True)

    class Meta:
        verbose_name = "民眾申請"
        verbose_name_plural = "民眾申請"
        indexes = [models.Index(fields=["state", "asked_at"], name="data_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False)),
                name="data_request_ends_once",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What both sides call it: R115-000012."""
        return f"R{self.asked_at.astimezone(clock.TAIPEI).year - 1911}-{self.pk:06d}"

    @property
    def due_on(self) -> date:
        """The last day for an answer."""
        return self.asked_at.astimezone(clock.TAIPEI).date() + timedelta(days=DAYS_TO_ANSWER)

    @property
    def is_overdue(self) -> bool:
        """Whether it is still open after that day."""
        return self.state == self.State.OPEN and clock.today() > self.due_on

    @property
    def is_unread(self) -> bool:
        """Whether there is an answer that the citizen has not opened."""
        return self.answered_by != "" and self.read_at is None
