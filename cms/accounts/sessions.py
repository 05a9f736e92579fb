"""What a staff session remembers of time: when it began, when somebody last did something, when who it is was last shown."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from cms.core import clock

BEGAN, SEEN, PASSWORD, CODE = "mydoc_began", "mydoc_seen", "mydoc_password", "mydoc_code"
SEEN_STEP = 60  # seconds: a session is not written again for every request


def begin(session: SessionBase) -> None:
    """A password was accepted and the session starts."""
    session[BEGAN] = session[SEEN] = session[PASSWORD] = _now()


def note_code(session: SessionBase) -> None:
    """A one-time code was accepted."""
    session[CODE] = _now()


def note_password(session: SessionBase) -> None:
    """The password was given again."""
    session[PASSWORD] = _now()


def note_activity(session: SessionBase) -> None:
    """Somebody is there."""
    if _age(session, SEEN) > SEEN_STEP:
        session[SEEN] = _now()


def why_over(session: SessionBase) -> str:
    """The sentence for who has to sign in again, empty while the session holds."""
    if _age(session, SEEN) >= settings.MYDOC_IDLE_MINUTES * 60:
        return f"已閒置超過 {settings.MYDOC_IDLE_MINUTES} 分鐘，系統已將您登出。請重新登入。"
    if _age(session, BEGAN) >= settings.MYDOC_SESSION_HOURS * 3600:
        return f"登入已滿 {settings.MYDOC_SESSION_HOURS} 小時，系統已將您登出。請重新登入。"
    return ""


def was_shown(session: SessionBase, key: str, within: timedelta) -> bool:
    """Whether PASSWORD or CODE was given within this time."""
    return _age(session, key) <= within.total_seconds()


def _age(session: SessionBase, key: str) -> float:
    """Seconds since the moment kept there; endless where none is."""
    moment = session.get(key)
    return float("inf") if moment is None else _now() - moment


def _now() -> float:
    return clock.now().timestamp()
