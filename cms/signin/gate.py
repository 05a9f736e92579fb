"""The gate before a citizen's pages: strangers are led to sign in, and what is refused is told in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from cms.core.errors import NotFound, Refused, Unreadable
from cms.verification.page import other_language

from .frame import in_other_language, language_of, my_path, private, show
from .sessions import NEXT
from .words import words_in


def citizens_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view for whoever is signed in, as request.visitor; others sign in first and come back to the page.

    NotFound, Unreadable and Refused become pages: absent and somebody else's document are one and the same page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, lang: str, **kwargs: Any) -> HttpResponse:
        if request.visitor is None:
            if request.method == "GET":
                request.session[NEXT] = request.path
            return private(HttpResponseRedirect(my_path(lang, "sign-in")))
        try:
            return view(request, *args, lang=lang, **kwargs)
        except NotFound:
            return absent(request, lang)
        except Unreadable as trouble:
            return _closed(request, trouble, lang)

    return guarded


def absent(request: HttpRequest, lang: str) -> HttpResponse:
    """No such document here: byte for byte the same whether there is none or it is somebody else's."""
    words = words_in(lang)
    page = {"heading": words["absent"], "text": words["absent_text"], "other_path": my_path(other_language(lang))}
    return show(request, "signin/told.html", page, lang, status=404)


def _closed(request: HttpRequest, trouble: Unreadable, lang: str) -> HttpResponse:
    """A document that is the visitor's, but that nobody can open: now, or ever again."""
    words = words_in(lang)
    name, status = ("gone", 410) if trouble.code == "destroyed" else ("unreadable", 503)
    return show(
        request, "signin/told.html", {"heading": words[name], "text": words[f"{name}_text"]}, lang, status=status
    )


def sentence_of(refused: Refused, words: Mapping[str, str], lang: str) -> str:
    """What a refusal says in the page's language."""
    said = words.get(f"refused_{refused.code}") if refused.code else None
    if said is None:
        return str(refused) if lang == "zh" else words["refused"]
    return said.format(**refused.facts)


def after_sign_in(request: HttpRequest, lang: str) -> str:
    """Where to go now: the page that was asked for, in the language of signing in, if it is ours; never another host."""
    wanted = request.session.pop(NEXT, "")
    if not wanted.startswith(my_path("zh")):
        return my_path(lang)
    asked_in = language_of(wanted)
    return wanted if asked_in == lang else in_other_language(wanted, asked_in)
