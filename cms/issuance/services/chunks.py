"""One chunk of rows on its way: claim, render, seal, deposit; whatever did not commit is simply done again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import DatabaseError, transaction

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import MyDocError, Refused
from cms.core.papers import Actor, Deposit, Refusal, Reservation, Sealed, SealSlot, Unsealed, Vouching
from cms.doctypes.selectors import definition_of
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.selectors import agency_facts, row_values
from cms.issuance.sheets import Order, deposit_for, sheet_for
from cms.signing.backends.base import Signer
from cms.signing.backends.opening import open_signer
from cms.signing.longterm import seal_at
from cms.signing.models import SigningProfile
from cms.signing.selectors import profile_by_slug, trust_store
from cms.signing.services import record_seals
from cms.signing.validation import judge
from cms.signing.vouching import stamp_lines, vouching_of
from cms.templates_designer.models import LayoutVersion
from cms.templates_designer.rendering.base import CompiledLayout
from cms.templates_designer.rendering.reference import ReferenceRenderer
from cms.templates_designer.selectors import frozen
from cms.vault.services.deposit import cancel_reservations, deposit_sealed
from cms.vault.services.private import batch_cipher
from cms.vault.services.status import supersede_document
from cms.verification.addresses import verify_url

from .approvals import rows_fingerprint
from .leases import claim_chunk, give_back, renew_lease, worker_name

logger = logging.getLogger(__name__)
RENEW_EVERY = 10  # documents between two signs of life


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What one chunk came to: rows issued, and rows refused with the reason."""

    issued: tuple[int, ...]
    refused: tuple[Refusal, ...]


def work_on_next_chunk(*, actor: Actor, batch: Batch | None = None) -> ChunkResult | None:
    """Claim a chunk and issue it; None when there is nothing to claim. A failure gives the chunk back with its reason."""
    chunk = claim_chunk(worker_name(), batch)
    if chunk is None:
        return None
    seqs = list(chunk.rows.order_by("seq").values_list("seq", flat=True))
    try:
        return issue_chunk(actor=actor, batch_id=chunk.batch_id, seqs=seqs)
    except (MyDocError, DatabaseError, OSError) as problem:
        logger.warning("chunk %s of %s: %s", chunk.number, chunk.batch.code, problem)
        give_back(chunk, str(problem))
        return ChunkResult((), ())


def issue_chunk(*, actor: Actor, batch_id: int, seqs: Sequence[int]) -> ChunkResult:
    """Render, seal and deposit these rows of one chunk in one database transaction.

    Repeatable: rows that are already issued are left alone, and a row gets its document at most once. Raises Refused
    when the rows are not what was approved, and what sealing or the vault raise.
    """
    batch = Batch.objects.select_related("doc_type_version", "agency").get(pk=batch_id)
    rows = batch.rows.filter(seq__in=seqs, state=Row.State.GOOD).select_related("agency", "layout_version", "chunk")
    job = _job(batch, list(rows.order_by("seq")))
    if not job.rows:
        return ChunkResult((), ())
    refused: list[Refusal] = []
    sealed = list(_sealed(job, refused))
    _judge_sample(sealed)
    with transaction.atomic():
        _deposit(actor, job, sealed, refused)
    finish_batch(batch)
    return ChunkResult(tuple(each.seq for each in sealed), tuple(refused))


def finish_batch(batch: Batch) -> bool:
    """Close the batch once no chunk is open; True when it is done."""
    if batch.chunks.exclude(state=Chunk.State.DONE).exists():
        return False
    Batch.objects.filter(pk=batch.pk, state=Batch.State.SEALING).update(state=Batch.State.DONE, finished_at=clock.now())
    return True


@dataclass(frozen=True, slots=True)
class _Job:
    """Rows of one chunk that still wait, what each is to become, and who vouches for it when."""

    batch: Batch
    rows: tuple[Row, ...]
    orders: Mapping[int, Order]
    profile: SigningProfile
    signer: Signer
    slot: SealSlot
    level: str


