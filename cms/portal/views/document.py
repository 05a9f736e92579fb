"""One document of a citizen: its page, its pages enlarged, its file, and its QR to be shown to somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_safe

from cms.core import clock
from cms.core.dates import english_long, roc_long
from cms.core.errors import NotFound
from cms.core.ids import group_token
from cms.portal.documents import (
    MAY_BE_SHOWN,
    contents_of,
    facts_of,
    heading_of,
    may_share,
    note_of,
    open_own,
    own_face,
    successor_of,
)
from cms.portal.frame import show
from cms.portal.looks import count_recent
from cms.portal.pictures import IN_TEXT, ZOOMED, page_picture
from cms.portal.purposes import DOWNLOAD, VIEW, ZOOM
from cms.portal.readers import readers_of
from cms.portal.words import words_in
from cms.signin.frame import private
from cms.signin.gate import citizens_only
from cms.templates_designer.rendering.symbols import symbol_of
from cms.vault.models import PublicFace
from cms.verification.addresses import verify_host, verify_url
from cms.verification.facts import certificate, history
from cms.verification.looks import LOOKS
from cms.verification.status import Status, status_of
from cms.verification.words import status_names


@require_GET
@citizens_only
def show_document(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """The document's page; one view is one look on record."""
    opened = open_own(request.visitor, number, purpose=VIEW)
    face = opened.document.face
    status = status_of(face, clock.today())
    words, (count, acts) = words_in(lang), history(face, lang)
    page = {
        **_heading(face, status, lang),
        "note": note_of(face, status, lang),
        "successor": successor_of(request.visitor, opened.document) if status is Status.SUPERSEDED else "",
        "picture": page_picture(opened.pdf, 1, IN_TEXT),
        "alt": _alt(face, 1, lang),
        "page_said": _page_said(face, 1, lang),
        "other_pages": range(2, face.pages + 1),
        "facts": facts_of(face, lang),
        "contents": contents_of(opened, lang),
        "recent_said": format_html(words["document_looks_recent"], n=count_recent(request.visitor, opened.document)),
        "history_title": format_html(words["history"], n=count),
        "acts": acts,
        "certificate": certificate(face, lang),
        "readers": readers_of(request.visitor, opened.document, lang),
        "may_show": status in MAY_BE_SHOWN,
        "may_share": may_share(request.visitor, opened.document),
    }
    return show(request, "portal/document.html", page, lang, at="list")


@require_GET
@citizens_only
def show_page(request: HttpRequest, number: str, page: int, lang: str) -> HttpResponse:
    """One page enlarged; it opens the document again, and that is on record too."""
    face = own_face(request.visitor, number)
    if not 1 <= page <= face.pages:
        raise NotFound("查無這一頁。請從文件的頁面重新進入。")
    opened = open_own(request.visitor, number, purpose=ZOOM)
    values = {
        **_heading(face, status_of(face, clock.today()), lang),
        "picture": page_picture(opened.pdf, page, ZOOMED),
        "alt": _alt(face, page, lang),
        "page_said": _page_said(face, page, lang),
        "zoomed": format_html(words_in(lang)["document_zoomed"], page=page),
        "page": page,
        "pages": range(1, face.pages + 1),
    }
    return show(request, "portal/page.html", values, lang, at="list")


@require_GET
@citizens_only
def download(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """The sealed file, byte for byte."""
    opened = open_own(request.visitor, number, purpose=DOWNLOAD, kind="export")
    title = heading_of(opened.document.face, lang)["title"]
    name = content_disposition_header(as_attachment=True, filename=f"{title}-{number}.pdf")
    return private(HttpResponse(opened.pdf, content_type="application/pdf", headers={"Content-Disposition": name}))


@require_safe
@citizens_only
def show_qr(request: HttpRequest, number: str, lang: str) -> HttpResponse:
    """The QR to be shown to somebody; nothing private is opened for it."""
    face = own_face(request.visitor, number)
    status = status_of(face, clock.today())
    words, heading = words_in(lang), _heading(face, status, lang)
    if status not in MAY_BE_SHOWN:
        text = format_html(words["qr_closed_text"], status=heading["status"])
        return show(request, "signin/told.html", {"heading": words["qr_closed"], "text": text}, lang, status=410)
    page = heading | {
        "symbol": symbol_of(verify_url(face.token)),
        "host": verify_host(),
        "token": group_token(face.token),
        "is_valid": status is Status.VALID,
    }
    return show(request, "portal/qr.html", page, lang, at="list")


def _heading(face: PublicFace, status: Status, lang: str) -> dict[str, Any]:
    """What every page of a document says first."""
    return heading_of(face, lang) | {
        "number": face.number,
        "page_count": face.pages,
        "status": status_names(status, lang)[0],
        "look": LOOKS[status],
    }


def _alt(face: PublicFace, page: int, lang: str) -> str:
    heading = heading_of(face, lang)
    return format_html(
        words_in(lang)["document_alt"],
        title=heading["title"],
        page=page,
        agency=heading["issuer"],
        date=english_long(face.issued_on) if lang == "en" else roc_long(face.issued_on),
    )


def _page_said(face: PublicFace, page: int, lang: str) -> str:
    return format_html(words_in(lang)["document_page"], page=page, pages=face.pages)
