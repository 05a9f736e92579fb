"""Following what happens in the vault: changes by its feed, and looks by break-glass, which are no changes."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from cms.delivery.models import Cursor, Notice
from cms.vault.models import AccessRecord, Document
from cms.vault.selectors import changes_after

from .making import notices_about

CHANGES, LOOKS = "changes", "looks"
KINDS = {
    "deposited": Notice.Kind.ISSUED,
    "voided": Notice.Kind.VOIDED,
    "superseded": Notice.Kind.SUPERSEDED,
}
# Looks may commit out of the order of their ids; the follower looks this far behind for late ones.
LOOK_BACK = 2_000
# The place is written down again only after so many looks: a quiet second writes nothing.
STRIDE = 500


def follow_changes(limit: int = 500) -> int:
    """Make the notices for what happened since the last call; returns how many happenings those were (0: all told).

    The notices and the place in the feed are one transaction: after a crash the same ones are made again, once.
    """
    return _follow_feed(limit) + _follow_looks()


def _follow_feed(limit: int) -> int:
    if not changes_after(_place(CHANGES), limit=1):
        return 0  # without a transaction: on SQLite even an empty one takes the writers' turn
    with transaction.atomic():
        cursor = _locked(CHANGES)
        changes = changes_after(cursor.seq, limit)
        documents = _documents({change.document_id for change in changes if change.kind in KINDS})
        made = [
            notice
            for change in changes
            if change.kind in KINDS
            for notice in notices_about(documents[change.document_id], KINDS[change.kind], change=change)
        ]
        Notice.objects.bulk_create(made, ignore_conflicts=True)
        if changes:
            _move(cursor, changes[-1].seq)
    return len(changes)


def _follow_looks() -> int:
    """Tell of looks by break-glass that are not told of yet; two followers at once make the same notices, once."""
    place = _place(LOOKS)
    top = AccessRecord.objects.aggregate(top=Max("pk"))["top"] or 0
    looks = _untold(place)
    documents = _documents({look.document_id for look in looks})
    made = [
        notice
        for look in looks
        for notice in notices_about(documents[look.document_id], Notice.Kind.BREAK_GLASS, look=look)
    ]
    if made or top - place >= STRIDE:
        with transaction.atomic():
            Notice.objects.bulk_create(made, ignore_conflicts=True)
            _move(_locked(LOOKS), top)
    return len({notice.look_id for notice in made})


def _untold(place: int) -> Sequence[AccessRecord]:
    told = Notice.objects.filter(look__isnull=False).values("look")
    return list(AccessRecord.objects.filter(pk__gt=place - LOOK_BACK, kind="break_glass").exclude(pk__in=told))


def _documents(ids: Collection[UUID]) -> Mapping[UUID, Document]:
    return Document.objects.select_related("doc_type_version").in_bulk(ids)


def _place(name: str) -> int:
    return Cursor.objects.filter(name=name).values_list("seq", flat=True).first() or 0


def _locked(name: str) -> Cursor:
    """The cursor, held until the transaction ends: two followers take turns."""
    Cursor.objects.get_or_create(name=name)
    return Cursor.objects.select_for_update().get(name=name)


def _move(cursor: Cursor, seq: int) -> None:
    cursor.seq = max(cursor.seq, seq)
    cursor.save(update_fields=["seq"])
