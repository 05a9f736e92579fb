"""After the phone is proven: the last four of the national id, which open the documents that bear one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from cms.accounts.visitors import Assurance
from cms.core.errors import Refused, Unreadable
from cms.signin import sessions
from cms.signin.frame import private, show
from cms.signin.gate import after_sign_in
from cms.signin.selectors import family_of, may_give_last_four
from cms.signin.services.last_four import check_last_four
from cms.signin.typed import read_last_four
from cms.signin.words import words_in
from cms.vault.permissions import documents_for

from .asking import go_to, show_asking
from .mobile import SHOWN_BACK


@require_http_methods(["GET", "HEAD", "POST"])
def ask_last_four(request: HttpRequest, lang: str) -> HttpResponse:
    """The digits that say which person of this phone is there; the way to another person of it, too."""
    if request.visitor is None:
        return go_to(lang, "sign-in")
    if request.visitor.assurance is Assurance.CITY:
        return go_to(lang)
    if not may_give_last_four(request.visitor):
        words = words_in(lang)
        page = {"heading": words["sign_in_id_needless"], "text": words["sign_in_id_needless_text"]}
        return show(request, "signin/told.html", page, lang)
    if request.method != "POST":
        return _page(request, lang)
    try:
        last_four = read_last_four(request.POST.get("last_four", ""))
        visitor = check_last_four(visitor=request.visitor, last_four=last_four)
    except Unreadable:
        raise  # our keys are at fault, not these digits: an error for who runs this
    except Refused as refused:
        return _page(request, lang, refused)
    began = request.session[sessions.BEGAN]
    sessions.begin(request.session, visitor)
    request.session[sessions.BEGAN] = began  # the phone was proven then, and is good for two hours from there
    return private(HttpResponseRedirect(after_sign_in(request, lang)))


def _page(request: HttpRequest, lang: str, refused: Refused | None = None) -> HttpResponse:
    visitor = request.visitor
    people = family_of(visitor.mobile_hash).count()
    page = {
        "switching": visitor.person is not None,
        "shared": words_in(lang)["sign_in_shared"].format(n=people) if people > 1 else "",
        "others": documents_for(visitor).exists(),
        "typed": request.POST.get("last_four", "")[:SHOWN_BACK],
    }
    return show_asking(request, "signin/last_four.html", page, lang, refused)
