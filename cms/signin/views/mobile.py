"""Signing in by mobile: the number, then the code that was sent to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from cms.core.errors import Refused
from cms.signin import sessions
from cms.signin.frame import private
from cms.signin.gate import after_sign_in
from cms.signin.selectors import may_give_last_four
from cms.signin.services.codes import check_code
from cms.signin.services.sending import send_again, send_code
from cms.signin.typed import read_code, read_mobile
from cms.signin.waiting import Waiting, remember, waiting_in
from cms.signin.words import words_in

from .asking import go_to, network_behind, show_asking

SHOWN_BACK = 30  # characters of what was typed that stand in the field again


@require_http_methods(["GET", "HEAD", "POST"])
def ask_number(request: HttpRequest, lang: str) -> HttpResponse:
    """The first page: the number of the mobile, to which a code is sent; known and unknown numbers look the same."""
    if request.visitor:
        return go_to(lang)
    if request.method != "POST":
        page = {"was_over": sessions.was_over(request.session)}
        return show_asking(request, "signin/number.html", page, lang)
    typed = request.POST.get("mobile", "")
    try:
        waiting = send_code(
            mobile=read_mobile(typed), network=network_behind(request), waiting=waiting_in(request.session)
        )
    except Refused as refused:
        return show_asking(request, "signin/number.html", {"typed": typed[:SHOWN_BACK]}, lang, refused)
    remember(request.session, waiting)
    return go_to(lang, "sign-in", "code")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest, lang: str) -> HttpResponse:
    """The second page: the code, or the wish for another one."""
    waiting = waiting_in(request.session)
    if request.visitor:
        return go_to(lang)
    if waiting is None:
        return go_to(lang, "sign-in")
    if request.method != "POST":
        return _code_page(request, waiting, lang)
    act = _send_again if "again" in request.POST else _check
    try:
        return act(request, waiting, lang)
    except Refused as refused:
        return _code_page(request, waiting, lang, refused)


def _send_again(request: HttpRequest, waiting: Waiting, lang: str) -> HttpResponse:
    remember(request.session, send_again(waiting=waiting, network=network_behind(request)))
    return go_to(lang, "sign-in", "code")


def _check(request: HttpRequest, waiting: Waiting, lang: str) -> HttpResponse:
    code = read_code(request.POST.get("code", ""))
    visitor = check_code(waiting=waiting, code=code, network=network_behind(request))
    sessions.begin(request.session, visitor)
    if may_give_last_four(visitor):
        return go_to(lang, "sign-in", "id")
    return private(HttpResponseRedirect(after_sign_in(request, lang)))


def _code_page(request: HttpRequest, waiting: Waiting, lang: str, refused: Refused | None = None) -> HttpResponse:
    words = words_in(lang)
    wait = waiting.seconds_to_wait
    page = {
        "sent": words["sign_in_sent"].format(shown=waiting.shown),
        "sent_again": waiting.again and refused is None,
        "late": waiting.late,
        "locked": refused is not None and refused.code == "sign_in_locked",
        "again": words["sign_in_again_in"].format(s=wait) if wait else words["sign_in_again"],
        "typed": request.POST.get("code", "")[:SHOWN_BACK],
    }
    return show_asking(request, "signin/code.html", page, lang, refused)
