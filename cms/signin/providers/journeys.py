"""A visitor's way to a provider and back: what was agreed at the start, kept in the session and used once."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase

from cms.accounts.services.tries import count_try, tries_of
from cms.core import clock

from .base import NotProven, Why

JOURNEYS = "journeys"
LONGEST = timedelta(minutes=10)
MOST = 5  # windows that one browser may have under way; the oldest gives way


@dataclass(frozen=True, slots=True)
class Journey:
    """What only the session and the provider know, and the address to come back to."""

    slug: str
    back: str
    nonce: str
    verifier: str
    began: float


def begin_journey(session: SessionBase, slug: str, back: str) -> tuple[str, Journey]:
    """A new journey and the state by which it is found again."""
    state = secrets.token_urlsafe(32)
    journey = Journey(slug, back, secrets.token_urlsafe(32), secrets.token_urlsafe(48), clock.now().timestamp())
    under_way = list(session.get(JOURNEYS, {}).items())[1 - MOST :]
    session[JOURNEYS] = dict([*under_way, (state, asdict(journey))])
    return state, journey


def end_journey(session: SessionBase, slug: str, state: str) -> Journey:
    """The journey of this state, which nobody can end again; raises NotProven.

    The count is kept outside the session: of two callbacks at the same moment only one is the first.
    """
    under_way = session.get(JOURNEYS, {})
    found = under_way.pop(state, None)
    if found is None:
        raise NotProven(Why.REPLAYED if state and tries_of("city.state", state) else Why.STATE)
    session[JOURNEYS] = under_way
    if count_try("city.state", state, window=LONGEST) > 1:
        raise NotProven(Why.REPLAYED)
    journey = Journey(**found)
    if journey.slug != slug or clock.now().timestamp() - journey.began > LONGEST.total_seconds():
        raise NotProven(Why.STATE)
    return journey
