"""Who works on which chunk: claimed by compare-and-set, held by a lease, taken back from the dead."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path

from django.db.models import F, Q

from cms.core import clock
from cms.issuance.models import Batch, Chunk

LEASE = timedelta(seconds=90)
RETRY_AFTER = timedelta(seconds=5)
MAX_ATTEMPTS = 3


def worker_name() -> str:
    """This process, told apart from a later one with the same number by its start time."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def claim_chunk(worker: str, batch: Batch | None = None) -> Chunk | None:
    """Take the next ready chunk of a batch that is being sealed, or None; two workers never get the same one."""
    now = clock.now()
    ready = Chunk.objects.filter(state=Chunk.State.READY, batch__state=Batch.State.SEALING).filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now)
    )
    if batch is not None:
        ready = ready.filter(batch=batch)
    for chunk in ready.order_by("batch__approved_at", "number").select_related("batch")[:8]:
        taken = Chunk.objects.filter(pk=chunk.pk, state=Chunk.State.READY).update(
            state=Chunk.State.CLAIMED, worker=worker, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            chunk.refresh_from_db()
            return chunk
    return None


def renew_lease(chunk: Chunk) -> None:
    """Say that this worker is alive; cheap enough to be said every few documents."""
    Chunk.objects.filter(pk=chunk.pk, worker=chunk.worker).update(lease_until=clock.now() + LEASE)


def give_back(chunk: Chunk, trouble: str) -> None:
    """After a failure: ready again a little later, or stuck after three attempts, with the reason kept."""
    stuck = chunk.attempts >= MAX_ATTEMPTS
    Chunk.objects.filter(pk=chunk.pk, worker=chunk.worker, state=Chunk.State.CLAIMED).update(
        state=Chunk.State.STUCK if stuck else Chunk.State.READY,
        not_before=None if stuck else clock.now() + RETRY_AFTER * chunk.attempts,
        trouble=trouble[:300],
    )
    if stuck:
        Batch.objects.filter(pk=chunk.batch_id, state=Batch.State.SEALING).update(state=Batch.State.HALTED)


def reap() -> int:
    """Make the chunks of workers that are gone ready again; returns how many."""
    now = clock.now()
    gone = [
        chunk.pk
        for chunk in Chunk.objects.filter(state=Chunk.State.CLAIMED)
        if chunk.lease_until is None or chunk.lease_until < now or _is_dead(chunk.worker)
    ]
    return Chunk.objects.filter(pk__in=gone, state=Chunk.State.CLAIMED).update(state=Chunk.State.READY, worker="")


def revive(batch: Batch) -> None:
    """Give a halted batch's chunks another three attempts, at once."""
    open_states = (Chunk.State.READY, Chunk.State.STUCK)
    batch.chunks.filter(state__in=open_states).update(state=Chunk.State.READY, attempts=0, not_before=None)
    Batch.objects.filter(pk=batch.pk, state=Batch.State.HALTED).update(state=Batch.State.SEALING)


def _started(pid: int) -> str:
    """The process's start time in clock ticks, or empty where the system doesn't tell (proc(5), stat field 22)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _is_dead(worker: str) -> bool:
    """True only for a worker of this machine whose process is surely gone; others are left to their lease."""
    host, pid, started = worker.split(":")
    return host == socket.gethostname() and started != "" and _started(int(pid)) != started
