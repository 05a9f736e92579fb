"""Notices, every attempt to send one, what came back, and how far the feeds were followed; no address stands here in clear."""

from django.db import models

from cms.accounts.models import Citizen
from cms.core import clock
from cms.vault.models import AccessRecord, Change, Document


class Notice(models.Model):
    """One message to a citizen through one channel, because of a change, a look, a clerk's wish, or an answered request.

    The address stands in the document: an answer is told by one of the citizen's documents, whatever it is about.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", "核發"
        VOIDED = "voided", "作廢"
        SUPERSEDED = "superseded", "換發"
        BREAK_GLASS = "break_glass", "緊急調閱"
        ANSWERED = "answered", "申請的答覆"

    class State(models.TextChoices):
        PENDING = "pending", "等候寄送"
        SENT = "sent", "已寄出"
        FAILED = "failed", "寄送失敗"
        SUPPRESSED = "suppressed", "不寄送"

    document = models.ForeignKey(Document, models.PROTECT, related_name="notices", verbose_name="文件")
    kind = models.CharField("種類", max_length=20, choices=Kind)
    channel = models.CharField("管道", max_length=20)
    # Why: one of these four.
    change = models.ForeignKey(Change, models.PROTECT, null=True, related_name="+", verbose_name="異動")
    look = models.ForeignKey(AccessRecord, models.PROTECT, null=True, related_name="+", verbose_name="查閱紀錄")
    requested_by = models.CharField("重寄申請人", max_length=150, blank=True)
    request = models.CharField("答覆的申請", max_length=30, blank=True)  # its code; what it is stands with the portal
    recipient_hash = models.CharField("收件位址（雜湊）", max_length=64, blank=True)  # known once it was sent or tried
    created_at = models.DateTimeField("建立時間")
    state = models.CharField("狀態", max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField("嘗試次數", default=0)
    not_before = models.DateTimeField("最早寄送時間")  # also the lease: who sends it moves it ahead

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        indexes = [
            models.Index(fields=["state", "not_before"], name="notice_due"),
            models.Index(fields=["channel", "recipient_hash"], name="notice_recipient"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "channel", "change"], name="one_notice_per_change"),
            models.UniqueConstraint(fields=["document", "kind", "channel", "look"], name="one_notice_per_look"),
            models.UniqueConstraint(
                fields=["request", "channel"], condition=~models.Q(request=""), name="one_notice_per_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What the holder reads to the hotline: N-115-0612-00417."""
        day = self.created_at.astimezone(clock.TAIPEI)
        return f"N-{day.year - 1911}-{day:%m%d}-{self.pk:05d}"

    @property
    def ending(self) -> str:
        """How it stands, for the staff, and why if it did not go: 寄送失敗（位址不存在）."""
        name = self.get_state_display()
        if self.state not in (self.State.FAILED, self.State.SUPPRESSED):
            return name
        last = max([*self.tries.all(), *self.receipts.all()], key=lambda one: one.at, default=None)
        return f"{name}（{last.why}）" if last else name


class Attempt(models.Model):
    """One try at a notice and how it ended; never changed. The detail names no person and no address."""

    class Outcome(models.TextChoices):
        SENT = "sent", "已交給寄送系統"
        DEFERRED = "deferred", "對方暫時不收"
        DOWN = "down", "寄送系統無法使用"
        REJECTED = "rejected", "對方拒收"
        GONE = "gone", "位址不存在"
        CAME_BACK = "came_back", "先前寄到這個位址的通知遭退回"
        UNREADABLE = "unreadable", "文件目前無法開啟"
        DESTROYED = "destroyed", "文件已銷毀"
        NO_ADDRESS = "no_address", "文件沒有這個管道的聯絡資料"
        TURNED_OFF = "turned_off", "持有人不收這個管道的通知"
        GIVEN_UP = "given_up", "嘗試次數已達上限"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="tries", verbose_name="通知")
    at = models.DateTimeField("時間")
    outcome = models.CharField("結果", max_length=20, choices=Outcome)
    detail = models.CharField("說明", max_length=60, blank=True)

    class Meta:
        verbose_name = "寄送嘗試"
        verbose_name_plural = "寄送嘗試"

    @property
    def why(self) -> str:
        """The outcome in words."""
        return self.get_outcome_display()


class Receipt(models.Model):
    """What came back about a notice that had been sent; never changed."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", "已送達"
        BOUNCED = "bounced", "退回"
        READ = "read", "已讀"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts", verbose_name="通知")
    at = models.DateTimeField("時間")
    kind = models.CharField("種類", max_length=10, choices=Kind)

    class Meta:
        verbose_name = "回條"
        verbose_name_plural = "回條"
        constraints = [models.UniqueConstraint(fields=["notice", "kind"], name="one_receipt_of_a_kind")]

    @property
    def why(self) -> str:
        """What came back, in words."""
        return self.get_kind_display()


class Cursor(models.Model):
    """How far a feed was followed: the key of the last row that was taken from it."""

    name = models.CharField("名稱", max_length=20, primary_key=True)
    seq = models.BigIntegerField("最後一筆", default=0)

    class Meta:
        verbose_name = "追蹤位置"
        verbose_name_plural = "追蹤位置"


class Preference(models.Model):
    """A citizen's word on one channel; without a row the channel is on."""

    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="preferences", verbose_name="民眾")
    channel = models.CharField("管道", max_length=20)
    off = models.BooleanField("不收通知", default=False)

    class Meta:
        verbose_name = "通知偏好"
        verbose_name_plural = "通知偏好"
        constraints = [models.UniqueConstraint(fields=["citizen", "channel"], name="one_preference_per_channel")]


class Outbox(models.Model):
    """A message of the demo, which leaves this machine in no other way; the recipient is masked."""

    channel = models.CharField("管道", max_length=20)
    recipient = models.CharField("收件人（遮罩）", max_length=100)
    subject = models.CharField("主旨", max_length=200, blank=True)
    body = models.TextField("內容")
    at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "示範訊息"
        verbose_name_plural = "示範訊息"
