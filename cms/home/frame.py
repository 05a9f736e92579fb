"""What every page of the public site carries: a strict policy and its language, whoever asks and however."""

from __future__ import annotations

from django.http import HttpResponse

from .words import words_in

# Our own style sheets and pictures; no script, nothing from elsewhere. Wagtail's preview frames the page.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def public(response: HttpResponse, lang: str) -> HttpResponse:
    """The response with the headers of a public page in this language ("zh" or "en")."""
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = words_in(lang)["lang"]  # not what the visitor's browser prefers
    return response
