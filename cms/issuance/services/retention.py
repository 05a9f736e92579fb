"""Uploaded spreadsheets and rows live until 30 days after sealing; then their key is destroyed."""

from datetime import timedelta

from django.db import transaction

from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.papers import Actor
from cms.issuance.models import Batch
from cms.vault.services.private import forget_private

KEEP = timedelta(days=30)


def forget_old_files() -> int:
    """Destroy the keys of batches finished or withdrawn more than 30 days ago; returns how many."""
    actor = Actor("system", "retention", "worker")
    closed = Batch.objects.filter(file_blob__isnull=False, state__in=(Batch.State.DONE, Batch.State.WITHDRAWN))
    count = 0
    for batch in closed:
        ended = batch.finished_at or batch.uploaded_at
        if ended + KEEP > clock.now():
            continue
        with transaction.atomic():
            forget_private(scope_ref=batch.ref)
            batch.rows.update(payload=b"")
            Batch.objects.filter(pk=batch.pk).update(file_blob=None)
            record_events(actor=actor, events=[Event("batch_files_destroyed", "batch", batch.code)])
        count += 1
    return count
