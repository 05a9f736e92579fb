"""Which person of a proven mobile is there: told by the last four digits of the national id."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from cms.accounts.identity import open_id
from cms.accounts.models import Citizen
from cms.accounts.visitors import Assurance, Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.errors import Refused
from cms.signin.refusals import refusal
from cms.signin.selectors import family_of

from .limits import LAST_FOUR, LAST_FOUR_TODAY, Limit


def check_last_four(*, visitor: Visitor, last_four: str) -> Visitor:
    """The visitor as that person of the visitor's mobile whose national id ends with these four digits.

    Raises Refused: id_wrong with the tries that are left, id_locked, id_locked_today, id_twins for two such people; and
    Unreadable if the ids cannot be opened.
    """
    answer = _try(visitor, last_four)
    if isinstance(answer, Refused):
        raise answer  # here, so that the try and its record stay
    return answer


@transaction.atomic
def _try(visitor: Visitor, last_four: str) -> Visitor | Refused:
    # Their rows are held until the try is counted: guesses at the same moment come one after the other.
    family = list(family_of(visitor.mobile_hash).select_for_update())
    for limit in (LAST_FOUR_TODAY, LAST_FOUR):
        if limit.left(visitor.mobile_hash) <= 0:
            return _locked(limit)
    found = [citizen for citizen in family if open_id(citizen.id_cipher).endswith(last_four)]
    return _admit(visitor, found) if found else _refuse(visitor)


def _admit(visitor: Visitor, found: Sequence[Citizen]) -> Visitor | Refused:
    if len(found) > 1:
        return refusal("id_twins")
    proven = Visitor(found[0].pk, visitor.mobile_hash, Assurance.ID, alone=visitor.alone)
    detail = {"assurance": proven.assurance.value}
    record_events(actor=proven.actor(), events=[Event("signed_in", "citizen", str(found[0].pk), detail)])
    return proven


def _refuse(visitor: Visitor) -> Refused:
    """Count the wrong answer; with the last try the lock is on record too."""
    left = {limit: limit.count(visitor.mobile_hash) for limit in (LAST_FOUR_TODAY, LAST_FOUR)}
    events = [Event("sign_in_refused", "mobile", visitor.mobile_hash, {"why": "last_four"})]
    reached = next((limit for limit, count in left.items() if count <= 0), None)
    if reached:
        events.append(Event("locked_out", "mobile", visitor.mobile_hash, {"limit": reached.name}))
    record_events(actor=visitor.actor(), events=events)
    return _locked(reached) if reached else refusal("id_wrong", n=min(left.values()))


def _locked(limit: Limit) -> Refused:
    return refusal("id_locked_today") if limit is LAST_FOUR_TODAY else refusal("id_locked", minutes=limit.minutes)
