"""A citizen's requests on screen: the list, the form, one request with its answer, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.core.clock import TAIPEI
from cms.core.errors import NotFound, Refused
from cms.portal.frame import show
from cms.portal.look_lines import moment, title_of
from cms.portal.models import DataRequest
from cms.portal.selectors import look_of, own_documents, own_requests
from cms.portal.services.requests import LONGEST_TEXT, ask, read_answer, withdraw_request
from cms.portal.words import words_in
from cms.signin.frame import in_other_language, my_path, private
from cms.signin.gate import citizens_only, sentence_of
from cms.vault.models import AccessRecord, Document
from cms.verification.facts import day, either
from cms.verification.page import other_language

TOLD = "portal_request_told"  # the session's key for what is said once: "sent" or "withdrawn"
KINDS = DataRequest.Kind
State = DataRequest.State
# Red says void or wrong and amber that time is up; an answer that grants nothing is neither.
TONES = {State.GRANTED: "is-valid", State.PARTLY: "is-superseded", State.REFUSED: "is-unknown"}


@require_safe
@citizens_only
def request_list(request: HttpRequest, lang: str) -> HttpResponse:
    """All requests, open ones first."""
    rows = [_row(one, lang) for one in own_requests(request.visitor)]
    return show(request, "portal/requests.html", {"requests": rows}, lang, at="settings")


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def new_request(request: HttpRequest, lang: str) -> HttpResponse:
    """The form; an address may choose kind, document (its number) and look (its key, which is a kind too) beforehand."""
    given = request.POST if request.method == "POST" else request.GET
    form = {name: given.get(name, "") for name in ("kind", "document", "look", "text")}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = ask(
                visitor=request.visitor,
                kind=form["kind"],
                text=form["text"],
                number=form["document"],
                look=form["look"],
            )
        except Refused as refused:
            wrong = {"field": str(refused.facts["field"]), "text": sentence_of(refused, words_in(lang), lang)}
        else:
            request.session[TOLD] = "sent"
            return private(HttpResponseRedirect(my_path(lang, "requests", made.code)))
    return show(
        request,
        "portal/request_new.html",
        _form_page(request, form, lang) | {"wrong": wrong},
        lang,
        at="settings",
        status=400 if wrong else 200,
    )


@require_safe
@citizens_only
def request_page(request: HttpRequest, code: str, lang: str) -> HttpResponse:
    """One request; opening its answer notes that it was read."""
    try:
        wish, texts = read_answer(visitor=request.visitor, code=code)
    except NotFound:
        return _absent(request, lang)
    words = words_in(lang)
    page = _row(wish, lang) | {
        "text": texts.text,
        "answer": texts.answer,
        "about_look": _look(wish.look, lang) if wish.look else "",
        "can_withdraw": wish.state == State.OPEN,
        "erases": wish.kind == DataRequest.Kind.ERASE,
        "told": request.session.pop(TOLD, ""),
        "heading": words["request_title"].format(code=wish.code),
        "sent_text": words["request_sent_text"].format(code=wish.code),
    }
    return show(request, "portal/request.html", page, lang, at="settings")


@require_POST
@citizens_only
def withdraw(request: HttpRequest, code: str, lang: str) -> HttpResponse:
    """Take an open request back; one that has ended is shown as it is."""
    try:
        withdraw_request(visitor=request.visitor, code=code)
    except NotFound:
        return _absent(request, lang)
    except Refused:
        return private(HttpResponseRedirect(my_path(lang, "requests", code)))
    request.session[TOLD] = "withdrawn"
    return private(HttpResponseRedirect(my_path(lang, "requests", code)))


def _absent(request: HttpRequest, lang: str) -> HttpResponse:
    """No such request here: the same bytes whether there is none or it is somebody else's."""
    words, there = words_in(lang), my_path(other_language(lang), "requests")
    page = {"heading": words["request_absent"], "text": words["request_absent_text"], "other_path": there}
    return show(request, "signin/told.html", page, lang, status=404)


def _form_page(request: HttpRequest, form: dict[str, str], lang: str) -> dict[str, Any]:
    words, look = words_in(lang), look_of(request.visitor, form["look"])
    if look:
        form = form | {"kind": form["kind"] or KINDS.LOOK, "document": look.document.number}
    there = in_other_language(request.path, lang)
    return {
        "form": form,
        "other_path": f"{there}?{request.GET.urlencode()}" if request.GET else there,
        "look": look,
        "about_look": _look(look, lang) if look else "",
        "kinds": [
            {"value": kind, "label": words[f"request_kind_{kind}"], "hint": words[f"request_kind_{kind}_hint"]}
            for kind in KINDS.values
        ],
        "documents": [_choice(document, lang) for document in own_documents(request.visitor)],
        "most": LONGEST_TEXT,
    }


def _choice(document: Document, lang: str) -> dict[str, Any]:
    face = document.face
    agency, _is_chinese = either(face.issuer_name, face.issuer_name_en, lang)
    title = title_of(document, lang)
    said = words_in(lang)["list"].join((title.text, agency, document.number))
    return {"number": document.number, "text": said, "is_chinese": title.is_chinese}


def _row(wish: DataRequest, lang: str) -> dict[str, Any]:
    """A request as both the list and its page show it."""
    words, document = words_in(lang), wish.document
    agency, agency_is_chinese = either(wish.agency.official_name, wish.agency.name_en, lang)
    return {
        "code": wish.code,
        "kind": words[f"request_kind_{wish.kind}"],
        "state": wish.state,
        "tone": "is-late" if wish.is_overdue else TONES.get(wish.state, "is-gone"),
        "state_name": words[f"request_state_{'overdue' if wish.is_overdue else wish.state}"],
        "number": document.number if document else "",
        "title": title_of(document, lang) if document else None,
        "agency": agency,
        "agency_is_chinese": agency_is_chinese,
        "asked_on": _day(wish.asked_at, lang),
        "due_on": day(wish.due_on, lang),
        "is_overdue": wish.is_overdue,
        "ended_on": _day(wish.ended_at, lang) if wish.ended_at else "",
        "is_unread": wish.is_unread,
    }


def _day(at: datetime, lang: str) -> str:
    return day(at.astimezone(TAIPEI).date(), lang)


def _look(look: AccessRecord, lang: str) -> str:
    """When and where from; who it was stands in the list of looks, and only as far as a holder may know it."""
    words = words_in(lang)
    return words["list"].join(part for part in (moment(look.at.astimezone(TAIPEI), lang), look.agency_name) if part)
