"""Sharing on screen: choose, check, take the link along; the list of links, and taking one back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core import clock
from cms.core.errors import NotFound, Refused
from cms.portal.documents import heading_of, may_share, open_own, own_face
from cms.portal.frame import show
from cms.portal.purposes import SHARE
from cms.portal.shares import Shown, Wish, given_by, labels_left_out, minute, share_url, shown_fields, wish_in
from cms.portal.words import words_in
from cms.signin.frame import my_path, private
from cms.signin.gate import citizens_only, sentence_of
from cms.templates_designer.rendering.symbols import symbol_of
from cms.vault.models import PublicFace
from cms.vault.services.shares import make_share, revoke_share
from cms.vault.share_terms import DAYS
from cms.verification.page import other_language

# The session's keys: the document and fields that were checked last, the form that made the last link, and that a link
# was just taken back.
CHECKED, MADE, TOLD = "portal_share_checked", "portal_share_made", "portal_share_told"


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def share(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """The form, then what was filled in to be checked, then the link: shown once, as it is kept nowhere."""
    face = own_face(request.visitor, number)
    if not may_share(request.visitor, face.document):
        return _refused(request, "share_not_in_force", number, lang)
    wish = wish_in(request.POST) if request.method == "POST" else Wish()
    step = request.POST.get("step")
    if step == "make" and request.session.get(CHECKED) == _as_checked(number, wish):
        return _make(request, face, wish, lang)
    opened = open_own(request.visitor, number, purpose=SHARE)
    choices = shown_fields(opened, lang)
    if not choices:
        return _refused(request, "share_nothing", number, lang)
    if step not in ("check", "make"):
        return _form(request, face, wish, choices, lang)
    problems = wish.problems(choices)
    if problems:
        return _form(request, face, wish, choices, lang, problems=problems)
    return _check(request, face, wish, choices, lang)


@require_safe
@citizens_only
def share_list(request: HttpRequest, lang: str) -> HttpResponse:
    """Every link to the visitor's documents."""
    page = {"shares": given_by(request.visitor, lang), "told": request.session.pop(TOLD, "")}
    return show(request, "portal/shares.html", page, lang, at="settings")


@require_POST
@citizens_only
def take_back(request: HttpRequest, share_id: UUID, lang: str) -> HttpResponse:
    """The link opens no more."""
    try:
        revoke_share(visitor=request.visitor, share_id=share_id)
    except NotFound:
        words, there = words_in(lang), my_path(other_language(lang), "shares")
        page = {"heading": words["shares_absent"], "text": words["shares_absent_text"], "other_path": there}
        return show(request, "signin/told.html", page, lang, status=404)
    request.session[TOLD] = "revoked"
    return private(HttpResponseRedirect(my_path(lang, "shares")))


def _form(
    request: HttpRequest,
    face: PublicFace,
    wish: Wish,
    choices: Sequence[Shown],
    lang: str,
    *,
    problems: Mapping[str, str] = MappingProxyType({}),
) -> HttpResponse:
    words = words_in(lang)
    wrong = {part: words[f"refused_{code}"] for part, code in problems.items()}
    page = _heading(face, lang) | {"wish": wish, "choices": choices, "wrong": wrong, "days": _days(lang)}
    return show(request, "portal/share.html", page, lang, at="list", status=400 if wrong else 200)


def _check(request: HttpRequest, face: PublicFace, wish: Wish, choices: Sequence[Shown], lang: str) -> HttpResponse:
    request.session[CHECKED] = _as_checked(face.number, wish)
    page = _heading(face, lang) | {
        "wish": wish,
        "chosen": [choice for choice in choices if choice.code in wish.terms.fields],
        "left_out": labels_left_out(choices, wish.terms.fields, lang),
        "until": minute(clock.now() + timedelta(days=wish.days), lang),
        "form_key": secrets.token_urlsafe(16),
    }
    return show(request, "portal/share_check.html", page, lang, at="list")


def _make(request: HttpRequest, face: PublicFace, wish: Wish, lang: str) -> HttpResponse:
    """Make the link; the same form again, by a reload, makes no second one."""
    form_key = request.POST.get("form_key", "")
    if form_key and request.session.get(MADE) == form_key:
        return private(HttpResponseRedirect(my_path(lang, "shares")))
    try:
        made, token = make_share(
            visitor=request.visitor, number=face.number, terms=wish.terms, days=wish.days, once=wish.once
        )
    except Refused as refused:
        return _refused(request, refused.code, face.number, lang, **refused.facts)
    request.session[MADE] = form_key
    url = share_url(token, lang)
    page = _heading(face, lang) | {
        "wish": wish,
        "url": url,
        "symbol": symbol_of(url),
        "until": minute(made.grant.ends_at, lang),
        "other_path": my_path(other_language(lang), "shares"),
    }
    return show(request, "portal/share_made.html", page, lang, at="list")


def _refused(request: HttpRequest, code: str, number: str, lang: str, **facts: Any) -> HttpResponse:
    """No link can be made: the reason, and no form to fill in."""
    words = words_in(lang)
    text = sentence_of(Refused("", code=code, **facts), words, lang)
    return show(request, "signin/told.html", {"heading": words["share_closed"], "text": text}, lang, status=409)


def _as_checked(number: str, wish: Wish) -> list[str]:
    """By what a wish is known again that was checked against the pages of its document; nothing personal."""
    return [number, *wish.terms.fields]


def _heading(face: PublicFace, lang: str) -> dict[str, Any]:
    return heading_of(face, lang) | {"number": face.number, "mark": face.mark}


def _days(lang: str) -> Sequence[tuple[int, str]]:
    return [(days, words_in(lang)[f"share_day_{days}"]) for days in DAYS]
