"""The frame of the citizen's pages: signing in's frame with the portal's words and navigation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.signin import frame
from cms.signin.sessions import SEEN_STEP

from .words import words_in

ASK_MINUTES = 2  # so long before a session runs out somebody is asked (WCAG 2.2, 2.2.1: twenty seconds at least)


def show(
    request: HttpRequest, template: str, page: Mapping[str, Any], lang: str, *, at: str = "", status: int = 200
) -> HttpResponse:
    """A page of the portal; at names the entry of the navigation that it belongs to: list, looks or settings."""
    words = words_in(lang)
    idle = {
        "idle": settings.MYDOC_CITIZEN_IDLE_MINUTES * 60 - SEEN_STEP,  # the server's clock may be so far ahead
        "ask": ASK_MINUTES * 60,
        "still_text": words["still_text"].format(minutes=ASK_MINUTES),
    }
    return frame.show(request, template, {**idle, **page, "at": at}, lang, words=words, status=status)
