"""How often somebody may try while signing in: the numbers, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cms.accounts.services.tries import count_try, forget_tries, tries_of
from cms.signin.waiting import PAUSE


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in a window, of one number, one network, or one number from one network."""

    name: str
    most: int
    window: timedelta

    def count(self, *whose: str) -> int:
        """Count one try; how many are left after it, and -1 or less if it was already too many."""
        return self.most - count_try(self.name, *whose, window=self.window)

    def left(self, *whose: str) -> int:
        """How many tries are left, without counting one."""
        return self.most - tries_of(self.name, *whose)

    def forget(self, *whose: str) -> None:
        """All tries again."""
        forget_tries(self.name, *whose)

    @property
    def minutes(self) -> int:
        """The longest that somebody waits until there are tries again."""
        return int(self.window.total_seconds() // 60)


_HOUR = timedelta(hours=1)

# Sending. The pause also keeps two requests at the same moment from sending two texts.
SEND_PAUSE = Limit("signin.send.pause", 1, PAUSE)
SENT_TO_NUMBER = Limit("signin.sent.number", 5, _HOUR)
# Mobile carriers put many phones behind one address.
SENT_FROM_NETWORK = Limit("signin.sent.network", 300, _HOUR)

# Typing a code. Out of a million codes, a machine tries five of a number from one network, twenty an hour from many.
# A network's right codes count as well: there are no more of them than texts.
CODE_OF_PAIR = Limit("signin.code.pair", 5, timedelta(minutes=10))
CODE_FROM_NETWORK = Limit("signin.code.network", 500, _HOUR)
CODE_OF_NUMBER = Limit("signin.code.number", 20, _HOUR)

# Typing the last four of an id. Only wrong ones count, and a right one gives no try back: in a family that shares a
# phone everybody knows one right answer.
LAST_FOUR = Limit("signin.last_four.soon", 5, timedelta(minutes=30))
LAST_FOUR_TODAY = Limit("signin.last_four.day", 10, timedelta(days=1))
