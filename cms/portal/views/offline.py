"""What a phone fetches to install the app: open to everybody, the same for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cms.portal import offline
from cms.signin.frame import private


@require_safe
def manifest(request: HttpRequest, lang: str) -> HttpResponse:
    """The app's name, icons and reach."""
    told = offline.manifest(lang)
    return private(
        JsonResponse(told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})
    )


@require_safe
def offline_page(request: HttpRequest, lang: str) -> HttpResponse:
    """The page for days without a network."""
    return private(HttpResponse(offline.offline_page(lang)))


@require_safe
def worker(request: HttpRequest, lang: str) -> HttpResponse:
    """The worker, which reaches as far as its address: /my/ and below."""
    return private(HttpResponse(offline.worker(), content_type="text/javascript"))
