"""What a citizen did and was told, as rows of plain words: shares, requests with their answers, and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.delivery.models import Attempt, Notice, Receipt
from cms.vault.access import read_terms_of
from cms.vault.models import ShareLink
from cms.vault.selectors import share_state, shares_for
from cms.vault.share_terms import NO_TERMS, ShareTerms

from .models import DataRequest
from .records import iso_moment
from .selectors import notices_told_to, own_requests, texts_of
from .shares import labels_of
from .words import words_in


@dataclass(frozen=True, slots=True)
class Table:
    """One list: its file's name, the keys of its columns, and its rows."""

    name: str
    columns: Sequence[str]
    rows: Callable[[Visitor, str], Iterable[Sequence[str]]]


def share_rows(visitor: Visitor, lang: str) -> Iterable[Sequence[str]]:
    """The links that the visitor gave out; no token, which is kept nowhere."""
    shares = list(shares_for(visitor))
    terms = read_terms_of(shares)
    return (_share(share, terms.get(share.pk, NO_TERMS), lang) for share in shares)


def request_rows(visitor: Visitor, lang: str) -> Iterable[Sequence[str]]:
    """The visitor's requests with both texts; raises Unreadable where the key is gone."""
    words = words_in(lang)
    return (_request(request, words) for request in own_requests(visitor))


def notice_rows(visitor: Visitor, lang: str) -> Iterable[Sequence[str]]:
    """What was told to the visitor."""
    words = words_in(lang)
    return (
        (
            notice.code,
            iso_moment(notice.created_at),
            words[f"told_kind_{notice.kind}"],
            notice.request or notice.document.number,
            words.get(f"channel_{notice.channel}", notice.channel),
            notice_state(notice, words),
        )
        for notice in notices_told_to(visitor)
    )


TABLES = (
    Table("shares", ("document", "at", "until", "state", "times", "recipient", "purpose", "fields"), share_rows),
    Table(
        "requests",
        ("code", "at", "kind", "document", "agency", "due_on", "state", "ended_at", "text", "answer"),
        request_rows,
    ),
    Table("notices", ("code", "at", "kind", "about", "channel", "state"), notice_rows),
)


def notice_state(notice: Notice, words: Mapping[str, str]) -> str:
    """How a notice ended, in words that say what to do; notice comes with its tries and receipts."""
    bounced = any(receipt.kind == Receipt.Kind.BOUNCED for receipt in notice.receipts.all())
    if bounced or notice.state == Notice.State.FAILED:
        return words.get(f"told_failed_{notice.channel}", words["told_failed"])
    if notice.state == Notice.State.SUPPRESSED:
        last = max(notice.tries.all(), key=lambda one: one.pk, default=Attempt(outcome=""))
        return words.get(f"told_{last.outcome}", words["told_suppressed"])
    return words[f"told_{notice.state}"]


def _share(share: ShareLink, terms: ShareTerms, lang: str) -> Sequence[str]:
    words, document = words_in(lang), share.grant.document
    return (
        document.number,
        iso_moment(share.grant.starts_at),
        iso_moment(share.grant.ends_at),
        words[f"takeaway_share_{share_state(share, clock.now())}"],
        str(share.times),
        terms.recipient,
        terms.purpose,
        labels_of(document, terms.fields, lang),
    )


def _request(request: DataRequest, words: Mapping[str, str]) -> Sequence[str]:
    texts = texts_of(request)
    return (
        request.code,
        iso_moment(request.asked_at),
        words[f"request_kind_{request.kind}"],
        request.document.number if request.document else "",
        request.agency.name,
        request.due_on.isoformat(),
        words[f"request_state_{request.state}"],
        iso_moment(request.ended_at),
        texts.text,
        texts.answer,
    )
