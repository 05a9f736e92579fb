"""A page that asks one thing: the form, what was wrong with it, and the other ways in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.accounts.networks import client_address
from cms.core.errors import Refused
from cms.signin.frame import my_path, private, show
from cms.signin.gate import sentence_of
from cms.signin.providers import identity_providers
from cms.signin.words import words_in
from cms.verification.tries import network_of

# Refusals that no other text in the field would change; all others are told beside the field.
_STATUS = {
    "send_down": 503,
    "send_rejected": 400,
    "send_many": 429,
    "send_pause": 429,
    "send_wait": 429,
    "sign_in_locked": 429,
    "id_locked": 429,
    "id_locked_today": 429,
    "id_twins": 409,
}


def show_asking(
    request: HttpRequest, template: str, page: Mapping[str, Any], lang: str, refused: Refused | None = None
) -> HttpResponse:
    """The page with its one field; after a refusal with the reason, beside the field or, if it is no slip, above."""
    said = sentence_of(refused, words_in(lang), lang) if refused else ""
    code = refused.code if refused else ""
    told = {"trouble": said} if code in _STATUS else {"problem": said}
    status = _STATUS.get(code, 400) if refused else 200
    response = show(request, template, {"ways": _other_ways(lang), **told, **page}, lang, status=status)
    if refused and "minutes" in refused.facts:
        response["Retry-After"] = str(refused.facts["minutes"] * 60)
    return response


def go_to(lang: str, *parts: str) -> HttpResponse:
    """On to another page under /my/."""
    return private(HttpResponseRedirect(my_path(lang, *parts)))


def network_behind(request: HttpRequest) -> str:
    """Where tries from this request are counted."""
    return network_of(client_address(request) or "")


def _other_ways(lang: str) -> list[dict[str, str]]:
    """The identity providers that are offered: address and label of each."""
    return [
        {"path": my_path(lang, "city", slug), "label": provider.label_en if lang == "en" else provider.label}
        for slug, provider in identity_providers().items()
    ]
