"""A layout as a Wagtail page below its document type: a designer's draft, of which publishing freezes a version."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.templates_designer.schema import assets_of, problems_of
from cms.templates_designer.variables import names_for

from .assets import LayoutAsset


class ReadableJSON(json.JSONEncoder):
    """Indented, with Chinese characters as they are: people edit this in a text box."""

    def __init__(self, **options) -> None:
        super().__init__(**{**options, "indent": 2, "ensure_ascii": False})


class LayoutPageForm(WagtailAdminPageForm):
    """Tells the page its type, which a new page does not know yet, and whether an unfinished draft is saved."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data"].encoder = ReadableJSON

    def clean(self):
        cleaned = super().clean()
        self.instance.type_page = self.parent_page
        self.instance.incomplete_allowed = self.is_deferred_validation
        return cleaned


class LayoutPage(Page):
    """How documents of one type look: for one agency and all below it, or for all; from and until a day."""

    data = models.JSONField("版面資料")
    agency = models.ForeignKey(
        "accounts.Agency",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="機關",
        help_text="只給這個機關和所屬單位使用；留空就是共用版面。",
    )
    on_from = models.DateField("開始使用日", null=True, blank=True)
    on_until = models.DateField("最後使用日", null=True, blank=True)

    base_form_class = LayoutPageForm
    parent_page_types = ["doctypes.DocTypePage"]
    subpage_types = []
    preview_modes = []
    type_page = None
    incomplete_allowed = False

    content_panels = [
        *Page.content_panels,
        FieldPanel("data", widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "false"})),
        MultiFieldPanel([FieldPanel("agency"), FieldPanel("on_from"), FieldPanel("on_until")], heading="適用範圍"),
    ]

    class Meta:
        verbose_name = "版面"
        verbose_name_plural = "版面"

    def get_url_parts(self, request=None):
        return None

    def serve(self, request, *args, **kwargs):
        raise Http404

    def clean(self) -> None:
        """Refuse to publish what cannot be drawn, in sentences that name the path inside the data."""
        super().clean()
        if self.on_from and self.on_until and self.on_until < self.on_from:
            raise ValidationError({"on_until": "最後使用日早於開始使用日，請修正其中一個。"})
        problems = [] if self.incomplete_allowed else self.problems()
        if problems:
            raise ValidationError({"data": problems})

    def problems(self) -> list[str]:
        """Why the data is not a layout of the type above, or nothing."""
        parent = self.type_page or (self.get_parent() if self.path else None)
        known = names_for(parent.specific.definition()) if parent else None
        return problems_of(self.data, known) or self._absent_pictures()

    def _absent_pictures(self) -> list[str]:
        named = assets_of(self.data)
        absent = named - set(LayoutAsset.objects.filter(pk__in=named).values_list("pk", flat=True))
        return [f"沒有指紋為 {sha256[:12]}… 的圖片，請先上傳這張圖片。" for sha256 in sorted(absent)]
