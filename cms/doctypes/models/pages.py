"""Document types as Wagtail pages: a designer's draft, of which publishing freezes a version."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import Http404
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.doctypes.blocks import FieldStreamBlock, fields_in
from cms.doctypes.definition import APPROVALS, VALIDITIES, TypeDefinition
from cms.doctypes.soundness import problems_in

from .versions import DocTypeVersion


class WorkPage(Page):
    """A page that is worked on in the admin and has no address of its own on the public site."""

    preview_modes = []

    class Meta:
        abstract = True

    def get_url_parts(self, request=None):
        return None

    def serve(self, request, *args, **kwargs):
        raise Http404


class DocTypeIndexPage(WorkPage):
    """The place where all document types are found."""

    subpage_types = ["doctypes.DocTypePage"]

    class Meta:
        verbose_name = "證件種類目錄"
        verbose_name_plural = "證件種類目錄"


class DocTypePageForm(WagtailAdminPageForm):
    """Tells the page whether a draft is saved, which may be incomplete, or whether it is to be published."""

    def clean(self):
        cleaned = super().clean()
        self.instance.incomplete_allowed = self.is_deferred_validation
        return cleaned


class DocTypePage(WorkPage):
    """A document type: its names, its fields, what makes a document unique, how long it is kept and who seals it."""

    class Retention(models.TextChoices):
        PERMANENT = "permanent", "永久保存"
        YEARS = "years", "定期保存"

    name_en = models.CharField("英文名稱", max_length=200)
    mark = models.CharField("標記", max_length=1, help_text="清單和查驗頁上代表這個種類的一個字，例如「畢」。")
    document_fields = StreamField(FieldStreamBlock(), verbose_name="欄位")
    unique_by = models.CharField(
        "不得重複的欄位", max_length=200, blank=True, help_text="欄位代號，用逗號分開；這些欄位都相同就是同一份文件。"
    )
    validity = models.CharField("效期", max_length=20, choices=list(VALIDITIES.items()), default="permanent")
    retention = models.CharField("保存年限", max_length=20, choices=Retention, blank=True)
    retention_years = models.PositiveSmallIntegerField("年數", null=True, blank=True)
    legal_ground = models.CharField("法令依據", max_length=300)
    file_class = models.CharField("檔案分類號", max_length=100)
    signing_profile = models.SlugField("用印設定代號", max_length=80, default="platform", db_index=False)
    approval = models.CharField("核定規則", max_length=20, choices=list(APPROVALS.items()), default="four_eyes")
    show_void_reason = models.BooleanField("查驗頁顯示作廢原因", default=False)

    base_form_class = DocTypePageForm
    parent_page_types = ["doctypes.DocTypeIndexPage"]
    incomplete_allowed = False

    content_panels = [
        *Page.content_panels,
        FieldPanel("name_en"),
        FieldPanel("mark"),
        FieldPanel("document_fields"),
        FieldPanel("unique_by"),
        MultiFieldPanel([FieldPanel("validity"), FieldPanel("show_void_reason")], heading="效期與查驗"),
        MultiFieldPanel(
            [
                FieldPanel("retention"),
                FieldPanel("retention_years"),
                FieldPanel("legal_ground"),
                FieldPanel("file_class"),
            ],
            heading="保存",
        ),
        MultiFieldPanel([FieldPanel("signing_profile"), FieldPanel("approval")], heading="核定與用印"),
    ]

    class Meta:
        verbose_name = "證件種類"
        verbose_name_plural = "證件種類"

    def definition(self) -> TypeDefinition:
        """The page as plain values, whether sound or not; a missing number of years reads as 0."""
        permanent = self.retention == self.Retention.PERMANENT
        return TypeDefinition(
            slug=self.slug,
            name=self.title,
            name_en=self.name_en,
            mark=self.mark,
            fields=fields_in(self.document_fields),
            unique_by=tuple(code.strip() for code in self.unique_by.replace("，", ",").split(",") if code.strip()),
            retention_years=None if permanent else self.retention_years or 0,
            legal_ground=self.legal_ground,
            file_class=self.file_class,
            validity=self.validity,
            signing_profile=self.signing_profile,
            approval=self.approval,
            show_void_reason=self.show_void_reason,
        )

    def clean(self):
        """Refuse what must not be published; a draft may be incomplete, but never changes its slug once published."""
        super().clean()
        sentences = self._slug_problems()
        if not self.incomplete_allowed:
            sentences += problems_in(self.definition())
        if sentences:
            raise ValidationError({NON_FIELD_ERRORS: sentences})

    def _slug_problems(self) -> list[str]:
        """Issued documents, commands and unique keys know a type by its slug."""
        frozen = DocTypeVersion.objects.filter(page=self.pk).order_by("-number").first() if self.pk else None
        if frozen and frozen.slug != self.slug:
            return [f"代號「{frozen.slug}」已經發布過，不能改成「{self.slug}」。請改回原來的代號。"]
        if DocTypeVersion.objects.filter(slug=self.slug).exclude(page=self.pk).exists():
            return [f"代號「{self.slug}」已經是另一個證件種類。請換一個代號。"]
        return []
