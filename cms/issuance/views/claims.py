"""Claim codes on screen: a slip for one document, shown once, and a table for a whole batch."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.accounts.listings import Export, answer_export
from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.core.ids import group_token
from cms.issuance.documents import document_for, open_acts
from cms.issuance.selectors import batch_for, claimable_of
from cms.issuance.services.claim_codes import export_claim_codes
from cms.templates_designer.rendering.symbols import symbol_of
from cms.vault.models import Document
from cms.vault.selectors import newest_claim_code
from cms.vault.services.claims import HandedOut, make_claim_codes, withdraw_claim_code

from .answers import in_words
from .documents import hidden_as_absent, verdict_of

PLACE = "/my/claim/"  # where citizens enter it; the code itself stands in no address
MADE = "issuance_claim_code_made"  # the session's key for the form that made the last code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@hidden_as_absent
def claim_code(request: HttpRequest, number: str) -> HttpResponse:
    """What became of the document's code; a new one, on a slip to print; or taking the code back."""
    document = document_for(request.user, number)
    if request.method != "POST":
        return _state(request, document)
    actor, form_key = actor_for(request.user, "admin"), request.POST.get("form_key", "")
    try:
        if request.POST.get("act") == "withdraw":
            withdraw_claim_code(actor=actor, number=number)
            messages.success(request, "已收回領取碼，印出去的通知不能再用。")
            return redirect("issuance_claim_code", number)
        if form_key and request.session.get(MADE) == form_key:
            messages.warning(request, "剛才的領取碼已經顯示過，重新整理不會再顯示，也沒有產生新的。")
            return redirect("issuance_claim_code", number)
        (made,) = make_claim_codes(actor=actor, numbers=[number])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("issuance_document", number)
    request.session[MADE] = form_key
    return _slip(request, document, made)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_authenticated()
@in_words
def batch_claim_codes(request: HttpRequest, code: str) -> HttpResponse:
    """First the reason, then the table of codes; what was handed out before stops working."""
    batch = batch_for(request.user, code)
    export = Export(
        title="製作整批領取碼",
        contents=f"會為 {claimable_of(batch).count():,} 份還沒有人領取的文件各製作一組領取碼，一次下載，之後不再顯示。"
        "這些文件以前的領取碼馬上失效。拿到領取碼的人就能領走文件，請妥善保管檔案。",
        told=[("批次", batch.code)],
        list_label=f"批次 {batch.code}",
        list_url=reverse("issuance_batch", kwargs={"code": code}),
        name=f"claim-codes-{batch.code}",
        write=lambda actor, format_: export_claim_codes(actor=actor, batch=batch, format_=format_),
    )
    return answer_export(request, export)


def _state(request: HttpRequest, document: Document) -> HttpResponse:
    page = verdict_of(document, "領取碼") | {
        "code": newest_claim_code(document),
        "may_make": open_acts(request.user, document).claim_code,
        "form_key": secrets.token_urlsafe(16),
    }
    return render(request, "issuance/documents/claim_code.html", page)


def _slip(request: HttpRequest, document: Document, made: HandedOut) -> HttpResponse:
    address = settings.MYDOC_VERIFY_URL.rstrip("/") + PLACE
    page = verdict_of(document, "領取碼") | {
        "code": group_token(made.code),
        "expires_at": made.expires_at,
        "address": address,
        "symbol": symbol_of(address),
        "city": settings.MYDOC_CITY,
        "site": settings.MYDOC_SITE_NAME,
    }
    return render(request, "issuance/documents/claim_slip.html", page)
