"""The citizen's settings: how one is signed in, which notices one wants, and what was told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from cms.core.clock import TAIPEI
from cms.core.errors import Refused
from cms.delivery.models import Notice
from cms.portal.frame import show
from cms.portal.look_lines import moment
from cms.portal.selectors import NOTICES_SHOWN, channels_wanted, notices_told_to, unread_answers
from cms.portal.services.wishes import choose_channels
from cms.portal.tables import notice_state
from cms.portal.words import words_in
from cms.signin.frame import my_path, private
from cms.signin.gate import citizens_only, sentence_of
from cms.signin.selectors import may_give_last_four
from cms.verification.facts import either

SAVED = "portal_settings_saved"  # the session's key for what is said once


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def settings_page(request: HttpRequest, lang: str) -> HttpResponse:
    """How one is signed in, the notices that one wants, and the way to the rest."""
    wrong = ""
    if request.method == "POST":
        try:
            choose_channels(visitor=request.visitor, wanted=request.POST.getlist("channel"))
        except Refused as refused:
            wrong = sentence_of(refused, words_in(lang), lang)
        else:
            request.session[SAVED] = True
            return private(HttpResponseRedirect(my_path(lang, "settings")))
    unread = unread_answers(request.visitor)
    page = {
        "assurance": request.visitor.assurance.value,
        "may_give_last_four": may_give_last_four(request.visitor),
        "channels": list(_channels(request, lang)),
        "has_wishes": bool(request.visitor.citizens),
        "unread": unread,
        "new_answers": words_in(lang)["requests_new_answers"].format(n=unread),
        "saved": request.session.pop(SAVED, False),
        "wrong": wrong,
    }
    return show(request, "portal/settings.html", page, lang, at="settings", status=400 if wrong else 200)


@require_safe
@citizens_only
def notices_page(request: HttpRequest, lang: str) -> HttpResponse:
    """The last notices, whatever became of them."""
    notices = [_notice(notice, lang) for notice in notices_told_to(request.visitor)[:NOTICES_SHOWN]]
    page = {"notices": notices, "lead": words_in(lang)["told_lead"].format(n=len(notices))}
    return show(request, "portal/notices.html", page, lang, at="settings")


def _channels(request: HttpRequest, lang: str) -> Iterator[dict[str, Any]]:
    words = words_in(lang)
    for slug, wanted in channels_wanted(request.visitor).items():
        yield {"slug": slug, "label": words.get(f"channel_{slug}", slug), "wanted": wanted}


def _notice(notice: Notice, lang: str) -> dict[str, Any]:
    words, face = words_in(lang), notice.document.face
    title, is_chinese = either(face.type_name, face.type_name_en, lang)
    path = f"d/{notice.document.number}"
    if notice.request:  # an answer is told by the address in some document, which it says nothing of
        title, is_chinese, path = (
            words["request_title"].format(code=notice.request),
            False,
            f"requests/{notice.request}",
        )
    return {
        "code": notice.code,
        "at": moment(notice.created_at.astimezone(TAIPEI), lang),
        "iso": notice.created_at.isoformat(timespec="seconds"),
        "kind": words[f"told_kind_{notice.kind}"],
        "path": path,
        "title": title,
        "is_chinese": is_chinese,
        "channel": words.get(f"channel_{notice.channel}", notice.channel),
        "state": notice_state(notice, words),
        "failed": notice.state == Notice.State.FAILED,
    }
