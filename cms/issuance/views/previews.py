"""What a row will look like before anything is issued: picture, PDF, texts, and the public page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cms.issuance import desk
from cms.issuance.selectors import batch_for
from cms.issuance.services.previews import preview_pdf, preview_png, preview_texts, public_preview

from .answers import crumbs, in_words, wants_json
from .batches import about

SMALL, LARGE = 320, 900


@require_GET
@never_cache
@in_words
def page(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """A row as its holder gets it and as the public will see it; for the script only the small part of the check page."""
    batch = batch_for(request.user, code)
    if wants_json(request):
        context = about(request, batch) | {"preview": desk.neighbours(batch, seq)}
        part = render_to_string("issuance/batches/_preview.html", context, request)
        return JsonResponse({"parts": {"desk-preview": part}, "said": f"預覽第 {seq} 列"})
    context = about(request, batch) | {
        "texts": preview_texts(user=request.user, batch=batch, seq=seq),
        "face": public_preview(user=request.user, batch=batch, seq=seq),
        "preview": desk.neighbours(batch, seq),
        "heading": f"預覽第 {seq} 列",
        "breadcrumbs_items": crumbs(
            (f"批次 {batch.code}", reverse("issuance_batch", kwargs={"code": code})), (f"預覽第 {seq} 列", "")
        ),
    }
    return render(request, "issuance/batches/preview.html", context)


@require_GET
@never_cache
@in_words
def picture(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """The watermarked first page as PNG; `?size=large` to read it."""
    batch = batch_for(request.user, code)
    width = LARGE if request.GET.get("size") == "large" else SMALL
    return HttpResponse(preview_png(user=request.user, batch=batch, seq=seq, width=width), content_type="image/png")


@require_GET
@never_cache
@in_words
def pdf(request: HttpRequest, code: str, seq: int) -> HttpResponse:
    """The watermarked page as PDF."""
    batch = batch_for(request.user, code)
    answer = HttpResponse(preview_pdf(user=request.user, batch=batch, seq=seq), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="preview-{code}-{seq}.pdf"'
    return answer
