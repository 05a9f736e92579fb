"""Taking everything away: begun within a limit, and noted as whole only when its last byte was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from cms.accounts.services.tries import count_try
from cms.accounts.visitors import Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.errors import Refused
from cms.vault.permissions import documents_for

MOST_AN_HOUR = 5


def begin_take_away(*, visitor: Visitor) -> Sequence[str]:
    """The numbers of the documents to take along; raises Refused with code "takeaway_limit" after MOST_AN_HOUR."""
    who = str(visitor.citizens[0]) if visitor.citizens else visitor.mobile_hash
    if count_try("portal.takeaway", who, window=timedelta(hours=1)) > MOST_AN_HOUR:
        raise Refused(f"一小時最多帶走 {MOST_AN_HOUR} 次。", code="takeaway_limit", most=MOST_AN_HOUR)
    numbers = list(documents_for(visitor).order_by("number").values_list("number", flat=True))
    _note(visitor, "begun", {"documents": len(numbers)})
    return numbers


def complete_take_away(*, visitor: Visitor, taken: int, left_out: int, manifest_sha256: str) -> None:
    """Note that a take-away was made to its end: so many documents opened, so many not, under this manifest."""
    _note(visitor, "completed", {"taken": taken, "left_out": left_out, "manifest_sha256": manifest_sha256})


@transaction.atomic
def _note(visitor: Visitor, what: str, detail: dict[str, object]) -> None:
    event = Event(f"portal.takeaway.{what}", "citizen", visitor.actor().ref, detail)
    record_events(actor=visitor.actor(), events=[event])
