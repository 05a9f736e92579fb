"""Batches, their rows, and the chunks in which they are sealed."""

import uuid

from django.db import models

from cms.accounts.models import Agency
from cms.doctypes.models import DocTypeVersion
from cms.templates_designer.models import LayoutVersion
from cms.vault.models import Document


class Batch(models.Model):
    """One spreadsheet of one agency on its way to sealed documents."""

    class State(models.TextChoices):
        CHECKED = "checked", "已檢查"
        APPROVED = "approved", "已核定"
        SEALING = "sealing", "用印中"
        DONE = "done", "已完成"
        HALTED = "halted", "已停下"
        WITHDRAWN = "withdrawn", "已撤回"

    ref = models.UUIDField("識別碼", unique=True, default=uuid.uuid4, editable=False)  # its key's name in the vault
    code = models.CharField("批次編號", max_length=20, unique=True)
    doc_type_version = models.ForeignKey(DocTypeVersion, models.PROTECT, related_name="+", verbose_name="證件種類版本")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="機關")
    state = models.CharField("狀態", max_length=10, choices=State, default=State.CHECKED)
    file_name = models.CharField("檔名", max_length=200)
    file_sha256 = models.CharField("檔案指紋", max_length=64)
    file_blob = models.JSONField("檔案位置", null=True)
    assumed = models.CharField("讀取方式", max_length=300, blank=True)
    uploaded_by = models.CharField("上傳者", max_length=150)
    uploaded_at = models.DateTimeField("上傳時間")
    approved_by = models.CharField("核定者", max_length=150, blank=True)
    approved_at = models.DateTimeField("核定時間", null=True)
    issued_on = models.DateField("核發日期", null=True)
    profile = models.SlugField("簽章設定", blank=True)
    approval = models.JSONField("核定內容", default=dict)
    approval_sha256 = models.CharField("核定指紋", max_length=64, blank=True)
    finished_at = models.DateTimeField("完成時間", null=True)

    class Meta:
        verbose_name = "批次"
        verbose_name_plural = "批次"

    def __str__(self) -> str:
        return self.code


class Chunk(models.Model):
    """Rows that are rendered, sealed and deposited together; the row is the queue and the lease says who works on it."""

    class State(models.TextChoices):
        READY = "ready", "待處理"
        CLAIMED = "claimed", "處理中"
        DONE = "done", "已完成"
        STUCK = "stuck", "多次失敗"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="chunks", verbose_name="批次")
    number = models.PositiveIntegerField("順序")
    state = models.CharField("狀態", max_length=10, choices=State, default=State.READY, db_index=True)
    worker = models.CharField("處理者", max_length=120, blank=True)
    lease_until = models.DateTimeField("租約到期", null=True)
    not_before = models.DateTimeField("重試時間", null=True)
    attempts = models.PositiveIntegerField("次數", default=0)
    trouble = models.CharField("最近一次失敗", max_length=300, blank=True)

    class Meta:
        verbose_name = "區段"
        verbose_name_plural = "區段"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="chunk_number")]


class Row(models.Model):
    """One row of the spreadsheet; its values are encrypted under the batch's key and gone once it is issued."""

    class State(models.TextChoices):
        GOOD = "good", "可核發"
        BAD = "bad", "需修正"
        ISSUED = "issued", "已核發"
        FAILED = "failed", "失敗"
        CANCELLED = "cancelled", "已取消"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", verbose_name="批次")
    seq = models.PositiveIntegerField("列")
    state = models.CharField("狀態", max_length=10, choices=State)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name="機關")
    payload = models.BinaryField("內容（加密）", default=bytes)
    unique_key = models.CharField("唯一鍵（雜湊）", max_length=64, blank=True)
    chunk = models.ForeignKey(Chunk, models.PROTECT, null=True, related_name="rows", verbose_name="區段")
    layout_version = models.ForeignKey(
        LayoutVersion, models.PROTECT, null=True, related_name="+", verbose_name="版面版本"
    )
    reservation = models.JSONField("保留編號", null=True)  # document_id, number, token
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="row", verbose_name="文件")
    trouble = models.CharField("失敗原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "列"
        verbose_name_plural = "列"
        constraints = [models.UniqueConstraint(fields=["batch", "seq"], name="one_row_per_batch_and_seq")]
