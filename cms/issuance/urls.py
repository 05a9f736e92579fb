"""The desk's addresses in the admin, all under issuance/."""

from django.urls import URLPattern, path, register_converter

from .views import batches, cells, decisions, previews, sheets, single
from .views.break_glass import break_glass
from .views.claims import batch_claim_codes, claim_code
from .views.document_list import export_list
from .views.document_supersede import supersede
from .views.document_void import ask_void, decide_void_request, void_requests
from .views.documents import document_page, document_pdf, send_again


class Suffix:
    """A spreadsheet's kind in an address."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Suffix, "sheet")

urlpatterns: list[URLPattern] = [
    path("issuance/batches/", batches.listing, name="issuance_batches"),
    path("issuance/batches/new/", batches.choose_type, name="issuance_new_batch"),
    path("issuance/batches/new/<slug:slug>/", batches.upload, name="issuance_upload"),
    path("issuance/batches/<slug:code>/", batches.show, name="issuance_batch"),
    path("issuance/batches/<slug:code>/status.json", batches.status, name="issuance_status"),
    path("issuance/batches/<slug:code>/answer/", batches.answer, name="issuance_answer"),
    path("issuance/batches/<slug:code>/cells/", cells.mend, name="issuance_cells"),
    path("issuance/batches/<slug:code>/approve/", decisions.approve, name="issuance_approve"),
    path("issuance/batches/<slug:code>/seal/", decisions.seal, name="issuance_seal"),
    path("issuance/batches/<slug:code>/withdraw/", decisions.withdraw, name="issuance_withdraw"),
    path("issuance/batches/<slug:code>/retry/", decisions.retry, name="issuance_retry"),
    path("issuance/batches/<slug:code>/follow-up/", decisions.follow_up, name="issuance_follow_up"),
    path("issuance/batches/<slug:code>/claim-codes/", batch_claim_codes, name="issuance_batch_claim_codes"),
    path("issuance/batches/<slug:code>/errors.<sheet:suffix>", sheets.errors, name="issuance_errors"),
    path("issuance/batches/<slug:code>/preview/<int:seq>/", previews.page, name="issuance_preview"),
    path("issuance/batches/<slug:code>/preview/<int:seq>.png", previews.picture, name="issuance_preview_png"),
    path("issuance/batches/<slug:code>/preview/<int:seq>.pdf", previews.pdf, name="issuance_preview_pdf"),
    path("issuance/templates/<slug:slug>.<sheet:suffix>", sheets.template, name="issuance_template"),
    path("issuance/single/<slug:slug>/", single.single, name="issuance_single"),
    path("issuance/break-glass/", break_glass, name="issuance_break_glass"),
    path("issuance/documents/export/", export_list, name="issuance_documents_export"),
    path("issuance/documents/<str:number>/", document_page, name="issuance_document"),
    path("issuance/documents/<str:number>/pdf/", document_pdf, name="issuance_document_pdf"),
    path("issuance/documents/<str:number>/notice/", send_again, name="issuance_document_notice"),
    path("issuance/documents/<str:number>/claim-code/", claim_code, name="issuance_claim_code"),
    path("issuance/documents/<str:number>/void/", ask_void, name="issuance_document_void"),
    path("issuance/documents/<str:number>/supersede/", supersede, name="issuance_document_supersede"),
    path("issuance/void-requests/", void_requests, name="issuance_void_requests"),
    path("issuance/void-requests/<int:pk>/", decide_void_request, name="issuance_void_request"),
]
