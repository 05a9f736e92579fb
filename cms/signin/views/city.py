"""Signing in by an identity provider: there and back again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from cms.signin import sessions
from cms.signin.frame import my_path, private, show
from cms.signin.gate import after_sign_in, sentence_of
from cms.signin.providers import absolute, identity_providers, proof_of
from cms.signin.providers.base import IdentityProvider, NotProven, Why
from cms.signin.services.city import admit_proven, note_refusal
from cms.signin.words import words_in
from cms.verification.page import other_language

_HEADINGS = {Why.DENIED: "city_denied", Why.DOWN: "city_down"}
_STATUS = {Why.DOWN: 503, Why.STATE: 400, Why.REPLAYED: 400}
_RETRY_SECONDS = 300
# Trying the same account again would not help.
_RATHER_BY_MOBILE = (Why.DOWN, Why.LEVEL, Why.NATIONAL_ID)


@require_GET
def start_city(request: HttpRequest, slug: str, lang: str) -> HttpResponse:
    """Send the visitor to the provider."""
    provider = _offered(slug)
    try:
        return private(provider.start(request, back=absolute(my_path(lang, "city", slug, "back")), lang=lang))
    except NotProven as refusal:
        return _refused(request, slug, refusal, lang)


@require_GET
def finish_city(request: HttpRequest, slug: str, lang: str) -> HttpResponse:
    """The visitor comes back: signed in, or told why not."""
    provider = _offered(slug)
    try:
        proven = provider.finish(request)
        visitor = admit_proven(provider=slug, proven=proven)
    except NotProven as refusal:
        return _refused(request, slug, refusal, lang)
    sessions.begin(request.session, visitor, proof=proof_of(slug, proven.id_token))
    return private(HttpResponseRedirect(after_sign_in(request, lang)))


def _offered(slug: str) -> IdentityProvider:
    provider = identity_providers().get(slug)
    if provider is None:
        raise Http404
    return provider


def _refused(request: HttpRequest, slug: str, refusal: NotProven, lang: str) -> HttpResponse:
    """Why nobody was signed in, and the ways on; the address in the other language is one that can be opened again."""
    note_refusal(provider=slug, why=refusal.why)
    words, start = words_in(lang), my_path(lang, "city", slug)
    page = {
        "heading": words[_HEADINGS.get(refusal.why, "city_refused")],
        "sentence": sentence_of(refusal, words, lang),
        "again": start,
        "rather_by_mobile": refusal.why in _RATHER_BY_MOBILE,
        "own_wish": refusal.why is Why.DENIED,
        "other_path": my_path(other_language(lang), "sign-in"),
    }
    response = show(request, "signin/refused.html", page, lang, status=_STATUS.get(refusal.why, 403))
    if refusal.why is Why.DOWN:
        response["Retry-After"] = str(_RETRY_SECONDS)
    return response
