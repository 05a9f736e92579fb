"""Checking a one-time code: five tries, ten minutes, once, and only in the browser that asked for it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from cms.accounts.identity import keyed
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core import clock
from cms.core.errors import Refused
from cms.core.papers import Actor
from cms.signin.models import OneTimeCode
from cms.signin.refusals import refusal
from cms.signin.selectors import known_by_mobile_alone
from cms.signin.waiting import Waiting

from .limits import Limit, begin_anew, limits_of_typing

GATE = Actor(kind="system", ref="sign_in", via="portal")
TRIES_PER_CODE = 5


def check_code(*, waiting: Waiting, code: str, network: str) -> Visitor:
    """Who has the phone, if these six digits are the code that was sent to it from this browser; that uses the code up.

    Then the number has all its tries and texts again: nobody gets that far without the phone. Raises Refused: code_wrong
    with the tries that are left, code_spent, code_expired, sign_in_locked.
    """
    number = waiting.mobile_hash
    refuse_if_locked(number, network)
    of_code = _take_try(waiting)
    left = _count_try(number, network)
    if visitor := _admit(waiting, code):
        begin_anew(number, network)
        return visitor
    raise _refused(number, of_code, left)


def refuse_if_locked(number: str, network: str) -> None:
    """Raises Refused if this number, this network, or both together have had all their tries; counts nothing."""
    for limit, whose in limits_of_typing(number, network):
        if limit.left(*whose) <= 0:
            raise _locked(limit)


def code_hash(ref: str, code: str) -> str:
    """What is kept of a code: of no use without the installation's secret, nor for another browser's code."""
    return keyed("one_time_code", ref, code)


def _locked(limit: Limit) -> Refused:
    return refusal("sign_in_locked", minutes=limit.minutes)


def _take_try(waiting: Waiting) -> int:
    """Take one of the code's own tries before looking at it, so that guesses at the same moment are counted all."""
    rows = OneTimeCode.objects.filter(ref=waiting.ref, mobile_hash=waiting.mobile_hash)
    live = rows.filter(expires_at__gt=clock.now(), tries__lt=TRIES_PER_CODE)
    if not live.update(tries=F("tries") + 1):
        raise refusal("code_expired")  # nothing could be guessed, so nothing else is counted
    return TRIES_PER_CODE - (rows.values_list("tries", flat=True).first() or TRIES_PER_CODE)


def _count_try(number: str, network: str) -> tuple[int, Limit]:
    """Count one try everywhere; the limit that comes first, and what is left of it."""
    counted = []
    for limit, whose in limits_of_typing(number, network):
        left = limit.count(*whose)
        if left < 0:
            raise _locked(limit)
        counted.append((left, limit))
    return min(counted, key=lambda pair: (pair[0], -pair[1].minutes))


@transaction.atomic
def _admit(waiting: Waiting, code: str) -> Visitor | None:
    """The visitor if the code is right, and used up by this very request."""
    right = OneTimeCode.objects.filter(ref=waiting.ref, code_hash=code_hash(waiting.ref, code))
    used, _ = right.delete()
    if not used:
        return None
    number = waiting.mobile_hash
    visitor = Visitor(None, number, Assurance.MOBILE, alone=known_by_mobile_alone(number))
    detail = {"assurance": visitor.assurance.value}
    record_events(actor=visitor.actor(), events=[Event("signed_in", "mobile", number, detail)])
    return visitor


def _refused(number: str, of_code: int, left: tuple[int, Limit]) -> Refused:
    """What a wrong code is told, on record; with the last try the lock is on record too, and only then."""
    count, limit = left
    events = [Event("sign_in_refused", "mobile", number, {"why": "code"})]
    if count == 0:
        events.append(Event("locked_out", "mobile", number, {"limit": limit.name}))
    record_events(actor=GATE, events=events)
    if count == 0:
        return _locked(limit)
    return refusal("code_wrong", n=min(of_code, count)) if of_code else refusal("code_spent")
