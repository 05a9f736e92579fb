"""我的證件包 as data: a visitor's documents with their status today, found again by agency, status and title."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import Exists, F, OuterRef, QuerySet

from cms.accounts.models import Agency
from cms.accounts.visitors import Visitor
from cms.doctypes.kinds.base import folded
from cms.vault.models import AccessRecord, Document, PublicFace
from cms.vault.permissions import documents_for
from cms.verification.status import Status, status_of

from .purposes import NAME_ONLY

IN_FORCE = frozenset({Status.VALID, Status.NOT_YET_VALID})
# Fewer are seen at a glance.
FILTERED_FROM, SEARCHED_FROM = 6, 11
PER_PAGE = 25  # more would weigh too much for a phone on a slow network
# What a row of the list has no use for.
_NOT_LISTED = ("search_facts", "face__fields", "face__comparables", "face__history")


class Standing(IntEnum):
    """The groups of the list, in their order."""

    IN_FORCE = 0
    COMING = 1
    ENDED = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the list.

    is_new: in force, and the visitor has never opened it. successor: the number of the one that replaced it, if the
    visitor has that too.
    """

    face: PublicFace
    agency: Agency
    status: Status
    is_new: bool
    successor: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """What to look for; an empty criterion leaves everything in. agency is its code, text a part of a title."""

    text: str = ""
    agency: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return any((self.text, self.agency, self.status))


def standing_of(status: Status) -> Standing:
    """What a document of this status is to its holder today."""
    if status is Status.VALID:
        return Standing.IN_FORCE
    return Standing.COMING if status in IN_FORCE else Standing.ENDED


def entries_of(visitor: Visitor, today: date) -> Sequence[Entry]:
    """All documents of the visitor in one query: by standing, the newest first."""
    rows = list(_rows(visitor))
    own = {row.number for row in rows}
    entries = [_entry(row, status_of(row.face, today), own) for row in rows]
    return sorted(entries, key=lambda entry: standing_of(entry.status))


def chosen(entries: Sequence[Entry], criteria: Criteria) -> Sequence[Entry]:
    """The entries that meet every criterion."""
    text = folded(criteria.text)
    return [
        entry
        for entry in entries
        if (not criteria.agency or entry.agency.code == criteria.agency)
        and (not criteria.status or entry.status == criteria.status)
        and text in folded(f"{entry.face.type_name} {entry.face.type_name_en}")
    ]


def _entry(row: Document, status: Status, own: Set[str]) -> Entry:
    return Entry(
        face=row.face,
        agency=row.agency,
        status=status,
        is_new=status in IN_FORCE and not row.was_opened,
        successor=row.successor if row.successor in own else "",
    )


def _rows(visitor: Visitor) -> QuerySet[Document]:
    own_looks = AccessRecord.objects.filter(
        document=OuterRef("pk"), actor_kind="citizen", actor_ref__in=[str(one) for one in visitor.citizens]
    )
    return (
        documents_for(visitor)
        .select_related("face", "agency")
        .defer(*_NOT_LISTED)
        .annotate(
            was_opened=Exists(own_looks.exclude(purpose__in=NAME_ONLY)),
            successor=F("supersession__successor__number"),
        )
        .order_by("-face__issued_on", "-number")
    )
