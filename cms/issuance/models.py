"""Batches, their rows and chunks, and what people ask about them."""

import uuid

from django.conf import settings
from django.db import models

from cms.accounts.models import Agency
from cms.doctypes.models import DocTypeVersion
from cms.templates_designer.models import LayoutVersion
from cms.vault.models import Document


class Batch(models.Model):
    """One spreadsheet of one agency on its way to sealed documents."""

    class State(models.TextChoices):
        ASKING = "asking", "待確認"
        UPLOADED = "uploaded", "檢查中"
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
    question = models.JSONField("待確認的事", default=dict, blank=True)  # {"kind": "sheet" | "columns", ...}
    sheet = models.CharField("工作表", max_length=100, blank=True)
    single = models.BooleanField("單筆核發", default=False)
    total_rows = models.PositiveIntegerField("列數", default=0)
    checked_rows = models.PositiveIntegerField("已檢查列數", default=0)
    lease_until = models.DateTimeField("檢查租約到期", null=True)
    trouble = models.CharField("檢查失敗原因", max_length=300, blank=True)
    assumed = models.CharField("讀取方式", max_length=300, blank=True)
    uploaded_by = models.CharField("上傳者", max_length=150)
    uploaded_at = models.DateTimeField("上傳時間")
    approved_by = models.CharField("核定者", max_length=150, blank=True)
    approved_at = models.DateTimeField("核定時間", null=True)
    issued_on = models.DateField("核發日期", null=True)
    profile = models.SlugField("簽章設定", blank=True)
    approvals = models.PositiveIntegerField("核定次數", default=0)
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
    problems = models.JSONField("要修正的地方", default=list)  # [{"code", "field"}]: no values
    edited_at = models.DateTimeField("修改時間", null=True)
    edited_by = models.CharField("修改者", max_length=150, blank=True)
    unique_key = models.CharField("唯一鍵（雜湊）", max_length=64, blank=True)
    chunk = models.ForeignKey(Chunk, models.PROTECT, null=True, related_name="rows", verbose_name="區段")
    layout_version = models.ForeignKey(
        LayoutVersion, models.PROTECT, null=True, related_name="+", verbose_name="版面版本"
    )
    reservation = models.JSONField("保留編號", null=True)  # document_id, number, token
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="row", verbose_name="文件")
    replaces = models.CharField("取代的文件編號", max_length=40, blank=True)
    trouble = models.CharField("失敗原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "列"
        verbose_name_plural = "列"
        constraints = [models.UniqueConstraint(fields=["batch", "seq"], name="one_row_per_batch_and_seq")]


class ColumnMapping(models.Model):
    """A column name that an agency uses for a field of a type, remembered once somebody confirmed it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name="機關")
    slug = models.SlugField("證件種類", max_length=80)
    header = models.CharField("檔案裡的欄名", max_length=100)  # folded as doctypes.columns compares it
    field = models.CharField("欄位代號", max_length=60)

    class Meta:
        verbose_name = "欄名對應"
        verbose_name_plural = "欄名對應"
        constraints = [models.UniqueConstraint(fields=["agency", "slug", "header"], name="one_field_per_header")]


class Presence(models.Model):
    """Who has a batch open on a screen, so that two people on one batch see each other."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="presences", verbose_name="批次")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人員")
    seen_at = models.DateTimeField("最近看到的時間")
    looked_at = models.DateTimeField("上次看核定內容的時間", null=True)

    class Meta:
        verbose_name = "正在查看"
        verbose_name_plural = "正在查看"
        constraints = [models.UniqueConstraint(fields=["batch", "user"], name="one_presence_per_person")]


class VoidRequest(models.Model):
    """One person's wish to void a document, until a second person decides it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="void_requests", verbose_name="文件")
    reason_code = models.CharField("理由代碼", max_length=20)
    reason = models.CharField("理由", max_length=200)
    requested_by = models.CharField("申請人", max_length=150)
    requested_at = models.DateTimeField("申請時間")
    decided_by = models.CharField("決定者", max_length=150, blank=True)
    decided_at = models.DateTimeField("決定時間", null=True)
    approved = models.BooleanField("核准", null=True)

    class Meta:
        verbose_name = "作廢申請"
        verbose_name_plural = "作廢申請"
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(decided_at__isnull=True), name="one_open_void_request"
            )
        ]
