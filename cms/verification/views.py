"""The public pages: a code in, a verdict out; no cookie, no script, one request."""

from __future__ import annotations

import logging
from typing import Any

from django import db
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts.networks import client_address
from cms.core import clock
from cms.core.ids import read_token
from cms.vault.access import get_public_face

from . import addresses, services
from .answers import compare_boxes, told_answer
from .page import frame, other_language, too_many_page, verdict_page
from .scans import TOO_MANY, count_scan
from .services import Answer, Outcome
from .slips import code_in, in_groups, look_alikes, marked, slip_in
from .status import Status, status_of
from .styles import page_style
from .tries import WINDOW, network_of, take_miss
from .words import words_in

_log = logging.getLogger(__name__)
_RETRY_SECONDS = 60
_PREFILLED = 60


@require_safe
def type_code(request: HttpRequest, lang: str) -> HttpResponse:
    """The form for the code printed beside the QR; a readable code leads to its verdict."""
    code = code_in(request.GET.get("code", ""))
    token = read_token(code)
    if token:
        return _public(HttpResponseRedirect(addresses.verdict_path(token, lang)))
    page = frame(lang, addresses.form_path(other_language(lang)), clock.now())
    page["typed"] = in_groups(code)[:_PREFILLED]
    page["problem"] = slip_in(code, words_in(lang)) if "code" in request.GET else ""
    return _page("verification/type_code.html", page, 400 if page["problem"] else 200)


@csrf_exempt  # the page sets no cookie and knows no visitor: a forged request could do nothing that its sender could not
@require_http_methods(["GET", "HEAD", "POST"])
def tell_verdict(request: HttpRequest, code: str, lang: str) -> HttpResponse:
    """The verdict on the document with this code; a POST also compares what the visitor typed with the record."""
    try:
        page, http_status = _verdict(request, code, lang)
    except db.Error:
        _log.exception("the verify page cannot read the database")
        page, http_status = verdict_page(None, Status.CANNOT_CHECK, code, lang, clock.now()), 503
    if request.method == "GET":
        count_scan(page["status"], page.get("document_id"))
    template = "too_many" if page["status"] == TOO_MANY else "verdict"
    response = _page(f"verification/{template}.html", page, http_status)
    if http_status in (429, 503):
        response["Retry-After"] = str(WINDOW.seconds if http_status == 429 else _RETRY_SECONDS)
    return response


def _verdict(request: HttpRequest, code: str, lang: str) -> tuple[dict[str, Any], int]:
    token = read_token(code)
    face = get_public_face(token) if token else None
    # Only what is not found is limited: a busy office that scans real documents is never refused.
    if face is None and not take_miss(_network(request)):
        return too_many_page(token or code, lang, clock.now()) | _what_to_look_at(token, code, lang), 429
    status = status_of(face, clock.today())
    page = verdict_page(face, status, token or code, lang, clock.now())
    if face is None:
        return page | _what_to_look_at(token, code, lang), 404
    page["document_id"] = face.document_id
    if status is not Status.VALID:
        return page, 200
    answer = None
    if request.method == "POST":
        answer = services.compare_details(face=face, typed=request.POST.dict(), network=_network(request))
        page["answer"] = told_answer(answer, words_in(lang))
    page["compare"] = compare_boxes(face, request.POST if answer else {}, lang)
    return page, _compare_status(answer)


def _what_to_look_at(token: str | None, code: str, lang: str) -> dict[str, Any]:
    """Where the slip may be in a code that was not found, be it readable or not; told whether it was looked for or not."""
    words = words_in(lang)
    if token is None:
        return {"slip": slip_in(code_in(code), words)}
    return {"marked": marked(token), "alike": look_alikes(token, words)}


def _compare_status(answer: Answer | None) -> int:
    if answer is None:
        return 200
    return {Outcome.TOO_FEW: 400, Outcome.TOO_MANY: 429}.get(answer.outcome, 200)


def _network(request: HttpRequest) -> str:
    return network_of(client_address(request) or "")


def _page(template: str, page: dict[str, Any], http_status: int) -> HttpResponse:
    page["style"] = page_style().css
    lines = map(str.strip, get_template(template).render(page).split("\n"))
    # The templates' indentation is for who reads them; a phone on a slow network can do without.
    response = HttpResponse("\n".join(filter(None, lines)), status=http_status)
    response["Content-Language"] = page["w"]["lang"]  # not what the visitor's browser prefers
    return _public(response)


def _public(response: HttpResponse) -> HttpResponse:
    """What every answer of this app carries: keep it nowhere, index it nowhere, run and frame nothing."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Frame-Options"] = "DENY"
    response["Content-Security-Policy"] = page_style().policy
    return response
