"""Who is looking at a batch, and since when an approver knows what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cms.accounts.models import User
from cms.core import clock
from cms.doctypes.selectors import definition_of
from cms.issuance.models import Batch, Presence, Row
from cms.issuance.selectors import RowView, batch_for, row_counts, view_of
from cms.vault.services.private import batch_cipher

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class ApprovalSummary:
    """What an approver decides about: the file, the counts, samples, and what changed since the last look."""

    file_sha256: str
    rows: int
    good: int
    bad: int
    samples: tuple[RowView, ...]
    edited_since: tuple[RowView, ...]
    last_look: datetime | None


def be_present(*, user: User, batch: Batch) -> None:
    """Note that this person has the batch open."""
    Presence.objects.update_or_create(batch=batch, user=user, defaults={"seen_at": clock.now()})


@transaction.atomic
def look_at_approval(*, user: User, batch: Batch) -> ApprovalSummary:
    """The summary for this person, and the note that it was seen; raises NotFound for a batch that is hidden."""
    batch = batch_for(user, batch.code)
    now = clock.now()
    presence, _made = Presence.objects.get_or_create(batch=batch, user=user, defaults={"seen_at": now})
    last = presence.looked_at
    presence.seen_at = presence.looked_at = now
    presence.save()
    definition, cipher = definition_of(batch.doc_type_version), batch_cipher(batch.ref)
    counts = row_counts(batch)
    good = batch.rows.filter(state=Row.State.GOOD).order_by("seq")
    edited = batch.rows.filter(edited_at__gt=last).order_by("seq") if last else batch.rows.none()
    return ApprovalSummary(
        file_sha256=batch.file_sha256,
        rows=sum(counts.values()),
        good=counts.get(Row.State.GOOD, 0),
        bad=counts.get(Row.State.BAD, 0),
        samples=tuple(view_of(definition, cipher, row) for row in _spread(good, counts.get(Row.State.GOOD, 0))),
        edited_since=tuple(view_of(definition, cipher, row) for row in edited[:50]),
        last_look=last,
    )


def _spread(rows, count: int) -> list[Row]:
    """A few rows from the whole length of the batch, the first and the last among them."""
    places = sorted({round(step * (count - 1) / (SAMPLES - 1)) for step in range(SAMPLES)}) if count else []
    return [rows[place] for place in places]
