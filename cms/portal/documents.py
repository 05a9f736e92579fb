"""A citizen's own document: opened through the door or known by its face, and what its page says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.accounts.visitors import Visitor
from cms.core.errors import NotFound
from cms.core.ids import group_token, number_is_sound
from cms.doctypes.definition import FieldDefinition
from cms.doctypes.kinds import kind_of
from cms.doctypes.selectors import definition_of
from cms.vault.access import ABSENT, OpenDocument, get_document_for
from cms.vault.models import Document, PublicFace
from cms.vault.permissions import documents_for, shareable_by
from cms.verification.facts import OPEN, Line, as_rows, day, either, turning_day, validity
from cms.verification.status import Status

from .pictures import shown_values
from .words import words_in

# What may be shown to others: a void or replaced document would only be turned down.
MAY_BE_SHOWN = OPEN
_CHINESE, _NUMBER = SafeString(' lang="zh-Hant"'), SafeString(' class="md-num"')


def open_own(visitor: Visitor, number: str, *, purpose: str, kind: str = "view") -> OpenDocument:
    """The document of that number; raises NotFound alike for absent and somebody else's, Unreadable once it is destroyed."""
    _refuse_malformed(number)
    return get_document_for(visitor, number, purpose=purpose, via="portal", kind=kind)


def own_face(visitor: Visitor, number: str) -> PublicFace:
    """What anybody may see of an own document: nothing private is opened. Raises NotFound alike for absent and somebody else's."""
    _refuse_malformed(number)
    document = documents_for(visitor).select_related("face").filter(number=number).first()
    if document is None:
        raise NotFound(ABSENT)
    return document.face


def successor_of(visitor: Visitor, document: Document) -> str:
    """The number of the document that replaced this one, if the visitor has it; otherwise an empty text."""
    found = documents_for(visitor).filter(predecessor__document=document)
    return found.values_list("number", flat=True).first() or ""


def may_share(visitor: Visitor, document: Document) -> bool:
    """Whether the visitor may make a link to a part of this document now."""
    return shareable_by(visitor).filter(pk=document.pk).exists()


def named(chinese: str, english: str, lang: str) -> SafeString:
    """A name in the page's language, marked where it is Chinese for want of an English one."""
    name, is_chinese = either(chinese, english, lang)
    return format_html('<span lang="zh-Hant">{}</span>' if is_chinese else "{}", name)


def heading_of(face: PublicFace, lang: str) -> dict[str, Any]:
    """Title and issuer for a template, each with the language that it must be marked with, if any."""
    title, title_is_chinese = either(face.type_name, face.type_name_en, lang)
    issuer, issuer_is_chinese = either(face.issuer_name, face.issuer_name_en, lang)
    return {
        "title": title,
        "title_lang": "zh-Hant" if title_is_chinese else "",
        "issuer": issuer,
        "issuer_lang": "zh-Hant" if issuer_is_chinese else "",
    }


def facts_of(face: PublicFace, lang: str) -> SafeString:
    """What stands beside the picture, as rows of a description list."""
    words = words_in(lang)
    code, data = face.compare_code, _CHINESE if lang == "en" else SafeString("")
    lines = [
        Line(words["document_issued_on"], day(face.issued_on, lang)),
        Line(words["document_validity"], validity(face, lang) or words["document_for_ever"]),
        Line(words["number"], face.number, _NUMBER),
        Line(words["compare_code"], f"{code[:4]} {code[4:]}", _NUMBER),
        Line(words["code"], group_token(face.token), _NUMBER),
    ]
    if face.agency_number:
        lines.insert(2, Line(words["agency_number"], face.agency_number, data))
    return as_rows(lines)


def note_of(face: PublicFace, status: Status, lang: str) -> str:
    """What a holder should know of a document that is not simply valid, and do; empty for one that is."""
    sentence = words_in(lang).get(f"document_note_{status}")
    turned = turning_day(face, status)
    if not sentence or not turned:
        return ""
    return format_html(sentence, date=day(turned, lang), agency=named(face.issuer_name, face.issuer_name_en, lang))


def contents_of(opened: OpenDocument, lang: str) -> SafeString:
    """Every value that the pages show, in their order: the picture's text alternative."""
    return as_rows(_contents(opened, lang))


def text_of(field: FieldDefinition, shown: str, opened: OpenDocument, lang: str) -> str:
    """What the pages show of a field, in the page's language; a value that they show masked is no value of its kind."""
    if shown != opened.values[field.code]:
        return shown
    return kind_of(field).shown(shown, "en" if lang == "en" else "zh")


def _contents(opened: OpenDocument, lang: str) -> Iterator[Line]:
    fields = {field.code: field for field in definition_of(opened.document.doc_type_version).fields}
    data = _CHINESE if lang == "en" else SafeString("")
    for code, shown in shown_values(opened.pdf).items():
        field = fields[code]
        label, _ = either(field.label, field.label_en, lang)
        text = text_of(field, shown, opened, lang)
        yield Line(label, text, data if not text.isascii() else SafeString(""))


def _refuse_malformed(number: str) -> None:
    """What cannot be a number is not asked for: PostgreSQL takes no zero bytes."""
    if not number_is_sound(number):
        raise NotFound(ABSENT)
