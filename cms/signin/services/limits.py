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
SENT_TO_PAIR = Limit("signin.sent.pair", 5, _HOUR)
SENT_TO_NUMBER = Limit("signin.sent.number", 10, _HOUR)
# Mobile carriers put many phones behind one address.
SENT_FROM_NETWORK = Limit("signin.sent.network", 300, _HOUR)

# Typing a code. Out of a million codes, a machine tries five of a number from one network, thirty an hour from many.
# A network's right codes count as well: there are no more of them than texts.
CODE_OF_PAIR = Limit("signin.code.pair", 5, timedelta(minutes=10))
CODE_FROM_NETWORK = Limit("signin.code.network", 500, _HOUR)
CODE_OF_NUMBER = Limit("signin.code.number", 30, _HOUR)

# Where a number's phone was proven before, its owner most likely is.
PROVEN_HERE = Limit("signin.proven", 1, timedelta(days=30))

# Typing the last four of an id. Only wrong ones count, and a right one gives no try back: in a family that shares a
# phone everybody knows one right answer.
LAST_FOUR = Limit("signin.last_four.soon", 5, timedelta(minutes=30))
LAST_FOUR_TODAY = Limit("signin.last_four.day", 10, timedelta(days=1))

Applied = tuple[Limit, tuple[str, ...]]


def limits_of_sending(number: str, network: str) -> list[Applied]:
    """What a text to this number counts in, when it is asked for from this network."""
    return [
        (SENT_TO_PAIR, (number, network)),
        (SENT_FROM_NETWORK, (network,)),
        *_from_anywhere(SENT_TO_NUMBER, number, network),
    ]


def limits_of_typing(number: str, network: str) -> list[Applied]:
    """What a code typed for this number counts in, the narrowest first: that is the one which a machine reaches."""
    return [
        (CODE_OF_PAIR, (number, network)),
        (CODE_FROM_NETWORK, (network,)),
        *_from_anywhere(CODE_OF_NUMBER, number, network),
    ]


def begin_anew(number: str, network: str) -> None:
    """The phone was proven from here: the number has all its texts and tries again."""
    for limit in (CODE_OF_PAIR, SENT_TO_PAIR):
        limit.forget(number, network)
    for limit in (CODE_OF_NUMBER, SENT_TO_NUMBER, SEND_PAUSE):
        limit.forget(number)
    PROVEN_HERE.count(number, network)


def _from_anywhere(limit: Limit, number: str, network: str) -> list[Applied]:
    """A count of the number alone, which anybody can use up; so it keeps nobody out where the phone was proven before.

    Nor can one network use it up: texts and tries of a number from there end sooner.
    """
    return [] if PROVEN_HERE.left(number, network) <= 0 else [(limit, (number,))]
