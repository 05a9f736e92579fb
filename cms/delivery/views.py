"""The demo's message page: what would have been sent, newest first."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .models import Outbox

SHOWN = 100
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


@require_safe
def messages_page(request: HttpRequest) -> HttpResponse:
    """The newest messages of the outbox; outside the demo there is no such page."""
    if not settings.MYDOC_DEMO:
        raise Http404
    page = {"messages": Outbox.objects.order_by("-at", "-pk")[:SHOWN], "site": settings.MYDOC_SITE_NAME}
    response = render(request, "delivery/messages.html", page)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = POLICY
    return response
