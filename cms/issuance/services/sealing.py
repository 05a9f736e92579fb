"""A batch sealed to its end by one process, with progress: what the command line and resuming do."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction

from cms.accounts.models import Role
from cms.accounts.selectors import user_of
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.issuance.models import Batch, Chunk, Row
from cms.issuance.permissions import require_role

from .chunks import finish_batch, work_on_next_chunk
from .leases import reap, revive

POLL_SECONDS = 0.5
NEVER_APPROVED = (Batch.State.ASKING, Batch.State.UPLOADED, Batch.State.CHECKED, Batch.State.WITHDRAWN)


def seal_to_the_end(*, actor: Actor, batch: Batch, progress: Callable[[int, int], None]) -> Batch:
    """Issue every chunk of a batch that is being sealed; waits for chunks that other workers hold.

    `progress` is told rows settled and rows in all after each chunk. Raises Refused when chunks are stuck; what is
    issued stays issued, and resume_batch goes on from there.
    """
    total = batch.rows.filter(chunk__isnull=False).count()
    while True:
        reap()
        result = work_on_next_chunk(actor=actor, batch=batch)
        progress(batch.rows.filter(chunk__isnull=False).exclude(state=Row.State.GOOD).count(), total)
        if finish_batch(batch):
            break
        stuck = batch.chunks.filter(state=Chunk.State.STUCK).first()
        if stuck:
            raise Refused(
                f"批次「{batch.code}」有區段試了 {stuck.attempts} 次都沒有完成：{stuck.trouble}。"
                f"已核發的不受影響；排除原因後執行 issue_batch --resume {batch.code}。"
            )
        if result is None:
            time.sleep(POLL_SECONDS)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def retry_stuck(*, actor: Actor, batch: Batch) -> Batch:
    """Give a halted batch back to the workers; raises Refused unless the person may seal here and it is halted."""
    require_role(user_of(actor), Role.SEAL_HOLDER, batch.agency)
    if batch.state != Batch.State.HALTED:
        raise Refused(f"批次「{batch.code}」目前是「{batch.get_state_display()}」，沒有停下的區段。")
    revive(batch)
    record_events(actor=actor, events=[Event("batch_resumed", "batch", batch.code)])
    batch.refresh_from_db()
    return batch


def resume_batch(*, actor: Actor, batch: Batch, progress: Callable[[int, int], None]) -> Batch:
    """Go on with a batch whose command or worker ended early; nothing is issued twice.

    Raises Refused for a batch that was never approved or was withdrawn; a finished one is returned as it is.
    """
    if batch.state in NEVER_APPROVED:
        raise Refused(f"批次「{batch.code}」目前是「{batch.get_state_display()}」，沒有可以接續的用印。請先核定。")
    if batch.state == Batch.State.DONE:
        return batch
    with transaction.atomic():
        revive(batch)
        Batch.objects.filter(pk=batch.pk, state=Batch.State.APPROVED).update(state=Batch.State.SEALING)
        record_events(actor=actor, events=[Event("batch_resumed", "batch", batch.code)])
    batch.refresh_from_db()
    return seal_to_the_end(actor=actor, batch=batch, progress=progress)
