"""The one clock: aware times in Taipei; call it through the module so that a test can set it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")


def now() -> datetime:
    """The present moment, aware, in Asia/Taipei."""
    return datetime.now(TAIPEI)


def today() -> date:
    """The present calendar day in Taipei."""
    return now().date()
