"""Who can see a document, and why: roles over its agency, and custody of the single document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from cms.accounts.permissions import explain
from cms.core import clock
from cms.vault.models import CustodyGrant, Document
from cms.vault.permissions import READERS, live_custody


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can open the document now, the reason, and until when; None is without an end."""

    who: str
    why: str
    until: datetime | None


def readers_of(document: Document) -> tuple[Reader, ...]:
    """Everybody who can open the document now: those nearest to its agency first, then its custodians."""
    return (*_by_role(document), *_by_custody(document))


def _by_role(document: Document) -> Iterator[Reader]:
    reading = [each for each in explain(None, document.agency) if each.role in READERS]
    reading.sort(key=lambda each: (-each.where.depth, each.user.get_username()))
    for (agency, name), held in groupby(reading, key=lambda each: (each.where, each.user.get_username())):
        roles = list(held)
        ends = [each.until for each in roles if each.until]
        why = f"{agency.name}的{'、'.join(each.role.label for each in roles)}"
        if agency != document.agency:
            why += "，範圍包含這份文件的機關"
        yield Reader(name, why, max(ends) if len(ends) == len(roles) else None)


def _by_custody(document: Document) -> Iterator[Reader]:
    for custody in live_custody(clock.now()).filter(document=document).select_related("agency", "user"):
        yield Reader(_custodian(custody), _because(custody), custody.ends_at)


def _custodian(custody: CustodyGrant) -> str:
    if custody.kind == CustodyGrant.Kind.SHARE:
        return "拿到分享連結的人"
    if custody.user:
        return custody.user.get_username()
    return custody.agency.name if custody.agency else "民眾本人"


def _because(custody: CustodyGrant) -> str:
    if custody.kind == CustodyGrant.Kind.SHARE:
        return "持有人分享，只看得到他選的欄位"
    return "，".join(filter(None, (custody.get_kind_display(), custody.reason, custody.mandate)))
