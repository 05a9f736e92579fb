"""Emergency access: an administrator without a role opens one document, gives the reason, and its holder is told."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.accounts.reauthentication import freshly_authenticated
from cms.core.errors import MyDocError
from cms.vault.access import get_document_for

from .document_forms import BreakGlassForm


@freshly_authenticated()
def break_glass(request: HttpRequest) -> HttpResponse:
    """Number and reason in, the sealed file out; the look is on record, and the holder gets a notice whatever they prefer."""
    if not request.user.is_superuser:
        raise PermissionDenied
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number, purpose = form.cleaned_data["number"], form.cleaned_data["purpose"]
        try:
            opened = get_document_for(request.user, number, purpose=purpose, via="admin", break_glass=True)
        except MyDocError as refused:
            form.add_error(None, str(refused))
        else:
            response = HttpResponse(opened.pdf, content_type="application/pdf")
            response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
            return response
    page = {"form": form, "header_title": "緊急調閱", "breadcrumbs_items": [{"label": "緊急調閱", "url": ""}]}
    return render(request, "issuance/documents/break_glass.html", page, status=400 if form.errors else 200)
