"""Sending what is due: claimed by compare-and-set, opened through the system's door, tried at most five times."""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F

from cms.accounts.identity import keyed
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Unreadable
from cms.core.papers import Actor
from cms.delivery.channels import channels
from cms.delivery.channels.base import Channel, Deferred, NoSuchAddress, NotSent, Rejected
from cms.delivery.letters import compose
from cms.delivery.models import Attempt, Notice
from cms.delivery.selectors import came_back, channels_off
from cms.doctypes.selectors import definition_of
from cms.vault.access import OpenDocument, open_for_system
from cms.vault.models import Document

# Longer than any channel's own time limit: whoever holds a notice for longer is dead.
LEASE = timedelta(minutes=2)
DELAYS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
MOST_ATTEMPTS = len(DELAYS) + 1
# While a channel is down its notices wait without being tried, so that an outage uses up few attempts.
PAUSE = timedelta(minutes=1)
# What is our own fault uses up no last attempt for so long (RFC 5321 section 4.5.4.1: four to five days).
PATIENCE = timedelta(days=5)
JOB, PURPOSE = "notices", "寄送通知給持有人"
ACTOR = Actor("system", JOB, "worker")

Outcome, State = Attempt.Outcome, Notice.State
ENDS = {
    Outcome.SENT: State.SENT,
    Outcome.REJECTED: State.FAILED,
    Outcome.GONE: State.FAILED,
    Outcome.CAME_BACK: State.FAILED,
    Outcome.GIVEN_UP: State.FAILED,
    Outcome.DESTROYED: State.SUPPRESSED,
    Outcome.NO_ADDRESS: State.SUPPRESSED,
    Outcome.TURNED_OFF: State.SUPPRESSED,
}
NOT_SENT = (  # the first that fits; a channel that is down is what is left
    (NoSuchAddress, Outcome.GONE),
    (Rejected, Outcome.REJECTED),
    (Deferred, Outcome.DEFERRED),
    (NotSent, Outcome.DOWN),
)
OUR_FAULT = (Outcome.DOWN, Outcome.UNREADABLE)


def send_due(limit: int = 50, seconds: float = 2.0) -> int:
    """Try the notices that are due, oldest first, at most limit of them and not longer than seconds; returns how many.

    A message may go twice if the worker dies between sending and noting it, never because two workers run.
    """
    ways = dict(channels())
    with ExitStack() as round_:
        for channel in ways.values():
            round_.callback(channel.close)
        return _send_due(ways, limit, time.monotonic() + seconds)


def _send_due(ways: dict[str, Channel], limit: int, stop: float) -> int:
    due = Notice.objects.filter(state=State.PENDING, not_before__lte=clock.now(), channel__in=ways)
    waiting = due.select_related("document__doc_type_version", "document__face", "look")
    tried = 0
    for document, notices in groupby(waiting.order_by("not_before", "pk")[:limit], key=lambda notice: notice.document):
        if time.monotonic() > stop:
            break
        claimed = [notice for notice in notices if notice.channel in ways and _claim(notice)]
        for channel in _send(document, claimed, ways):
            _pause(channel)
            del ways[channel]
        tried += len(claimed)
    return tried


def _claim(notice: Notice) -> bool:
    """Take the notice, unless somebody else was faster; its time moves ahead, which is the lease."""
    lease = clock.now() + LEASE
    mine = Notice.objects.filter(pk=notice.pk, state=State.PENDING, not_before=notice.not_before)
    if not mine.update(not_before=lease, attempts=F("attempts") + 1):
        return False
    notice.not_before, notice.attempts = lease, notice.attempts + 1
    return True


def _send(document: Document, claimed: Sequence[Notice], ways: Mapping[str, Channel]) -> Sequence[str]:
    """Send the claimed notices of one document, which is opened once; the channels that turned out to be down."""
    off = channels_off(document) if claimed else frozenset()
    wanted = []
    for notice in claimed:
        if notice.attempts > MOST_ATTEMPTS:  # a worker died in the last one
            _settle(notice, Outcome.GIVEN_UP)
        elif notice.channel in off and notice.kind != Notice.Kind.BREAK_GLASS:  # of that one is always told
            _settle(notice, Outcome.TURNED_OFF)
        else:
            wanted.append(notice)
    if not wanted:
        return []
    opened = _open(document)
    if not isinstance(opened, OpenDocument):
        for notice in wanted:
            _settle(notice, opened)
        return []
    return [notice.channel for notice in wanted if _try(notice, opened, ways[notice.channel]) is Outcome.DOWN]


def _open(document: Document) -> OpenDocument | Attempt.Outcome:
    """The document; or why there is nothing to tell of it, or not now."""
    if hasattr(document, "destruction"):
        return Outcome.DESTROYED
    try:
        return open_for_system(JOB, PURPOSE).open(document)
    except Unreadable:
        return Outcome.UNREADABLE


def _try(notice: Notice, opened: OpenDocument, channel: Channel) -> Attempt.Outcome:
    to = address_in(opened, channel)
    if not to:
        return _settle(notice, Outcome.NO_ADDRESS)
    notice.recipient_hash = keyed("notice", channel.slug, to.strip().casefold())
    if not notice.requested_by and came_back(channel.slug, notice.recipient_hash):  # whoever asks for it may try again
        return _settle(notice, Outcome.CAME_BACK)
    try:
        channel.send(to, compose(notice, opened, short=channel.short))
    except NotSent as trouble:
        outcome = next(outcome for kind, outcome in NOT_SENT if isinstance(trouble, kind))
        return _settle(notice, outcome, str(trouble))
    return _settle(notice, Outcome.SENT)


def address_in(opened: OpenDocument, channel: Channel) -> str:
    """The holder's address for this channel, as the sealed document has it; empty if it has none."""
    field = definition_of(opened.document.doc_type_version).with_role(channel.role)
    return opened.values.get(field.code, "") if field else ""


@transaction.atomic
def _settle(notice: Notice, outcome: Attempt.Outcome, detail: str = "") -> Attempt.Outcome:
    """Note how the try ended, and what becomes of the notice; given back, it waits longer each time."""
    now = clock.now()
    patient = outcome in OUR_FAULT and now - notice.created_at < PATIENCE
    again = outcome not in ENDS and (patient or notice.attempts < MOST_ATTEMPTS)
    state = State.PENDING if again else ENDS.get(outcome, State.FAILED)
    attempts = min(notice.attempts, len(DELAYS)) if again else notice.attempts
    held = Notice.objects.filter(pk=notice.pk, state=State.PENDING, not_before=notice.not_before)
    held.update(
        state=state,
        attempts=attempts,
        not_before=now + DELAYS[attempts - 1] if again else now,
        recipient_hash=notice.recipient_hash,
    )
    Attempt.objects.create(notice=notice, at=now, outcome=outcome, detail=detail[:60])
    if not again:
        about = {"request": notice.request} if notice.request else {"document": notice.document.number}
        detail_of_event = about | {"kind": notice.kind, "channel": notice.channel}
        event = Event(f"delivery.notice.{state}", "notice", notice.code, detail_of_event)
        record_events(actor=ACTOR, events=[event])
    return outcome


def _pause(channel: str) -> None:
    """Leave everything alone that waits for this channel."""
    now = clock.now()
    due = Notice.objects.filter(channel=channel, state=State.PENDING, not_before__lte=now)
    due.update(not_before=now + PAUSE)
