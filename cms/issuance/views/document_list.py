"""The read-only list of documents: filters and search over what the reader may see, and its export with a reason."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.accounts.listings import Export, FindForm, ListingAdmin, Row, answer_export
from cms.accounts.models import User
from cms.accounts.reauthentication import freshly_authenticated
from cms.core import clock
from cms.core.dates import roc_short
from cms.issuance.documents import Criteria, choices_for, find_documents
from cms.issuance.services.listing import export_documents
from cms.vault.models import Document
from cms.verification.looks import LOOKS
from cms.verification.status import status_of
from cms.verification.words import status_names

LABEL = "文件"


class DocumentForm(FindForm):
    """By number, type, agency, status and year."""

    text = forms.CharField(
        label="文件編號或字號",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "開頭幾個字也可以"}),
    )
    slug = forms.ChoiceField(label="證件種類", required=False)
    agency = forms.ChoiceField(label="機關（含所屬）", required=False)
    status = forms.ChoiceField(label="狀態", required=False)
    year = forms.ChoiceField(label="簽發年", required=False)

    def criteria(self) -> Criteria:
        """What is asked for."""
        return Criteria(**self.cleaned_data)


class DocumentAddresses(AdminURLHelper):
    """The list has the name that other screens know it by."""

    def get_action_url_name(self, action: str) -> str:
        return "issuance_documents" if action == "index" else super().get_action_url_name(action)


class DocumentRow(Row):
    """A document is inspected on its own page, under its number."""

    def get_primary_button(self, obj: Document) -> dict[str, str]:
        return {"url": reverse("issuance_document", args=[obj.number]), "title": "查看這份文件"}


class DocumentAdmin(ListingAdmin):
    """Number, agency's number, type, agency, day and status: nothing that names a person."""

    model = Document
    base_url_path = "issuance/documents"
    menu_label = LABEL
    menu_icon = "folder-open-inverse"
    menu_order = 60
    list_display = ("number", "agency_number", "type_name", "issuer", "issued_on", "status")
    ordering = ("-number",)
    url_helper_class = DocumentAddresses
    button_helper_class = DocumentRow
    unit = "份"
    export_url_name = "issuance_documents_export"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return find_documents(request.user, Criteria())

    def find_form(self, user: User, query: QueryDict) -> DocumentForm:
        return DocumentForm(query, choices_for(user))

    def find(self, user: User, query: QueryDict) -> QuerySet[Document]:
        return find_documents(user, self.find_form(user, query).criteria())

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        return (path("issuance/documents/", self.index_view, name="issuance_documents"),)

    def agency_number(self, document: Document) -> str:
        return document.face.agency_number

    agency_number.short_description = "字號"
    agency_number.admin_order_field = "face__agency_number"

    def type_name(self, document: Document) -> str:
        return document.face.type_name

    type_name.short_description = "證件種類"

    def issuer(self, document: Document) -> str:
        return document.face.issuer_name

    issuer.short_description = "簽發機關"

    def issued_on(self, document: Document) -> str:
        return roc_short(document.face.issued_on)

    issued_on.short_description = "簽發日期"
    issued_on.admin_order_field = "face__issued_on"

    def status(self, document: Document) -> SafeString:
        status = status_of(document.face, clock.today())
        look = LOOKS[status]
        tag = '<span class="md-tag {}"><svg class="md-i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>{}</span>'
        return format_html(tag, look.tone, look.icon, status_names(status, "zh")[0])

    status.short_description = "狀態"


@require_http_methods(["GET", "HEAD", "POST"])
@freshly_authenticated()
def export_list(request: HttpRequest) -> HttpResponse:
    """First the reason, then the file: the documents that the list shows with the same criteria."""
    form = DocumentForm(request.GET, choices_for(request.user))
    criteria = form.criteria()
    count = find_documents(request.user, criteria).count()
    export = Export(
        title="匯出文件清單",
        contents=f"會匯出 {count:,} 份文件的登記資料，不含持有人的資料，也不開啟文件。",
        told=form.told(),
        list_label=LABEL,
        list_url=f"{reverse('issuance_documents')}?{request.GET.urlencode()}",
        name="documents",
        write=lambda actor, format_: export_documents(actor=actor, criteria=criteria, format_=format_),
    )
    return answer_export(request, export)
