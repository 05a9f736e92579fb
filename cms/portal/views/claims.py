"""Claiming a document with the code that an agency gave out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts.networks import client_address
from cms.core.errors import Refused
from cms.portal.claims import LONGEST_TYPED, slip_in
from cms.portal.documents import heading_of, named, own_face
from cms.portal.frame import show
from cms.portal.words import words_in
from cms.signin.frame import my_path, private
from cms.signin.gate import citizens_only, sentence_of
from cms.vault.services.claims import TRIES_WINDOW, claim_document
from cms.verification.tries import network_of

_STATUS = {"claim_many": 429, "claim_ended": 409}


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def claim(request: HttpRequest, lang: str) -> HttpResponse:
    """The form; the code is posted, so that it stands in no address, history or log."""
    if request.method != "POST":
        return show(request, "portal/claim.html", {}, lang, at="list")
    typed = request.POST.get("code", "")[:LONGEST_TYPED]
    slip = slip_in(typed, words_in(lang))
    if slip:
        return _again(request, typed, slip, 400, lang)
    try:
        document = claim_document(
            visitor=request.visitor, code=typed, network=network_of(client_address(request) or "")
        )
    except Refused as refused:
        said = sentence_of(refused, words_in(lang), lang)
        return _again(request, typed, said, _STATUS.get(refused.code, 400), lang)
    return private(HttpResponseRedirect(my_path(lang, "claim", document.number)))


@require_safe
@citizens_only
def claimed(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """The document is the visitor's now; nothing private is opened to say so."""
    face = own_face(request.visitor, number)
    title, agency = named(face.type_name, face.type_name_en, lang), named(face.issuer_name, face.issuer_name_en, lang)
    text = format_html(words_in(lang)["claim_done_text"], title=title, agency=agency)
    page = heading_of(face, lang) | {"number": number, "mark": face.mark, "text": text}
    return show(request, "portal/claim_done.html", page, lang, at="list")


def _again(request: HttpRequest, typed: str, wrong: str, status: int, lang: str) -> HttpResponse:
    response = show(request, "portal/claim.html", {"typed": typed, "wrong": wrong}, lang, at="list", status=status)
    if status == 429:
        response["Retry-After"] = str(TRIES_WINDOW.seconds)
    return response
