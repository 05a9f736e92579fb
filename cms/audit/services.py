"""Recording what happened, chaining it, and writing the chain's head outside the database."""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import IntegrityError, transaction

from cms.core import clock
from cms.core.papers import Actor

from .chain import EVENT_COLUMNS, FIRST, link_hash, moment
from .events import Event
from .heads import append_head
from .models import AuditEvent, AuditLink
from .selectors import heads_path, last_link, unlinked_events

BATCH = 1000
# Transactions may commit out of the order of their ids; the linker looks this far behind its newest link for late ones.
LOOK_BACK = 20_000


def record_events(*, actor: Actor, events: Iterable[Event]) -> None:
    """Insert the events, unlinked, in the caller's transaction: an act and its record stand or fall together."""
    at = clock.now()
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=at,
                actor_kind=actor.kind,
                actor_ref=actor.ref,
                via=actor.via,
                on_behalf_of=actor.on_behalf_of,
                purpose=actor.purpose,
                action=event.action,
                object_kind=event.object_kind,
                object_ref=event.object_ref,
                detail=dict(event.detail),
            )
            for event in events
        ],
        batch_size=BATCH,
    )


def link_events(*, look_back: int | None = LOOK_BACK) -> int:
    """Chain what is not linked yet and return how many events that were; look_back None searches the whole table.

    Any number of linkers may run: the chain's place is a primary key, so the slower one stops and leaves it to the other.
    """
    linked = 0
    try:
        while count := _link_batch(look_back):
            linked += count
    except IntegrityError:
        return linked
    return linked


def publish_head(*, stamp: Callable[[bytes], bytes]) -> Path:
    """Link everything, then append the newest head {seq, hash, at, previous} with its RFC 3161 token to the file of heads.

    stamp(content) gives the DER token; the file is durable on return, and unchanged if the chain is.
    """
    link_events(look_back=None)
    path = heads_path()
    if (last := last_link()) is not None:
        append_head(path, seq=last.seq, link_hash=last.hash, at=moment(clock.now()), stamp=stamp)
    return path


def _link_batch(look_back: int | None) -> int:
    """Chain up to BATCH events in one transaction; raises IntegrityError when another linker was faster."""
    last = last_link()
    since = max(0, last.event_id - look_back) if last is not None and look_back is not None else 0
    if not unlinked_events(newer_than=since).exists():
        return 0  # without a transaction, which on SQLite would make every writer wait
    with transaction.atomic():
        last = AuditLink.objects.select_for_update().order_by("-seq").first()
        seq, previous = (last.seq, last.hash) if last else (0, FIRST)
        links = []
        for event in unlinked_events(newer_than=since)[:BATCH].values(*EVENT_COLUMNS):
            seq += 1
            current = link_hash(seq, previous, event)
            links.append(AuditLink(seq=seq, event_id=event["id"], previous=previous, hash=current))
            previous = current
        AuditLink.objects.bulk_create(links)
    return len(links)
