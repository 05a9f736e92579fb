"""The end of a citizen's session, and what is said when a form comes from a page that was open for too long."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST, require_safe

from cms.signin import sessions
from cms.signin.frame import language_of, my_path, private, show
from cms.signin.middleware import PLACE
from cms.signin.providers import sign_out_url
from cms.signin.words import words_in
from cms.verification.page import other_language


@require_POST
def sign_out(request: HttpRequest, lang: str) -> HttpResponse:
    """Forget the session here and everything that the browser keeps of it; a city account is signed out of there too."""
    proof, back = sessions.end(request.session), my_path(lang, "signed-out")
    response = private(HttpResponseRedirect((proof and sign_out_url(proof, back=back)) or back))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def stay(request: HttpRequest, lang: str) -> HttpResponse:
    """Somebody is still there, which the middleware has noted; 401 if the session is over."""
    return private(HttpResponse(status=204 if request.visitor else 401))


@require_safe
def signed_out(request: HttpRequest, lang: str) -> HttpResponse:
    """What remains: nothing."""
    request.visitor = None
    return show(request, "signin/signed_out.html", {}, lang)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the session's secret; in words under /my/, as Django says it elsewhere."""
    if not request.path_info.startswith(PLACE):
        return csrf_failure(request, reason=reason)
    lang = language_of(request.path_info)
    words = words_in(lang)
    page = {"heading": words["forged"], "text": words["forged_text"], "other_path": my_path(other_language(lang))}
    return show(request, "signin/told.html", page, lang, status=403)