def _job(batch: Batch, rows: Sequence[Row]) -> _Job:
    cipher = batch_cipher(batch.ref)
    values = [row_values(cipher, row) for row in rows]
    _refuse_changed_rows(batch, rows, values)
    profile = profile_by_slug(batch.profile)
    level = SigningProfile.Level.BASELINE_LTA if batch.single else profile.level
    return _Job(
        batch=batch,
        rows=tuple(rows),
        orders={row.seq: _order(batch, row, each) for row, each in zip(rows, values, strict=True)},
        profile=profile,
        signer=open_signer(profile),
        slot=profile.slot(clock.now(), level),
        level=level,
    )


def _refuse_changed_rows(batch: Batch, rows: Sequence[Row], values: Sequence[Mapping[str, str]]) -> None:
    """A chunk waits or is settled as a whole, so its rows must give the fingerprint that was approved."""
    if rows and rows_fingerprint(batch, rows, values) != batch.approval["chunks"][rows[0].chunk.number - 1]:
        raise Refused(
            f"批次「{batch.code}」第 {rows[0].seq} 至 {rows[-1].seq} 列和核定時不同，沒有用印。請重新上傳並核定。"
        )


def _order(batch: Batch, row: Row, values: Mapping[str, str]) -> Order:
    mine = row.reservation
    reserved = Reservation(row.seq, UUID(mine["document_id"]), mine["number"], mine["token"])
    return Order(
        definition=definition_of(batch.doc_type_version),
        values=values,
        agency=agency_facts(row.agency),
        reserved=reserved,
        issued_on=batch.issued_on,
        verify_url=verify_url(reserved.token),
        layout=frozen(row.layout_version),
    )


def _sealed(job: _Job, refused: list[Refusal]) -> Iterator[Sealed]:
    """Pages of each layout in turn, sealed one by one; what the renderer refuses goes to `refused`."""
    for layout_id in dict.fromkeys(row.layout_version_id for row in job.rows):
        mine = [row for row in job.rows if row.layout_version_id == layout_id]
        pages = _compiled(job.batch.pk, layout_id).render(sheet_for(job.orders[row.seq]) for row in mine)
        papers = _without_refusals(pages, refused, mine[0].chunk)
        yield from seal_at(job.level, papers, job.signer, job.slot)


def _without_refusals(pages: Iterator[Unsealed | Refusal], refused: list[Refusal], chunk: Chunk) -> Iterator[Unsealed]:
    for count, page in enumerate(pages):
        if count % RENEW_EVERY == 0:
            renew_lease(chunk)
        if isinstance(page, Refusal):
            refused.append(page)
        else:
            yield page


@lru_cache(maxsize=8)
def _compiled(batch_id: int, layout_version_id: int) -> CompiledLayout:
    """A layout compiled once a batch and process, for all characters that the batch holds."""
    layout = LayoutVersion.objects.get(pk=layout_version_id)
    batch = Batch.objects.select_related("doc_type_version").get(pk=batch_id)
    cipher = batch_cipher(batch.ref)
    characters: set[str] = set()
    rows = batch.rows.filter(layout_version=layout, state=Row.State.GOOD).select_related("agency", "layout_version")
    for row in rows.iterator(chunk_size=500):
        sheet = sheet_for(_order(batch, row, row_values(cipher, row)))
        characters.update(*sheet.texts.values())
    slot = profile_by_slug(batch.profile).slot(batch.approved_at)
    return ReferenceRenderer().compile(frozen(layout), characters, slot)


def _judge_sample(sealed: Sequence[Sealed]) -> None:
    """The full verdict for the first document of the chunk: nothing is deposited that we would not call intact ourselves."""
    for sample in sealed[:1]:
        verdict = judge(sample.pdf, trust=trust_store(), at=clock.now())
        if verdict.outcome != "intact":
            reasons = "；".join(check.sentence for check in verdict.checks if not check.ok)
            raise Refused(f"封緘後的檔案沒有通過完整查驗，沒有存入：{reasons}")


