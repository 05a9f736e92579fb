"""From a checked file to an approved batch: upload, approve, start sealing, withdraw."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict

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
from cms.signing.selectors import profile_by_slug
from cms.templates_designer.selectors import layout_for
from cms.vault.services.deposit import Planned, cancel_reservations, reserve_documents
from cms.vault.services.private import BatchCipher, batch_cipher, store_private

from .check import Checked, CheckedRow

WRITE_ROWS = 500


@transaction.atomic
def upload_batch(*, actor: Actor, checked: Checked, data: bytes) -> Batch:
    """Store a checked file and its rows, encrypted under a key of the batch's own; raises Refused."""
    user = user_of(actor)
    require_role(user, Role.CLERK, checked.agency)
    if not checked.rows:
        raise Refused(f"檔案「{checked.name}」沒有資料列。請確認檔案內容，再上傳一次。")
    ref = uuid.uuid4()
    batch = Batch(
        ref=ref,
        code=ref.hex[:20],
        doc_type_version=checked.version,
        agency=checked.agency,
        file_name=checked.name[:200],
        file_sha256=checked.sha256,
        assumed=checked.assumed[:300],
        uploaded_by=user.get_username(),
        uploaded_at=clock.now(),
    )
    batch.file_blob = asdict(store_private(scope_ref=ref, data=data))
    batch.save()
    batch.code = f"B{clock.today().year - 1911}-{batch.pk:06d}"
    batch.save(update_fields=["code"])
    cipher = batch_cipher(ref)
    for rows in in_slices(checked.rows, WRITE_ROWS):
        Row.objects.bulk_create([_row(batch, row, cipher) for row in rows])
    detail = {"file_sha256": checked.sha256, "rows": len(checked.rows), "good": len(checked.good)}
    record_events(actor=actor, events=[Event("batch_uploaded", "batch", batch.code, detail)])
    return batch


@transaction.atomic
def approve_batch(*, actor: Actor, batch: Batch, only_good: bool = False) -> Batch:
    """Pin file, rows, type, layouts and profile under one sha256, and reserve a number and token for every good row.

    Raises Refused: not an approver here, the uploader's own batch, wrong rows without only_good, wrong state.
    """
    user = user_of(actor)
    batch = Batch.objects.select_for_update().select_related("agency", "doc_type_version").get(pk=batch.pk)
    require_role(user, Role.APPROVER, batch.agency)
    if user.get_username() == batch.uploaded_by:
        raise Refused(
            f"批次「{batch.code}」是「{batch.uploaded_by}」上傳的，不能由同一個人核定。請由另一位核定人核定。"
        )
    if batch.state != Batch.State.CHECKED:
        raise Refused(f"批次「{batch.code}」目前是「{batch.get_state_display()}」，只有「已檢查」的批次可以核定。")
    rows = list(batch.rows.filter(state=Row.State.GOOD).select_related("agency").order_by("seq"))
    bad = batch.rows.filter(state=Row.State.BAD).count()
    if bad and not only_good:
        raise Refused(f"批次「{batch.code}」還有 {bad} 列需要修正。請修正後再核定，或只核發可核發的 {len(rows)} 列。")
    if not rows:
        raise Refused(f"批次「{batch.code}」沒有可以核發的列。請修正後再上傳。")
    definition = definition_of(batch.doc_type_version)
    batch.profile = profile_by_slug(definition.signing_profile).slug
    batch.approved_by, batch.approved_at, batch.issued_on = user.get_username(), clock.now(), clock.today()
    _reserve(actor, batch, rows)
    _pin_layouts(batch, rows)
    chunk_hashes = _cut_into_chunks(batch, rows)
    Row.objects.bulk_update(rows, ["reservation", "layout_version", "chunk"], batch_size=WRITE_ROWS)
    batch.approval = _manifest(batch, rows, chunk_hashes)
    batch.approval_sha256 = sha256_json(batch.approval)
    batch.state = Batch.State.APPROVED
    batch.save()
    detail = {"approval_sha256": batch.approval_sha256, "rows": len(rows), "left_out": bad}
    record_events(actor=actor, events=[Event("batch_approved", "batch", batch.code, detail)])
    return batch


@transaction.atomic
def start_sealing(*, actor: Actor, batch: Batch) -> Batch:
    """Let workers take the batch's chunks; raises Refused unless it is approved and the person may seal here."""
    user = user_of(actor)
    require_role(user, Role.SEAL_HOLDER, batch.agency)
    moved = Batch.objects.filter(pk=batch.pk, state=Batch.State.APPROVED).update(state=Batch.State.SEALING)
    if not moved:
        raise Refused(f"批次「{batch.code}」還沒有核定，或已經開始用印。請重新整理後再看一次。")
    record_events(actor=actor, events=[Event("batch_sealing", "batch", batch.code)])
    batch.refresh_from_db()
    return batch


