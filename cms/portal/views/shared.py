"""A share as its bearer meets it: first what it is and for whom, and behind a button what its holder chose to show."""

from __future__ import annotations

import logging
from typing import Any

from django import db
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.accounts.networks import client_address
from cms.core import clock
from cms.core.errors import NotFound, Refused, Unreadable
from cms.portal.shared import (
    find_share,
    has_opened_enough,
    open_shared,
    status_today,
    told_before,
    verdict_of,
)
from cms.portal.shares import share_path
from cms.portal.words import words_in
from cms.vault.models import ShareLink
from cms.vault.selectors import ShareState, share_state
from cms.verification.page import other_language, site_frame
from cms.verification.status import Status
from cms.verification.tries import WINDOW, network_of, take_miss

_log = logging.getLogger(__name__)
# Our own style sheets; no script, nothing from elsewhere.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DOWN_SECONDS, _MANY_SECONDS = 300, 3600


# The page sets no cookie and knows no visitor: whoever could forge a request would need the link, and then needs no forging.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def open_share(request: HttpRequest, token: str, lang: str) -> HttpResponse:
    """Without a press of the button nothing is opened: programs that preview links in messages use up nothing."""
    try:
        return _answer(request, token, lang)
    except (db.Error, Unreadable):
        _log.exception("a share cannot be opened")
        return _told(request, "down", token, lang, 503, retry=_DOWN_SECONDS)


def _answer(request: HttpRequest, token: str, lang: str) -> HttpResponse:
    share = find_share(token)
    if share is None:
        if take_miss(network_of(client_address(request) or "")):
            return _told(request, "unknown", token, lang, 404)
        return _told(request, "many", token, lang, 429, retry=WINDOW.seconds)
    closed = _closed(request, share, token, lang)
    if closed or request.method != "POST":
        return closed or _page(request, "portal/shared/ask.html", told_before(share, lang), token, lang)
    if has_opened_enough(share):
        return _told(request, "many", token, lang, 429, retry=_MANY_SECONDS)
    try:
        return _page(request, "portal/shared/opened.html", open_shared(share, lang), token, lang)
    except Unreadable:
        raise
    except (NotFound, Refused):  # somebody was faster: its holder to take it back, or another bearer to use it up
        return _closed(request, find_share(token) or share, token, lang) or _told(request, "used", token, lang, 410)


def _closed(request: HttpRequest, share: ShareLink, token: str, lang: str) -> HttpResponse | None:
    """Why there is nothing to open, in words and without a fact of the document; None where there is."""
    state = share_state(share, clock.now())
    if state is not ShareState.OPEN:
        return _told(request, state, token, lang, 410)
    if status_today(share) is not Status.VALID:
        page = verdict_of(share.grant.document.face, lang)
        return _page(request, "portal/shared/ended.html", page, token, lang)
    return None


def _told(request: HttpRequest, what: str, token: str, lang: str, status: int, *, retry: int = 0) -> HttpResponse:
    words = words_in(lang)
    page = {"heading": words[f"shared_{what}"], "text": words[f"shared_{what}_text"]}
    response = _page(request, "portal/shared/told.html", page, token, lang, status=status)
    if retry:
        response["Retry-After"] = str(retry)
    return response


def _page(
    request: HttpRequest, template: str, page: dict[str, Any], token: str, lang: str, *, status: int = 200
) -> HttpResponse:
    """A page that is kept nowhere, indexed nowhere, and tells no other site its address."""
    words = words_in(lang)
    frame = {
        **site_frame(lang),
        **page,
        "w": words,
        "path": share_path(token, lang),
        "other_path": share_path(token, other_language(lang)),
    }
    response = render(request, template, frame, status=status)
    response["Content-Language"] = words["lang"]
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Frame-Options"] = "DENY"
    response["Content-Security-Policy"] = _POLICY
    return response
