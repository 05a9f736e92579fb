"""Who looked at a citizen's documents: looks and public checks as one list, newest first, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, Min, Q, QuerySet, Sum, Value

from cms.accounts.models import User
from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.core.errors import NotFound
from cms.delivery.models import Attempt
from cms.vault.access import ABSENT, read_terms_of
from cms.vault.models import AccessRecord, Document, ShareLink
from cms.vault.permissions import documents_for
from cms.vault.share_terms import ShareTerms
from cms.verification.models import DocumentScan
from cms.verification.selectors import scans_of

from .look_lines import Line, Teller, folded
from .words import words_in

PER_PAGE = 50
RECENT = timedelta(days=30)
# One's own looks come in rows of many; behind so many there is room for others.
_SEARCHED = 100

Entry = AccessRecord | DocumentScan


@dataclass(frozen=True, slots=True)
class Looks:
    """One page of the list, and the documents that it can be narrowed down to."""

    documents: Sequence[Document]
    document: Document | None
    page: Page
    lines: Sequence[Line]


def looks_of(visitor: Visitor, lang: str, *, number: str = "", others: bool = False, page: str = "1") -> Looks:
    """The looks at all of the visitor's documents, or at the one with this number; others leaves out one's own.

    Raises NotFound alike for a number that is absent and one that is somebody else's.
    """
    documents = _documents(documents_for(visitor))
    chosen = [document for document in documents.values() if document.number == number]
    if number and not chosen:
        raise NotFound(ABSENT)
    own = _refs(visitor.citizens)
    wanted = [document.pk for document in chosen] or list(documents)
    found = Paginator(_entries(wanted, own if others else None), PER_PAGE).get_page(page)
    lines = _told(_loaded(found.object_list), documents, own, lang)
    return Looks(list(documents.values()), chosen[0] if chosen else None, found, folded(lines))


def latest(visitor: Visitor, n: int, lang: str) -> Sequence[Line]:
    """What others did last with any of the visitor's documents, at most n lines."""
    documents = _documents(documents_for(visitor))
    own = _refs(visitor.citizens)
    entries = _loaded(_entries(list(documents), own)[:_SEARCHED])
    return folded(_told(entries, documents, own, lang))[:n]


def count_recent(visitor: Visitor, document: Document) -> int:
    """How often somebody other than the visitor looked at the document or checked it in the last 30 days."""
    since = clock.now() - RECENT
    by_others = _of_others(document.looks.filter(at__gte=since), _refs(visitor.citizens))
    return by_others.count() + (scans_of([document.pk], since).aggregate(n=Sum("count"))["n"] or 0)


def headings(lang: str) -> tuple[str, ...]:
    """What the columns of rows_of are called."""
    words = words_in(lang)
    return tuple(str(words[f"looks_column_{name}"]) for name in ("time", "what", "count", "details"))


def rows_of(visitor: Visitor, document: Document, lang: str) -> list[tuple[str, ...]]:
    """All looks at a document as plain words, newest first: the time in ISO, what happened, how often, details."""
    entries = _loaded(_entries([document.pk], None))
    lines = _told(entries, {document.pk: document}, _refs(visitor.citizens), lang)
    gap = str(words_in(lang)["looks_gap"])
    return [
        (line.at.isoformat(timespec="seconds"), line.what, str(line.count), gap.join(map(str, line.details)))
        for line in lines
    ]


def _documents(documents: QuerySet[Document]) -> Mapping[UUID, Document]:
    """With everything that a line says of them, newest first."""
    rows = documents.select_related("doc_type_version", "agency").order_by("-issued_at", "-pk")
    return {document.pk: document for document in rows}


def _refs(citizens: Collection[UUID]) -> frozenset[str]:
    return frozenset(str(citizen) for citizen in citizens)


def _entries(documents: Sequence[UUID], own: frozenset[str] | None) -> QuerySet:
    """Rows (moment, table, pk) of looks and scans together, newest first; own names whose looks to leave out."""
    looks = AccessRecord.objects.filter(document__in=documents)
    if own is not None:
        looks = _of_others(looks, own)
    columns = ("moment", "table", "pk")
    looks = looks.annotate(moment=F("at"), table=Value("look")).values_list(*columns)
    scans = scans_of(documents).order_by().annotate(moment=F("minute"), table=Value("scan"))
    return looks.union(scans.values_list(*columns), all=True).order_by("-moment", "table", "-pk")


def _of_others(looks: QuerySet[AccessRecord], own: frozenset[str]) -> QuerySet[AccessRecord]:
    """Without one's own and the machines'."""
    return looks.exclude(Q(actor_kind="citizen", actor_ref__in=own) | Q(actor_kind="system"))


def _loaded(rows: Collection[tuple[datetime, str, int]]) -> Sequence[Entry]:
    """The rows themselves, in the same order: one query a table."""
    rows = list(rows)
    found = {
        "look": AccessRecord.objects.in_bulk([pk for _, table, pk in rows if table == "look"]),
        "scan": DocumentScan.objects.in_bulk([pk for _, table, pk in rows if table == "scan"]),
    }
    return [found[table][pk] for _, table, pk in rows]


def _told(
    entries: Sequence[Entry], documents: Mapping[UUID, Document], own: frozenset[str], lang: str
) -> Sequence[Line]:
    looks = [entry for entry in entries if isinstance(entry, AccessRecord)]
    names = {look.actor_ref for look in looks if look.actor_kind == "user"}
    staff = User.objects.filter(username__in=names).prefetch_related("role_grants__agency")
    emergencies = [look.pk for look in looks if look.kind == "break_glass"]
    sent = Attempt.objects.filter(notice__look__in=emergencies, outcome=Attempt.Outcome.SENT)
    teller = Teller(
        documents=documents,
        own=own,
        staff={user.get_username(): user for user in staff},
        told_at=dict(sent.values_list("notice__look").annotate(first=Min("at"))),
        shares=_shares_of(looks),
        lang=lang,
    )
    return [teller.line(entry) for entry in entries]


def _shares_of(looks: Sequence[AccessRecord]) -> Mapping[str, ShareTerms]:
    """The terms of the shares by which somebody looked; none, where the document and all about it is destroyed."""
    used = {look.actor_ref for look in looks if look.kind == "share"}
    shares = ShareLink.objects.filter(pk__in=used).select_related("grant")
    return {str(pk): terms for pk, terms in read_terms_of(shares).items()}
