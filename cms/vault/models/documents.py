"""Documents: the reserved number, the kept versions, and the face that anybody may see."""

from django.db import models

from cms.accounts.models import Agency
from cms.doctypes.models import DocTypeVersion


class NumberSeries(models.Model):
    """The next free number of one prefix and year."""

    prefix = models.CharField("字首", max_length=20, primary_key=True)
    next = models.PositiveBigIntegerField("下一號", default=1)

    class Meta:
        verbose_name = "編號序列"
        verbose_name_plural = "編號序列"


class Reservation(models.Model):
    """A number and token promised at approval; it ends as a document or as cancelled, on record."""

    document_id = models.UUIDField("文件識別碼", primary_key=True)
    number = models.CharField("文件編號", max_length=40, unique=True)
    token = models.CharField("驗證碼", max_length=20, unique=True)
    key = models.CharField("請求鍵", max_length=64)
    seq = models.PositiveIntegerField("列")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="機關")
    doc_type_version = models.ForeignKey(DocTypeVersion, models.PROTECT, related_name="+", verbose_name="證件種類版本")
    unique_key = models.CharField("唯一鍵（雜湊）", max_length=64, blank=True, db_index=True)
    reserved_at = models.DateTimeField("保留時間")

    class Meta:
        verbose_name = "保留編號"
        verbose_name_plural = "保留編號"
        constraints = [models.UniqueConstraint(fields=["key", "seq"], name="one_reservation_per_row")]


class Document(models.Model):
    """A sealed document in the vault; what became of it is said by facts, not by a column."""

    reservation = models.OneToOneField(Reservation, models.PROTECT, primary_key=True, related_name="document")
    number = models.CharField("文件編號", max_length=40, unique=True)
    doc_type_version = models.ForeignKey(DocTypeVersion, models.PROTECT, related_name="+", verbose_name="證件種類版本")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="機關")
    batch = models.CharField("批次", max_length=40, blank=True, db_index=True)
    issued_at = models.DateTimeField("核發時間")
    valid_from = models.DateField("生效日", null=True, blank=True)
    valid_until = models.DateField("有效期限", null=True, blank=True)
    retain_until = models.DateField("保存至", null=True, blank=True)
    search_facts = models.JSONField("檢索資料", default=dict)

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.number


class DocumentVersion(models.Model):
    """The bytes of a document as sealed: where they lie, their fingerprint, and its encrypted values."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions", verbose_name="文件")
    number = models.PositiveIntegerField("版次", default=1)
    pack = models.CharField("封包", max_length=60)
    offset = models.PositiveBigIntegerField("位移")
    length = models.PositiveBigIntegerField("長度")
    sha256 = models.CharField("指紋", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小")
    pages = models.PositiveIntegerField("頁數", default=1)
    values = models.BinaryField("欄位值（加密）")
    layout_sha256 = models.CharField("版面指紋", max_length=64)
    created_at = models.DateTimeField("建立時間")

    class Meta:
        verbose_name = "文件版本"
        verbose_name_plural = "文件版本"
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_number")]


class PublicFace(models.Model):
    """All that the verify page reads: one row by token; nothing in it needs decrypting.

    The last four columns repeat facts for the sake of that one read; check_vault holds them against the facts.
    """

    token = models.CharField("驗證碼", max_length=20, primary_key=True)
    document = models.OneToOneField(Document, models.PROTECT, related_name="face", verbose_name="文件")
    type_name = models.CharField("證件種類", max_length=100)
    type_name_en = models.CharField("證件種類（英文）", max_length=200)
    mark = models.CharField("字記", max_length=2)
    issuer_name = models.CharField("簽發機關", max_length=100)
    issuer_name_en = models.CharField("簽發機關（英文）", max_length=200, blank=True)
    number = models.CharField("文件編號", max_length=40)
    agency_number = models.CharField("字號", max_length=100, blank=True)
    issued_on = models.DateField("核發日期")
    valid_from = models.DateField("生效日", null=True)
    valid_until = models.DateField("有效期限", null=True)
    pages = models.PositiveIntegerField("頁數")
    compare_code = models.CharField("比對碼", max_length=8)
    fields = models.JSONField("公開欄位", default=list)  # [{code, label, label_en, text}]
    comparables = models.JSONField("可核對欄位", default=list)  # [{code, label, label_en, hash}]
    history = models.JSONField("簽章歷程", default=list)
    show_void_reason = models.BooleanField("公開作廢理由", default=False)
    void_reason = models.CharField("作廢理由", max_length=200, blank=True)
    voided_at = models.DateTimeField("作廢時間", null=True)
    superseded_at = models.DateTimeField("換發時間", null=True)
    destroyed_at = models.DateTimeField("銷毀時間", null=True)

    class Meta:
        verbose_name = "公開資訊"
        verbose_name_plural = "公開資訊"
