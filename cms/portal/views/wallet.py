"""我的證件包: the list of a citizen's documents."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from cms.accounts.visitors import Assurance
from cms.core import clock
from cms.portal.frame import show
from cms.portal.holder import full_name, masked_name, spoken
from cms.portal.looks import latest
from cms.portal.rows import form_of, groups_of
from cms.portal.wallet import PER_PAGE, Criteria, chosen, entries_of
from cms.portal.words import words_in
from cms.signin.frame import in_other_language
from cms.signin.gate import citizens_only
from cms.signin.providers import identity_providers
from cms.signin.selectors import may_give_last_four

_LATEST = 3


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def show_wallet(request: HttpRequest, lang: str) -> HttpResponse:
    """The list; a POST asks for the holder's name in full, for this one answer."""
    words = words_in(lang)
    criteria = Criteria(*(request.GET.get(name, "").strip()[:60] for name in ("text", "agency", "status")))
    entries = entries_of(request.visitor, clock.today())
    paper = Paginator(chosen(entries, criteria), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({name: value for name, value in request.GET.items() if name in ("text", "agency", "status")})
    page = {
        "count": len(entries),
        "groups": groups_of(paper.object_list, lang),
        "paper": paper,
        "criteria": criteria,
        "asked": asked,
        "page_said": format_html(words["wallet_page"], page=paper.number, pages=paper.paginator.num_pages),
        "found": format_html(words["wallet_found"], n=paper.paginator.count),
        "form": form_of(entries, lang),
        "latest": latest(request.visitor, _LATEST, lang) if entries else [],
        "by_city": request.visitor.assurance is Assurance.CITY,
        "by_mobile": request.visitor.person is None and may_give_last_four(request.visitor),
        "other_path": f"{in_other_language(request.path, lang)}{f'?{asked}' if asked else ''}",
        **_name(request, lang),
        **_city_account(request, lang),
    }
    return show(request, "portal/list.html", page, lang, at="list")


def _name(request: HttpRequest, lang: str) -> dict[str, str]:
    if request.method == "POST":
        return {"full_name": full_name(request.visitor)}
    masked = masked_name(request.session, request.visitor)
    return {"masked_name": masked, "spoken_name": spoken(masked, words_in(lang)["wallet_part_hidden"])}


def _city_account(request: HttpRequest, lang: str) -> dict[str, Any]:
    """The provider that would show more than a mobile does, if there is one."""
    if request.visitor.assurance is Assurance.CITY:
        return {}
    words = words_in(lang)
    for slug, provider in identity_providers().items():
        account = provider.label_en if lang == "en" else provider.label
        said = {
            f"city_{name}": format_html(words[f"wallet_city_{name}"], account=account) for name in ("text", "button")
        }
        return {"city_slug": slug, **said}
    return {}
