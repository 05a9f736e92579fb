"""A notice in words: what may be said outside the house, as a letter or as one short text."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from cms.core import clock
from cms.core.dates import english_long, roc_long
from cms.core.masking import mask_name
from cms.doctypes.selectors import definition_of
from cms.vault.access import OpenDocument

from .channels.base import Message
from .models import Notice
from .words import WORDS


def compose(notice: Notice, opened: OpenDocument, *, short: bool) -> Message:
    """The notice, about this document or about an answer that its holder waits for, as a letter with HTML, or short.

    Of the person nothing is said but the masked name (research/ux.md section 3.1, "recognise"), and that only in
    letters about documents: a short message stands on a locked screen, and a request may be about anything.
    """
    page = _frame(notice) | (_of_answer(notice) if notice.request else _of_document(notice, opened))
    if short:
        return Message(notice.code, "", _rendered("delivery/short.txt", page))
    text = _rendered("delivery/letter.txt", page)
    return Message(notice.code, page["subject"], text, render_to_string("delivery/letter.html", page))


def _frame(notice: Notice) -> dict[str, object]:
    """What every notice says of the house."""
    address, words = settings.MYDOC_VERIFY_URL.rstrip("/"), WORDS[notice.kind]
    return {
        "subject": f"{words.subject}／{words.subject_en}",
        "city": settings.MYDOC_CITY["name"],
        "site": settings.MYDOC_SITE_NAME,
        "hotline": settings.MYDOC_CITY["hotline"],
        "front_page": f"{address}/",
        "host": urlsplit(address).netloc,
        "code": notice.code,
        "heading": words.heading,
    }


def _of_document(notice: Notice, opened: OpenDocument) -> dict[str, object]:
    document, face = opened.document, opened.document.face
    at = (notice.look.at if notice.look else notice.created_at).astimezone(clock.TAIPEI)
    type_en = face.type_name_en or face.type_name
    zh = {"agency": face.issuer_name, "type": face.type_name, "at": _moment(at)}
    en = {
        "agency": face.issuer_name_en or face.issuer_name,
        "type": type_en,
        "at": f"{english_long(at.date())}, {at:%H:%M}",
    }
    return {
        "holder": _masked_holder(opened),
        "title": face.type_name,
        "title_en": f"{type_en}, issued on {english_long(face.issued_on)}, number {document.number}.",
        "rows": (
            ("簽發機關", face.issuer_name),
            ("核發日期", roc_long(face.issued_on)),
            ("文件編號", document.number),
        ),
        **_sentences(notice, zh, en),
    }


def _of_answer(notice: Notice) -> dict[str, object]:
    """Nothing of the person, the document, the request and its answer: only its number."""
    return {
        "title": "您的申請",
        "title_en": f"Request {notice.request}.",
        "rows": (("申請編號", notice.request),),
        **_sentences(notice, {}, {}),
    }


def _sentences(notice: Notice, zh: Mapping[str, str], en: Mapping[str, str]) -> dict[str, str]:
    """The words of this kind of notice, filled in."""
    words, host = WORDS[notice.kind], urlsplit(settings.MYDOC_VERIFY_URL).netloc
    said = {name: getattr(words, name).format(host=host, **zh) for name in ("lead", "next", "short")}
    return said | {name: getattr(words, name).format(host=host, **en) for name in ("lead_en", "next_en", "short_en")}


def _masked_holder(opened: OpenDocument) -> str:
    field = definition_of(opened.document.doc_type_version).with_role("holder_name")
    name = opened.values.get(field.code, "") if field else ""
    return mask_name(name, "recognise") if name else ""


def _moment(at: datetime) -> str:
    return f"{roc_long(at.date())} {at:%H:%M}"


def _rendered(template: str, page: Mapping[str, object]) -> str:
    """Plain text without the template's blank edges."""
    return render_to_string(template, page).strip() + "\n"
