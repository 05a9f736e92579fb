"""A notice in words: what may be said of a document outside the house, as a letter or as one short text."""

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
    """The notice about this document, as a letter with HTML, or short.

    Of the person nothing is said but the masked name (research/ux.md section 3.1, "recognise"), and that in
    letters only: a short message stands on a locked screen.
    """
    page = _page(notice, opened)
    if short:
        return Message(notice.code, "", _rendered("delivery/short.txt", page))
    text = _rendered("delivery/letter.txt", page)
    return Message(notice.code, page["subject"], text, render_to_string("delivery/letter.html", page))


def _page(notice: Notice, opened: OpenDocument) -> Mapping[str, str]:
    document, face, words = opened.document, opened.document.face, WORDS[notice.kind]
    address = settings.MYDOC_VERIFY_URL.rstrip("/")
    host = urlsplit(address).netloc
    at = (notice.look.at if notice.look else notice.created_at).astimezone(clock.TAIPEI)
    zh = {"agency": face.issuer_name, "type": face.type_name, "host": host, "at": _moment(at)}
    en = {
        "agency": face.issuer_name_en or face.issuer_name,
        "type": face.type_name_en or face.type_name,
        "host": host,
        "at": f"{english_long(at.date())}, {at:%H:%M}",
    }
    return {
        "subject": f"{words.subject}／{words.subject_en}",
        "holder": _masked_holder(opened),
        "city": settings.MYDOC_CITY["name"],
        "site": settings.MYDOC_SITE_NAME,
        "hotline": settings.MYDOC_CITY["hotline"],
        "front_page": f"{address}/",
        "host": host,
        "code": notice.code,
        "number": document.number,
        "agency": face.issuer_name,
        "type": face.type_name,
        "type_en": en["type"],
        "issued_on": roc_long(face.issued_on),
        "issued_on_en": english_long(face.issued_on),
        "lead": words.lead.format(**zh),
        "heading": words.heading,
        "next": words.next.format(**zh),
        "short": words.short.format(**zh),
        "lead_en": words.lead_en.format(**en),
        "next_en": words.next_en.format(**en),
        "short_en": words.short_en.format(**en),
    }


def _masked_holder(opened: OpenDocument) -> str:
    field = definition_of(opened.document.doc_type_version).with_role("holder_name")
    name = opened.values.get(field.code, "") if field else ""
    return mask_name(name, "recognise") if name else ""


def _moment(at: datetime) -> str:
    return f"{roc_long(at.date())} {at:%H:%M}"


def _rendered(template: str, page: Mapping[str, str]) -> str:
    """Plain text without the template's blank edges."""
    return render_to_string(template, page).strip() + "\n"
