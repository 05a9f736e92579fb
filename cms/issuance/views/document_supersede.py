"""Superseding on screen: the document is opened with a purpose, its values are corrected, and a successor waits for approval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cms.accounts.models import Agency
from cms.accounts.selectors import actor_for
from cms.core.dates import roc_short
from cms.core.errors import Refused
from cms.doctypes.definition import TypeDefinition
from cms.doctypes.selectors import current_version, definition_of
from cms.issuance.documents import document_for
from cms.issuance.forms import RowForm
from cms.issuance.services.single import check_single, issue_single
from cms.vault.access import get_document_for
from cms.vault.models import Document

from .document_forms import PurposeForm
from .documents import hidden_as_absent, verdict_of


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_as_absent
def supersede(request: HttpRequest, number: str) -> HttpResponse:
    """First the purpose, then the form with the present values, then a batch of one row that waits for approval."""
    document = document_for(request.user, number)
    if "corrected" in request.POST:
        return _make_successor(request, document)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            opened = get_document_for(request.user, number, purpose=form.cleaned_data["purpose"], via="admin")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _ask_values(request, document, _row_form(document, initial=opened.values))
    page = verdict_of(document, "換發") | {"form": form}
    return render(request, "issuance/documents/supersede_purpose.html", page, status=400 if form.errors else 200)


def _make_successor(request: HttpRequest, document: Document) -> HttpResponse:
    form = _row_form(document, data=request.POST)
    if form.is_valid():
        wish = {"type_slug": form.definition.slug, "agency": document.agency, "cells": form.cells()}
        wish["replaces"] = document.number
        try:
            form.tell(check_single(user=request.user, **wish).errors)
            if form.is_valid():
                batch = issue_single(actor=actor_for(request.user, "admin"), **wish)
                messages.success(request, f"批次 {batch.code} 已建立，核定並用印後換發文件 {document.number}。")
                return redirect("issuance_batch", batch.code)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _ask_values(request, document, form)


def _ask_values(request: HttpRequest, document: Document, form: RowForm) -> HttpResponse:
    page = verdict_of(document, "換發") | {"form": form}
    return render(request, "issuance/documents/supersede.html", page, status=400 if form.errors else 200)


def _row_form(document: Document, *, initial: Mapping[str, str] | None = None, data: Mapping | None = None) -> RowForm:
    """The fields of the type as it is now, as a successor is issued by the version that counts today."""
    definition = definition_of(current_version(document.doc_type_version.slug))
    agencies = Agency.objects.filter(pk=document.agency_id)
    return RowForm(data, definition=definition, agencies=agencies, initial=_as_typed(definition, initial or {}))


def _as_typed(definition: TypeDefinition, values: Mapping[str, str]) -> dict[str, str]:
    """The kept values as a clerk would type them: days as 113/01/31."""
    days = {field.code for field in definition.fields if field.kind == "date"}
    return {
        code: roc_short(date.fromisoformat(value)).replace(".", "/") if value and code in days else value
        for code, value in values.items()
    }
