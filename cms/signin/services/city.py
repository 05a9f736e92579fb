"""What becomes of a sign-in by an identity provider: a citizen and a record of it, or only the record."""

from __future__ import annotations

import logging

from django.db import transaction

from cms.accounts.identity import mobile_hash
from cms.accounts.services import find_or_make_citizens
from cms.accounts.visitors import Visitor
from cms.audit.events import Event
from cms.audit.services import record_events
from cms.core.national_ids import national_id_is_sound
from cms.core.papers import Actor, Holder
from cms.signin.providers.base import NotProven, Proven, Why
from cms.signin.selectors import known_by_mobile_alone

_log = logging.getLogger(__name__)
GATE = Actor(kind="system", ref="sign_in", via="portal")
# Anybody can cause these without a provider's help, as often as they like: a line in the log is enough.
NOT_RECORDED = frozenset({Why.STATE, Why.REPLAYED, Why.DENIED, Why.PROVIDER, Why.DOWN})


@transaction.atomic
def admit_proven(*, provider: str, proven: Proven) -> Visitor:
    """The visitor that a provider proved, found by the national id alone and made at the first sign-in.

    Raises NotProven, with nobody made, if the national id is not one.
    """
    if not national_id_is_sound(proven.national_id):
        raise NotProven(Why.NATIONAL_ID)
    [citizen] = find_or_make_citizens([Holder(national_id=proven.national_id, mobile=proven.mobile)])
    number = mobile_hash(proven.mobile) if proven.mobile else ""
    alone = known_by_mobile_alone(number) if number else None
    visitor = Visitor(citizen.pk, number, proven.assurance, alone)
    detail = {"provider": provider, "assurance": proven.assurance.value}
    record_events(actor=visitor.actor(), events=[Event("signed_in", "citizen", str(citizen.pk), detail)])
    return visitor


def note_refusal(*, provider: str, why: Why) -> None:
    """Somebody came back from a provider and was refused; who it was is not known, and not to be."""
    _log.info("sign-in by %s refused: %s", provider, why)
    if why not in NOT_RECORDED:
        detail = {"provider": provider, "why": why.value}
        record_events(actor=GATE, events=[Event("sign_in_refused", "identity_provider", provider, detail)])
