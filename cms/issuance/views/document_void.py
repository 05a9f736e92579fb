"""Voiding on screen: one person asks, the list of what waits, and a second person's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts.reauthentication import freshly_authenticated
from cms.accounts.selectors import actor_for
from cms.core.errors import Refused
from cms.issuance.documents import document_for, may_decide, void_request_for, void_requests_for
from cms.issuance.models import VoidRequest
from cms.issuance.reasons import reason_told
from cms.issuance.services.requests import decide_void, request_void

from .document_forms import VoidForm
from .documents import frame, hidden_as_absent, verdict_of

DECIDED_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_as_absent
def ask_void(request: HttpRequest, number: str) -> HttpResponse:
    """The page of its own for asking that a document be declared void."""
    document = document_for(request.user, number)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            request_void(actor=actor_for(request.user, "admin"), number=number, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已送出文件 {number} 的作廢申請。另一位核定人核准後才會作廢。")
            return redirect("issuance_document", number)
    page = verdict_of(document, "作廢") | {"form": form}
    return render(request, "issuance/documents/ask_void.html", page, status=400 if form.errors else 200)


@require_safe
def void_requests(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and what was decided lately."""
    seen = void_requests_for(request.user)
    open_requests = [
        _shown(one) | {"mine": may_decide(request.user, one)} for one in seen.filter(decided_at__isnull=True)
    ]
    decided = seen.filter(decided_at__isnull=False).order_by("-decided_at")
    page = frame("作廢申請", ("作廢申請", "")) | {
        "open_requests": open_requests,
        "decided": [_shown(one) for one in decided[:DECIDED_SHOWN]],
    }
    return render(request, "issuance/documents/void_requests.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@hidden_as_absent
@freshly_authenticated()
def decide_void_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The page where the second person approves or declines, having shown who they are within five minutes."""
    wish = void_request_for(request.user, pk)
    if request.method == "POST" and request.POST.get("decision") in {"approve", "decline"}:
        approve = request.POST["decision"] == "approve"
        try:
            decide_void(actor=actor_for(request.user, "admin"), request=wish, approve=approve)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("issuance_void_request", pk)
        said = "已作廢，驗證頁現在顯示「已作廢」。" if approve else "維持原狀，申請不核准。"
        messages.success(request, f"文件 {wish.document.number} {said}")
        return redirect("issuance_document", wish.document.number)
    page = verdict_of(wish.document, "決定作廢") | {
        "wish": wish,
        "reason": reason_told(wish.reason_code, wish.reason),
        "may_decide": may_decide(request.user, wish),
    }
    return render(request, "issuance/documents/decide_void.html", page)


def _shown(wish: VoidRequest) -> dict[str, object]:
    return {"wish": wish, "reason": reason_told(wish.reason_code, wish.reason)}
