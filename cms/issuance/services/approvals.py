"""Approval: what a batch holds is pinned under one sha256, numbers are reserved; any later edit voids it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction

from cms.accounts.identity import keyed
from cms.accounts.models import Role
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import canonical_json, sha256_json
from cms.core.papers import Actor, Reservation
from cms.core.slices import in_slices
from cms.doctypes.selectors import definition_of
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.permissions import require_role
from cms.issuance.selectors import row_values
from cms.signing.selectors import profile_by_slug
from cms.templates_designer.selectors import layout_for
from cms.vault.services.deposit import Planned, cancel_reservations, reserve_documents
from cms.vault.services.private import batch_cipher

WRITE_ROWS = 500


@transaction.atomic
def approve_batch(*, actor: Actor, batch: Batch, only_good: bool = False) -> Batch:
    """Pin file, rows, type, layouts and profile under one sha256, and reserve a number and token for every good row.

    Raises Refused: not an approver here, the uploader's or an editor's own batch, wrong rows without only_good, wrong state.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("agency", "doc_type_version").get(pk=batch.pk)
    name = _approver(actor, batch)
    rows = list(batch.rows.filter(state=Row.State.GOOD).select_related("agency").order_by("seq"))
    bad = batch.rows.filter(state=Row.State.BAD).count()
    if bad and not only_good:
        raise Refused(f"批次「{batch.code}」還有 {bad} 列需要修正。請修正後再核定，或只核發可核發的 {len(rows)} 列。")
    if not rows:
        raise Refused(f"批次「{batch.code}」沒有可以核發的列。請修正後再上傳。")
    batch.profile = profile_by_slug(definition_of(batch.doc_type_version).signing_profile).slug
    batch.approved_by, batch.approved_at, batch.issued_on = name, clock.now(), clock.today()
    batch.approvals += 1
    _reserve(actor, batch, rows)
    _pin_layouts(batch, rows)
    fingerprints = _cut_into_chunks(batch, rows)
    Row.objects.bulk_update(rows, ["reservation", "layout_version", "chunk"], batch_size=WRITE_ROWS)
    batch.approval = _manifest(batch, rows, fingerprints)
    batch.approval_sha256 = sha256_json(batch.approval)
    batch.state = Batch.State.APPROVED
    batch.save()
    detail = {"approval_sha256": batch.approval_sha256, "rows": len(rows), "left_out": bad}
    record_events(actor=actor, events=[Event("batch_approved", "batch", batch.code, detail)])
    return batch


def void_approval(*, actor: Actor, batch: Batch) -> None:
    """What an edit does to an approval: its numbers are cancelled, its chunks go, the batch waits for a new one.

    In the caller's transaction, with the batch locked and approved.
    """
    cancel_open_numbers(actor=actor, batch=batch, reason="核定後修改")
    batch.rows.update(reservation=None, layout_version=None, chunk=None)
    batch.chunks.all().delete()
    voided = batch.approval_sha256
    batch.approved_by, batch.approved_at, batch.approval, batch.approval_sha256 = "", None, {}, ""
    batch.state = Batch.State.CHECKED
    batch.save()
    record_events(
        actor=actor, events=[Event("batch_approval_voided", "batch", batch.code, {"approval_sha256": voided})]
    )


def cancel_open_numbers(*, actor: Actor, batch: Batch, reason: str) -> int:
    """Cancel every number that is reserved for a row of the batch and not issued; returns how many."""
    rows = batch.rows.filter(document__isnull=True, reservation__isnull=False)
    ids = [uuid.UUID(reserved["document_id"]) for reserved in rows.values_list("reservation", flat=True)]
    if ids:
        cancel_reservations(actor=actor, document_ids=ids, reason=reason)
    return len(ids)


def rows_fingerprint(batch: Batch, rows: Iterable[Row], values: Iterable[Mapping[str, str]]) -> str:
    """A keyed hash over rows as approved: what is sealed must be what was seen."""
    parts = [
        canonical_json([row.seq, row.reservation, row.layout_version_id, row.replaces, dict(each)]).decode()
        for row, each in zip(rows, values, strict=True)
    ]
    return keyed("approval", str(batch.ref), *parts)


def _approver(actor: Actor, batch: Batch) -> str:
    """The approver's name; four eyes: whoever uploaded or edited the batch does not approve it. Raises Refused."""
    user = user_of(actor)
    require_role(user, Role.APPROVER, batch.agency)
    name = user.get_username()
    if name == batch.uploaded_by:
        raise Refused(f"批次「{batch.code}」是「{name}」上傳的，不能由同一個人核定。請由另一位核定人核定。")
    if batch.rows.filter(edited_by=name).exists():
        raise Refused(f"批次「{batch.code}」有「{name}」修改過的列，不能由同一個人核定。請由另一位核定人核定。")
    if batch.state != Batch.State.CHECKED:
        raise Refused(f"批次「{batch.code}」目前是「{batch.get_state_display()}」，只有「已檢查」的批次可以核定。")
    return name


def _reserve(actor: Actor, batch: Batch, rows: Sequence[Row]) -> None:
    plan = [Planned(row.seq, row.agency_id, batch.doc_type_version_id, row.unique_key, row.replaces) for row in rows]
    key = f"{batch.ref.hex}-{batch.approvals}"
    reserved: dict[int, Reservation] = {each.seq: each for each in reserve_documents(actor=actor, plan=plan, key=key)}
    for row in rows:
        mine = reserved[row.seq]
        row.reservation = {"document_id": str(mine.document_id), "number": mine.number, "token": mine.token}


def _pin_layouts(batch: Batch, rows: Sequence[Row]) -> None:
    chosen = {}
    for row in rows:
        if row.agency_id not in chosen:
            chosen[row.agency_id] = layout_for(batch.doc_type_version, row.agency, batch.issued_on)
        row.layout_version = chosen[row.agency_id]


def _cut_into_chunks(batch: Batch, rows: Sequence[Row]) -> list[str]:
    """Give every row its chunk; returns the fingerprint of each chunk's rows, in order."""
    cipher = batch_cipher(batch.ref)
    fingerprints = []
    for number, part in enumerate(in_slices(rows, settings.MYDOC_CHUNK_ROWS), start=1):
        chunk = Chunk.objects.create(batch=batch, number=number)
        for row in part:
            row.chunk = chunk
        fingerprints.append(rows_fingerprint(batch, part, [row_values(cipher, row) for row in part]))
    return fingerprints


def _manifest(batch: Batch, rows: Sequence[Row], fingerprints: list[str]) -> dict:
    return {
        "file": batch.file_sha256,
        "type": batch.doc_type_version.sha256,
        "layouts": sorted({row.layout_version.sha256 for row in rows}),
        "profile": batch.profile,
        "issued_on": batch.issued_on.isoformat(),
        "count": len(rows),
        "chunks": fingerprints,
    }
