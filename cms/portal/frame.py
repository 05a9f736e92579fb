"""The frame of the citizen's pages: signing in's frame with the portal's words and navigation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.signin import frame

from .words import words_in


def show(
    request: HttpRequest, template: str, page: Mapping[str, Any], lang: str, *, at: str = "", status: int = 200
) -> HttpResponse:
    """A page of the portal; at names the entry of the navigation that it belongs to: list, looks or settings."""
    return frame.show(request, template, {**page, "at": at}, lang, words=words_in(lang), status=status)
