"""How the desk answers: what is hidden is a 404, a refusal is a sentence on the page it came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cms.core.errors import NotFound, Refused

REFUSED = 409
View = Callable[..., HttpResponse]


def in_words(view: View) -> View:
    """Answer NotFound with 404; a Refused with its sentence: as JSON, as a message on the batch's page, or as a page."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: object) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except NotFound as absent:
            raise Http404 from absent
        except Refused as refusal:
            return _refused(request, str(refusal), kwargs.get("code"))

    return answered


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's own script asks, and not a form."""
    return request.headers.get("Accept") == "application/json"


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Where one is: the list of batches, then label and address of each step."""
    return [
        {"url": reverse("issuance_batches"), "label": "發證"},
        *({"url": address, "label": label} for label, address in steps),
    ]


def _refused(request: HttpRequest, sentence: str, code: object) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"refused": sentence}, status=REFUSED)
    if request.method == "POST" and code:
        messages.error(request, sentence)
        return redirect("issuance_batch", code=code)
    context = {"sentence": sentence, "breadcrumbs_items": crumbs(("沒有完成", ""))}
    return render(request, "issuance/batches/refused.html", context, status=REFUSED)
