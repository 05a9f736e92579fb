"""Who can see a citizen's document, and why, in sentences that its holder understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cms.accounts.permissions import explain
from cms.accounts.visitors import Visitor
from cms.core import clock
from cms.vault.models import Document
from cms.vault.permissions import READERS, live_custody, open_shares

from .documents import named
from .words import words_in


def readers_of(visitor: Visitor, document: Document, lang: str) -> Sequence[SafeString]:
    """One sentence for each: the holder, the agencies' roles that somebody holds now, open shares, and whoever scans."""
    return [*_readers(visitor, document, lang)]


def _readers(visitor: Visitor, document: Document, lang: str) -> Iterator[SafeString]:
    words = words_in(lang)
    yield words["readers_you"]
    others = _other_citizens(visitor, document)
    if others:
        yield format_html(words["readers_others"], n=others)
    grants = [grant for grant in explain(None, document.agency) if grant.role in READERS]
    for agency, held in groupby(grants, key=lambda grant: grant.where):
        roles = list(dict.fromkeys(words[f"readers_{grant.role}"] for grant in held))
        key = "readers_issuer" if agency == document.agency else "readers_above"
        name = named(agency.name, agency.name_en, lang)
        yield format_html(words[key], agency=name, roles=SafeString(words["list"].join(roles)))
    shares = open_shares(clock.now()).filter(grant__document=document).count()
    if shares:
        yield format_html(words["readers_shares"], n=shares)
    yield words["readers_scan"]
    yield words["readers_administrator"]


def _other_citizens(visitor: Visitor, document: Document) -> int:
    others = live_custody(clock.now()).filter(document=document, citizen__isnull=False)
    return others.exclude(citizen__in=visitor.citizens).values("citizen").distinct().count()