@transaction.atomic
def withdraw_batch(*, actor: Actor, batch: Batch, reason: str) -> Batch:
    """Take a batch back before it is sealed: its reserved numbers end as cancelled, on record."""
    user = user_of(actor)
    require_role(user, Role.CLERK if user.get_username() == batch.uploaded_by else Role.APPROVER, batch.agency)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in {Batch.State.CHECKED, Batch.State.APPROVED}:
        raise Refused(
            f"批次「{batch.code}」目前是「{batch.get_state_display()}」，已經不能撤回。已核發的文件請改用作廢。"
        )
    rows = [row for row in batch.rows.filter(document__isnull=True) if row.reservation]
    ids = [uuid.UUID(row.reservation["document_id"]) for row in rows]
    cancel_reservations(actor=actor, document_ids=ids, reason=reason)
    batch.rows.filter(document__isnull=True).update(state=Row.State.CANCELLED)
    batch.state = Batch.State.WITHDRAWN
    batch.save(update_fields=["state"])
    record_events(actor=actor, events=[Event("batch_withdrawn", "batch", batch.code, {"rows": len(ids)})])
    return batch


def row_values(cipher: BatchCipher, row: Row) -> Mapping[str, str]:
    """The canonical values of one row, decrypted."""
    return json.loads(cipher.decrypt(bytes(row.payload), f"row:{row.seq}"))["values"]


def rows_fingerprint(batch: Batch, rows: Iterable[Row], values: Iterable[Mapping[str, str]]) -> str:
    """A keyed hash over rows as approved: what is sealed must be what was seen."""
    parts = [
        canonical_json([row.seq, row.reservation, row.layout_version_id, dict(each)]).decode()
        for row, each in zip(rows, values, strict=True)
    ]
    return keyed("approval", str(batch.ref), *parts)


def _row(batch: Batch, row: CheckedRow, cipher: BatchCipher) -> Row:
    state = Row.State.BAD if row.errors else Row.State.GOOD
    payload = cipher.encrypt(_payload(row), f"row:{row.seq}")
    return Row(batch=batch, seq=row.seq, state=state, agency=row.agency, payload=payload, unique_key=row.unique_key)


def _payload(row: CheckedRow) -> bytes:
    errors = [[error.column, error.value, error.message, error.code] for error in row.errors]
    return canonical_json({"values": dict(row.values), "errors": errors})


def _reserve(actor: Actor, batch: Batch, rows: list[Row]) -> None:
    plan = [Planned(row.seq, row.agency_id, batch.doc_type_version_id, row.unique_key) for row in rows]
    reserved: dict[int, Reservation] = {
        each.seq: each for each in reserve_documents(actor=actor, plan=plan, key=batch.ref.hex)
    }
    for row in rows:
        mine = reserved[row.seq]
        row.reservation = {"document_id": str(mine.document_id), "number": mine.number, "token": mine.token}


def _pin_layouts(batch: Batch, rows: list[Row]) -> None:
    chosen = {}
    for row in rows:
        if row.agency_id not in chosen:
            chosen[row.agency_id] = layout_for(batch.doc_type_version, row.agency, batch.issued_on)
        row.layout_version = chosen[row.agency_id]


def _cut_into_chunks(batch: Batch, rows: list[Row]) -> list[str]:
    """Give every row its chunk; returns the fingerprint of each chunk's rows, in order."""
    cipher = batch_cipher(batch.ref)
    hashes = []
    for number, part in enumerate(in_slices(rows, settings.MYDOC_CHUNK_ROWS), start=1):
        chunk = Chunk.objects.create(batch=batch, number=number)
        for row in part:
            row.chunk = chunk
        hashes.append(rows_fingerprint(batch, part, [row_values(cipher, row) for row in part]))
    return hashes


def _manifest(batch: Batch, rows: list[Row], chunk_hashes: list[str]) -> dict:
    layouts = sorted({row.layout_version.sha256 for row in rows})
    return {
        "file": batch.file_sha256,
        "type": batch.doc_type_version.sha256,
        "layouts": layouts,
        "profile": batch.profile,
        "issued_on": batch.issued_on.isoformat(),
        "count": len(rows),
        "chunks": chunk_hashes,
    }
