"""One document: what is on record about it, and its sealed file, opened with a purpose."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cms.accounts.selectors import actor_for
from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.delivery.services import resend_notice
from cms.issuance.documents import document_for, open_acts, open_request
from cms.issuance.readers import readers_of
from cms.issuance.timeline import looks_left_out, timeline_of
from cms.vault.access import get_document_for
from cms.vault.models import Document
from cms.verification.addresses import verify_url
from cms.verification.facts import turning_day
from cms.verification.looks import LOOKS
from cms.verification.status import status_of
from cms.verification.words import status_names

from .document_forms import PurposeForm

View = Callable[..., HttpResponse]


def hidden_as_absent(view: View) -> View:
    """Answer NotFound with the page for an address that does not exist: the reader cannot tell which it was."""

    @wraps(view)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound as absent:
            raise Http404(str(absent)) from absent

    return answered


@require_safe
@hidden_as_absent
def document_page(request: HttpRequest, number: str) -> HttpResponse:
    """Facts, verdict, timeline, who can see it and why, and what may be done with it."""
    document = document_for(request.user, number)
    page = verdict_of(document) | {
        "timeline": timeline_of(request.user, document),
        "left_out": looks_left_out(document),
        "readers": readers_of(document),
        "acts": open_acts(request.user, document),
        "waiting": open_request(document),
        "purpose": PurposeForm(),
        "verify_url": verify_url(document.face.token),
    }
    return render(request, "issuance/documents/document.html", page)


@require_POST
@hidden_as_absent
def document_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed file; the look and its purpose are on record before the bytes leave."""
    try:
        opened = get_document_for(request.user, number, purpose=request.POST.get("purpose", ""), via="admin")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("issuance_document", number)
    response = HttpResponse(opened.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


@require_POST
@hidden_as_absent
def send_again(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the holder once more how the document stands."""
    try:
        notices = resend_notice(actor=actor_for(request.user, "admin"), number=number)
        messages.success(request, f"已排入 {len(notices)} 則通知，寄出後會記在歷程。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("issuance_document", number)


def frame(title: str, *steps: tuple[str, str]) -> dict[str, object]:
    """What the chrome around a page needs: its title, and the way to it as pairs of label and address."""
    way = (("文件", reverse("issuance_documents")), *steps)
    return {"header_title": title, "breadcrumbs_items": [{"label": label, "url": url} for label, url in way]}


def verdict_of(document: Document, act: str = "") -> dict[str, object]:
    """The document with its face and what is told of it today, in the frame of its page or of an act's page."""
    status = status_of(document.face, clock.today())
    own = (document.number, reverse("issuance_document", args=[document.number]))
    return frame(f"{act}文件 {document.number}", own, *([(act, "")] if act else [])) | {
        "document": document,
        "face": document.face,
        "status_name": status_names(status, "zh")[0],
        "status_day": turning_day(document.face, status),
        "look": LOOKS[status],
    }
