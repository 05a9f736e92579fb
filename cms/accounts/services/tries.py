"""Counting tries so that guessing ends: one count for all processes, in windows that begin with their first try."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from cms.accounts.identity import keyed
from cms.accounts.models import TryCount
from cms.core import clock

KEPT = timedelta(days=1)

# One statement, so that two tries at the same moment count as two (PostgreSQL and SQLite speak it alike).
_COUNT = """
INSERT INTO accounts_trycount (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN accounts_trycount.ends_at <= %s THEN 1 ELSE accounts_trycount.count + 1 END,
    ends_at = CASE WHEN accounts_trycount.ends_at <= %s THEN excluded.ends_at ELSE accounts_trycount.ends_at END
RETURNING count
"""


def count_try(*what: str, window: timedelta) -> int:
    """The number of tries of what in this window, this one included; not to be called in a transaction that may fail.

    what names the limit and who or what falls under it, such as ("signin.code", mobile hash); it is kept as a hash.
    """
    now = clock.now()
    to_database = connection.ops.adapt_datetimefield_value
    ends, moment = to_database(now + window), to_database(now)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [_key(what), ends, moment, moment])
        count = cursor.fetchone()[0]
    if count == 1:
        TryCount.objects.filter(ends_at__lt=now - KEPT).delete()
    return count


def tries_of(*what: str) -> int:
    """How many tries of what the running window has so far."""
    row = TryCount.objects.filter(key=_key(what), ends_at__gt=clock.now()).first()
    return row.count if row else 0


def forget_tries(*what: str) -> None:
    """Begin anew: whoever got it right has all tries again."""
    TryCount.objects.filter(key=_key(what)).delete()


def _key(what: tuple[str, ...]) -> str:
    return keyed("tries", *what)
