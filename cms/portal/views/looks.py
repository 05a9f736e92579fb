"""The list of who looked: at all of a citizen's documents, or at one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from cms.portal.frame import show
from cms.portal.look_lines import by_day, title_of
from cms.portal.looks import Looks, looks_of
from cms.portal.models import DAYS_TO_ANSWER
from cms.portal.words import words_in
from cms.signin.frame import in_other_language
from cms.signin.gate import citizens_only


@require_safe
@citizens_only
def all_looks(request: HttpRequest, lang: str) -> HttpResponse:
    """Who looked at any of the visitor's documents, or at the one chosen in the form."""
    looks = _read(request, lang, request.GET.get("document", ""))
    choices = [{"number": one.number, "title": title_of(one, lang)} for one in looks.documents]
    page = {"named": True, "choices": choices} | _page(request, lang, looks)
    return show(request, "portal/looks.html", page, lang, at="looks")


@require_safe
@citizens_only
def looks_at(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """Who looked at this document."""
    looks = _read(request, lang, number)
    page = {"title": title_of(looks.document, lang)} | _page(request, lang, looks)
    return show(request, "portal/looks_one.html", page, lang, at="looks")


def _read(request: HttpRequest, lang: str, number: str) -> Looks:
    others, page = request.GET.get("others") == "1", request.GET.get("page", "1")
    return looks_of(request.visitor, lang, number=number, others=others, page=page)


def _page(request: HttpRequest, lang: str, looks: Looks) -> Mapping[str, Any]:
    asked = {name: request.GET[name] for name in ("document", "others") if request.GET.get(name)}
    other_path = in_other_language(request.path, lang)
    return {
        "looks": looks,
        "days": list(by_day(looks.lines, lang)),
        "pages": list(looks.page.paginator.get_elided_page_range(looks.page.number, on_each_side=1, on_ends=1)),
        "others": request.GET.get("others") == "1",
        "query": urlencode(asked),
        "other_path": f"{other_path}?{urlencode(asked)}" if asked else other_path,
        "puzzled": format_html(words_in(lang)["looks_puzzled_text"], days=DAYS_TO_ANSWER),
    }