def _deposit(actor: Actor, job: _Job, sealed: Sequence[Sealed], refused: Sequence[Refusal]) -> None:
    """Everything that the chunk leaves behind, in the caller's transaction."""
    _lock_waiting(job)
    history = (vouching_of(job.signer, job.profile.signer_name, job.slot.claimed_at),)
    rows = {row.seq: row for row in job.rows}
    deposit_sealed(actor=actor, deposits=[_deposit_of(job, rows[each.seq], each, history) for each in sealed])
    record_seals(
        items=[(job.orders[each.seq].reserved.document_id, each) for each in sealed],
        signer=job.signer,
        profile=job.profile,
        at=job.slot.claimed_at,
        level=job.level,
    )
    _supersede(actor, job, sealed)
    _settle_rows(job, sealed, refused)
    never = [job.orders[each.seq].reserved.document_id for each in refused]
    cancel_reservations(actor=actor, document_ids=never, reason="無法排版")
    Chunk.objects.filter(pk__in={row.chunk_id for row in job.rows}).update(state=Chunk.State.DONE)
    detail = {"issued": len(sealed), "refused": len(refused), "files": [each.sha256 for each in sealed]}
    record_events(actor=actor, events=[Event("chunk_issued", "batch", job.batch.code, detail)])


def _supersede(actor: Actor, job: _Job, sealed: Sequence[Sealed]) -> None:
    """A corrected successor takes its predecessor's place in the same transaction that issues it, as its approver decided."""
    replaces = {row.seq: row.replaces for row in job.rows if row.replaces}
    approver = Actor("user", job.batch.approved_by, actor.via)
    for each in sealed:
        if each.seq in replaces:
            successor = job.orders[each.seq].reserved.number
            supersede_document(
                actor=approver, number=replaces[each.seq], successor_number=successor, reason="換發更正後的文件"
            )


def _deposit_of(job: _Job, row: Row, sealed: Sealed, history: tuple[Vouching, ...]) -> Deposit:
    return deposit_for(
        job.orders[row.seq],
        sealed,
        (*history, *stamp_lines(sealed.pdf)),
        type_version_id=job.batch.doc_type_version_id,
        agency_id=row.agency_id,
        batch=job.batch.code,
        unique_key=row.unique_key,
    )


def _lock_waiting(job: _Job) -> None:
    """Stop here if another worker finished these rows meanwhile: its result stands, ours is dropped."""
    locked = Row.objects.select_for_update().filter(pk__in=[row.pk for row in job.rows], state=Row.State.GOOD)
    if len(locked) != len(job.rows):
        raise Refused(f"批次「{job.batch.code}」的這些列已由另一個工作程序完成。")


def _settle_rows(job: _Job, sealed: Sequence[Sealed], refused: Sequence[Refusal]) -> None:
    """After issue a row keeps the link to its document and nothing else of its holder."""
    rows = {row.seq: row for row in job.rows}
    for each in sealed:
        row, order = rows[each.seq], job.orders[each.seq]
        row.state, row.document_id, row.payload = Row.State.ISSUED, order.reserved.document_id, b""
    for refusal in refused:
        row = rows[refusal.seq]
        row.state, row.trouble = Row.State.FAILED, f"{_column(job, refusal)}{refusal.remedy}"[:300]
    Row.objects.bulk_update(job.rows, ["state", "document", "payload", "trouble"], batch_size=500)


def _column(job: _Job, refusal: Refusal) -> str:
    """The spreadsheet's word for the field that the renderer names; nothing for a text that is not the row's own."""
    definition = definition_of(job.batch.doc_type_version)
    return next((f"「{field.column}」" for field in definition.fields if field.code == refusal.column), "")
