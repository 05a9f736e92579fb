"""The frame of every page under /my/: its addresses, words and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.verification.page import other_language, site_frame

from .middleware import PLACE
from .words import words_in


def my_path(lang: str, *parts: str) -> str:
    """The path of a citizens' page in this language: my_path("en", "d", number) is /my/en/d/<number>/."""
    start = f"{PLACE}en/" if lang == "en" else PLACE
    return start + "".join(f"{part}/" for part in parts)


def language_of(path: str) -> str:
    """The language of a citizens' page."""
    return "en" if path.startswith(my_path("en")) else "zh"


def in_other_language(path: str, lang: str) -> str:
    """The same page in the other language."""
    return my_path(other_language(lang)) + path.removeprefix(my_path(lang))


def show(
    request: HttpRequest,
    template: str,
    page: Mapping[str, Any],
    lang: str,
    *,
    words: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page under /my/: kept nowhere, indexed nowhere, and nothing runs in it but our own script."""
    frame = {
        **site_frame(lang),
        "w": words or words_in(lang),
        "my": my_path(lang),
        "other_path": in_other_language(request.path, lang),
        "visitor": request.visitor,
    }
    response = render(request, template, {**frame, **page}, status=status)
    response["Content-Language"] = frame["w"]["lang"]
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    """The headers of everything under /my/. The referrer stays in the house: without any, a POST has no origin."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    response["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"manifest-src 'self'; worker-src 'self'; form-action 'self'{_city_account()}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _city_account() -> str:
    """Where signing out of the city account leads, as a policy writes it; empty without one."""
    parts = urlsplit(settings.MYDOC_CITY_ACCOUNT["issuer"])
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
