"""What a browser's session remembers between sending a code and typing it: no number in clear, since sessions are rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from math import ceil

from django.contrib.sessions.backends.base import SessionBase

from cms.core import clock

WAITING = "waiting"
PAUSE = timedelta(seconds=60)  # between two texts to the same number


@dataclass(frozen=True, slots=True)
class Waiting:
    """A code that was sent from this browser."""

    ref: str  # of the OneTimeCode
    mobile_hash: str
    shown: str  # the number as its owner recognises it: 0912-***-678
    sealed: str  # the number, encrypted: sending again needs it
    sent_at: float
    again: bool = False  # not the first code to this number
    late: bool = False  # the gateway has not said that the text goes

    @property
    def seconds_to_wait(self) -> int:
        """How long until the code can be sent again; 0 for now."""
        return max(0, ceil(self.sent_at + PAUSE.total_seconds() - clock.now().timestamp()))


def remember(session: SessionBase, waiting: Waiting) -> None:
    """This browser waits for this code, and for no other any more."""
    session[WAITING] = asdict(waiting)


def waiting_in(session: SessionBase) -> Waiting | None:
    """The code that this browser waits for."""
    return Waiting(**session[WAITING]) if WAITING in session else None
