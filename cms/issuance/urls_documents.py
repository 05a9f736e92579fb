"""Addresses of the document screens under /admin/; the list itself is registered by its ModelAdmin."""

from django.urls import path

from .views.document_list import export_list
from .views.document_supersede import supersede
from .views.document_void import ask_void, decide_void_request, void_requests
from .views.documents import document_page, document_pdf

urlpatterns = [
    path("issuance/documents/export/", export_list, name="issuance_documents_export"),
    path("issuance/documents/<str:number>/", document_page, name="issuance_document"),
    path("issuance/documents/<str:number>/pdf/", document_pdf, name="issuance_document_pdf"),
    path("issuance/documents/<str:number>/void/", ask_void, name="issuance_document_void"),
    path("issuance/documents/<str:number>/supersede/", supersede, name="issuance_document_supersede"),
    path("issuance/void-requests/", void_requests, name="issuance_void_requests"),
    path("issuance/void-requests/<int:pk>/", decide_void_request, name="issuance_void_request"),
]
