"""What a holder shares: the fields to choose from, what was typed in the form, and the links that were given out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.doctypes.definition import FieldDefinition
from cms.doctypes.selectors import definition_of
from cms.vault.access import OpenDocument, read_terms_of
from cms.vault.models import Document, ShareLink
from cms.vault.selectors import ShareState, share_state, shares_for
from cms.vault.share_terms import DAYS, NO_TERMS, USUAL_DAYS, ShareTerms, problems_in, shareable_fields
from cms.verification.facts import day, either
from cms.verification.looks import LOOKS
from cms.verification.status import Status, status_of
from cms.verification.words import status_names

from .documents import text_of
from .pictures import shown_values
from .words import words_in

_LONGEST_TYPED = 500  # what is longer is refused all the same, but not sent back whole
_OPENED = {0: "shares_never", 1: "shares_opened_once"}
# Amber says that time is up; a link that ended otherwise is neither good nor bad.
_TONES = {ShareState.OPEN: "is-valid", ShareState.EXPIRED: "is-late"}


class Shown(NamedTuple):
    """A field that may be shared, as the sealed pages show it; *_lang marks what is not in the page's language."""

    code: str
    label: str
    label_lang: str
    text: str
    text_lang: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says."""

    terms: ShareTerms = NO_TERMS
    days: int = USUAL_DAYS
    once: bool = False

    def problems(self, choices: Sequence[Shown]) -> dict[str, str]:
        """What is wrong, as part of the form -> code of the sentence; only what is among the choices may be shared."""
        return problems_in(self.terms, self.days, frozenset(choice.code for choice in choices))


class Given(NamedTuple):
    """A link on its holder's list; said are the lines below it, state and tone its tag."""

    share_id: UUID
    number: str
    title: str
    title_lang: str
    terms: ShareTerms
    said: Sequence[str]
    state: str
    tone: str
    may_revoke: bool


def share_path(token: str, lang: str) -> str:
    """The path that a link leads to."""
    return f"/en/s/{token}/" if lang == "en" else f"/s/{token}/"


def share_url(token: str, lang: str) -> str:
    """The whole link; its host is the installation's, never the one that a request claims."""
    return settings.MYDOC_VERIFY_URL.rstrip("/") + share_path(token, lang)


def wish_in(form: QueryDict) -> Wish:
    """What was typed and ticked; white space is tidied, all else is judged later."""
    recipient, purpose = (" ".join(form.get(name, "")[:_LONGEST_TYPED].split()) for name in ("recipient", "purpose"))
    days = {str(days): days for days in DAYS}.get(form.get("days", ""), 0)
    fields = tuple(dict.fromkeys(form.getlist("fields")))
    return Wish(ShareTerms(fields, recipient, purpose), days, form.get("once") == "1")


def shown_fields(opened: OpenDocument, lang: str) -> Sequence[Shown]:
    """The fields of an open document that may be shared, with their values from the twin that the seal covers."""
    values = shown_values(opened.pdf)
    fields = shareable_fields(definition_of(opened.document.doc_type_version))
    return [_shown(field, values[field.code], opened, lang) for field in fields if field.code in values]


def labels_left_out(shown: Iterable[Shown], codes: Collection[str], lang: str) -> str:
    """What the fields are called that the pages show and that could be shared, but are not among these."""
    return _list((one.label for one in shown if one.code not in codes), lang)


def labels_of(document: Document, codes: Collection[str], lang: str) -> str:
    """What these fields of a document are called; it is not opened."""
    fields = shareable_fields(definition_of(document.doc_type_version))
    return _list((either(field.label, field.label_en, lang)[0] for field in fields if field.code in codes), lang)


def minute(at: datetime, lang: str) -> SafeString:
    """Day and time in Taipei, without the seconds; no line break cuts the day in two."""
    local = at.astimezone(clock.TAIPEI)
    date, time = day(local.date(), lang), f"{local:%H:%M}"
    return format_html("{}, {}", time, date) if lang == "en" else format_html("{} {}", date, time)


def given_by(visitor: Visitor, lang: str) -> Sequence[Given]:
    """The links to the visitor's documents, newest first."""
    shares = list(shares_for(visitor))
    terms = read_terms_of(shares)
    return [_given(share, terms.get(share.pk, NO_TERMS), lang) for share in shares]


def _shown(field: FieldDefinition, value: str, opened: OpenDocument, lang: str) -> Shown:
    label, is_chinese = either(field.label, field.label_en, lang)
    text = text_of(field, value, opened, lang)
    marked = lang == "en" and not text.isascii()
    return Shown(field.code, label, "zh-Hant" if is_chinese else "", text, "zh-Hant" if marked else "")


def _list(labels: Iterable[str], lang: str) -> str:
    return str(words_in(lang)["list"]).join(labels)


def _given(share: ShareLink, terms: ShareTerms, lang: str) -> Given:
    document, now = share.grant.document, clock.now()
    title, is_chinese = either(document.face.type_name, document.face.type_name_en, lang)
    state, status = share_state(share, now), status_of(document.face, clock.today())
    ended = state is ShareState.OPEN and status is not Status.VALID
    return Given(
        share_id=share.pk,
        number=document.number,
        title=title,
        title_lang="zh-Hant" if is_chinese else "",
        terms=terms,
        said=list(_said(share, terms, status, lang)),
        state=status_names(status, lang)[0] if ended else words_in(lang)[f"shares_{state}"],
        tone=LOOKS[status].tone if ended else _TONES.get(state, "is-gone"),
        may_revoke=state is ShareState.OPEN,
    )


def _said(share: ShareLink, terms: ShareTerms, status: Status, lang: str) -> Iterator[SafeString]:
    words, document = words_in(lang), share.grant.document
    if terms.fields:
        yield format_html(words["shares_fields"], labels=labels_of(document, terms.fields, lang))
    yield format_html(words["shares_until"], until=minute(share.grant.ends_at, lang))
    opened = format_html(words[_OPENED.get(share.times, "shares_opened")], n=share.times)
    made = format_html(words["shares_made"], made=minute(share.grant.starts_at, lang))
    facts = [made, words["share_once"], opened] if share.once else [made, opened]
    yield format_html_join(words["shares_gap"], "{}", ((fact,) for fact in facts))
    if status is Status.DESTROYED:
        yield words["shares_gone"]
    elif status is not Status.VALID:
        yield words["shares_ended"]
