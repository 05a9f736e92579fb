"""Taking everything away: the page that says what will be in the file, and the file, made while it is sent."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.views.decorators.http import require_http_methods

from cms.core import clock
from cms.core.errors import Refused
from cms.portal.frame import show
from cms.portal.services.takeaways import begin_take_away
from cms.portal.takeaway import archive_of, file_name
from cms.portal.words import words_in
from cms.signin import sessions
from cms.signin.frame import my_path, private
from cms.signin.gate import citizens_only, sentence_of
from cms.signin.selectors import may_give_last_four
from cms.signin.sessions import NEXT
from cms.vault.permissions import documents_for

FRESH = timedelta(minutes=30)  # whoever signed in earlier may have left the device to somebody else


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def take_away(request: HttpRequest, lang: str) -> HttpResponse:
    """What will be in the file; then the file itself, for who signed in a short while ago."""
    if request.method == "POST" and "again" in request.POST:
        return _sign_in_again(request, lang)
    if not _is_fresh(request):
        return _page(request, lang, stale=True, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _page(request, lang)
    try:
        numbers = begin_take_away(visitor=request.visitor)
    except Refused as refused:
        return _page(request, lang, wrong=sentence_of(refused, words_in(lang), lang), status=429)
    response = StreamingHttpResponse(archive_of(request.visitor, numbers, lang), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file_name(clock.now())}"'
    return private(response)


def _sign_in_again(request: HttpRequest, lang: str) -> HttpResponse:
    """End the session and come back here with a new one."""
    sessions.end(request.session)
    request.session[NEXT] = my_path(lang, "take-away")
    return private(HttpResponseRedirect(my_path(lang, "sign-in")))


def _is_fresh(request: HttpRequest) -> bool:
    return clock.now().timestamp() - request.session[sessions.BEGAN] < FRESH.total_seconds()


def _page(request: HttpRequest, lang: str, *, stale: bool = False, wrong: str = "", status: int = 200) -> HttpResponse:
    documents = documents_for(request.visitor).filter(destruction__isnull=True)
    count, size = documents.count(), documents.aggregate(size=Sum("versions__size"))["size"] or 0
    page = {
        "count": count,
        "counted": _counted(count, size, lang),
        "assurance": request.visitor.assurance.value,
        "may_give_last_four": may_give_last_four(request.visitor),
        "stale": stale,
        "stale_text": words_in(lang)["takeaway_stale_text"].format(minutes=int(FRESH.total_seconds() // 60)),
        "wrong": wrong,
    }
    return show(request, "portal/takeaway.html", page, lang, at="settings", status=status)


def _counted(count: int, size: int, lang: str) -> str:
    words = words_in(lang)
    if not count:
        return words["takeaway_count_none"]
    said = words["takeaway_count_one" if count == 1 else "takeaway_count"]
    return said.format(n=count, size=f"{max(size, 100_000) / 1_000_000:.1f} MB")
