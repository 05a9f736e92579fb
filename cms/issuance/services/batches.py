"""The beginning and the end of a batch: opened with its rows, handed to workers, withdrawn, followed up."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.db import transaction

from cms.accounts.models import Agency, Role
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.hashing import sha256_hex
from cms.core.papers import Actor
from cms.doctypes.models import DocTypeVersion
from cms.issuance.models import Batch, Row
from cms.issuance.permissions import require_role
from cms.vault.services.private import batch_cipher, store_private

from .approvals import cancel_open_numbers
from .check import Checked
from .judging import CheckedRow, Judge
from .rows import read_payload, store_rows

FINISHED = (Batch.State.DONE, Batch.State.HALTED)
LEFT_BEHIND = (Row.State.FAILED, Row.State.BAD)


def open_batch(
    *, actor: Actor, version: DocTypeVersion, agency: Agency, name: str, data: bytes, single: bool = False
) -> Batch:
    """A new batch without rows, its file kept under a key of its own; raises Refused unless the actor is a clerk here."""
    user = user_of(actor)
    require_role(user, Role.CLERK, agency)
    ref = uuid.uuid4()
    batch = Batch(
        ref=ref,
        code=ref.hex[:20],
        state=Batch.State.UPLOADED,
        doc_type_version=version,
        agency=agency,
        file_name=name[:200],
        file_sha256=sha256_hex(data),
        single=single,
        uploaded_by=user.get_username(),
        uploaded_at=clock.now(),
    )
    batch.file_blob = asdict(store_private(scope_ref=ref, data=data))
    batch.save()
    batch.code = f"B{clock.today().year - 1911}-{batch.pk:06d}"
    batch.save(update_fields=["code"])
    return batch


@transaction.atomic
def upload_batch(*, actor: Actor, checked: Checked, data: bytes) -> Batch:
    """Store a checked file and its rows; raises Refused."""
    batch = open_batch(actor=actor, version=checked.version, agency=checked.agency, name=checked.name, data=data)
    return fill_batch(actor=actor, batch=batch, rows=checked.rows, assumed=checked.assumed)


def fill_batch(*, actor: Actor, batch: Batch, rows: tuple[CheckedRow, ...], assumed: str = "") -> Batch:
    """Give a batch its checked rows, in the caller's transaction; raises Refused for a file without rows."""
    if not rows:
        raise Refused(f"檔案「{batch.file_name}」沒有資料列。請確認檔案內容，再上傳一次。")
    store_rows(batch, rows)
    batch.state, batch.assumed = Batch.State.CHECKED, assumed[:300]
    batch.total_rows = batch.checked_rows = len(rows)
    batch.save()
    good = sum(not row.errors for row in rows)
    detail = {"file_sha256": batch.file_sha256, "rows": len(rows), "good": good}
    record_events(actor=actor, events=[Event("batch_uploaded", "batch", batch.code, detail)])
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
    if batch.state in {Batch.State.SEALING, Batch.State.DONE, Batch.State.HALTED, Batch.State.WITHDRAWN}:
        raise Refused(
            f"批次「{batch.code}」目前是「{batch.get_state_display()}」，已經不能撤回。已核發的文件請改用作廢。"
        )
    cancelled = cancel_open_numbers(actor=actor, batch=batch, reason=reason)
    batch.rows.filter(document__isnull=True).update(state=Row.State.CANCELLED)
    batch.state = Batch.State.WITHDRAWN
    batch.save(update_fields=["state"])
    record_events(actor=actor, events=[Event("batch_withdrawn", "batch", batch.code, {"rows": cancelled})])
    return batch


@transaction.atomic
def follow_up_batch(*, actor: Actor, batch: Batch) -> Batch:
    """What a finished batch left behind, rows that failed or were never mended, as a new batch to mend and approve.

    Raises Refused unless the actor is a clerk here, and for a batch that is under way or left nothing.
    """
    user = user_of(actor)
    require_role(user, Role.CLERK, batch.agency)
    if batch.state not in FINISHED:
        raise Refused(f"批次「{batch.code}」目前是「{batch.get_state_display()}」，等它完成後再另立新批次。")
    left = batch.rows.select_for_update(of=("self",)).filter(state__in=LEFT_BEHIND).order_by("seq")
    rows = list(left)
    if not rows:
        raise Refused(f"批次「{batch.code}」沒有留下需要修正的列。")
    cipher = batch_cipher(batch.ref)
    judge = Judge(user=user, agency=batch.agency, version=batch.doc_type_version)
    checked = judge.together(judge.alone(row.seq, read_payload(cipher, row)["cells"], row.replaces) for row in rows)
    follower = open_batch(
        actor=actor,
        version=batch.doc_type_version,
        agency=batch.agency,
        name=f"{batch.code} 留下的列",
        data=batch.code.encode(),
        single=batch.single,
    )
    batch.rows.filter(pk__in=[row.pk for row in rows]).update(
        state=Row.State.CANCELLED, trouble=f"已移到批次 {follower.code}", payload=b""
    )
    return fill_batch(actor=actor, batch=follower, rows=tuple(checked))
