"""What a citizen's session remembers: who was proven, how surely, when it began and when somebody last did something."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from cms.accounts.visitors import Assurance, Visitor
from cms.core import clock

from .selectors import known_by_mobile_alone

PERSON, ALONE, MOBILE, ASSURANCE = "person", "alone", "mobile", "assurance"
BEGAN, SEEN, PROOF, WHY_OVER = "began", "seen", "proof", "why_over"
NEXT = "next"  # the page that was asked for before signing in
SEEN_STEP = 60  # seconds: a session is not written again for every request


def begin(session: SessionBase, visitor: Visitor, *, proof: str = "") -> None:
    """The visitor is signed in, under a new session key; proof is what signing out of the city account asks for."""
    wanted = session.get(NEXT, "")
    session.flush()
    if wanted:
        session[NEXT] = wanted
    session[PERSON] = str(visitor.person or "")
    session[ALONE] = str(visitor.alone or "")
    session[MOBILE], session[ASSURANCE] = visitor.mobile_hash, visitor.assurance.value
    session[BEGAN] = session[SEEN] = clock.now().timestamp()
    session[PROOF] = proof


def end(session: SessionBase) -> str:
    """Forget everything, on the server too, so that a copied cookie opens nothing; returns the proof kept at begin."""
    proof = session.get(PROOF, "")
    session.flush()
    return proof


def visitor_of(session: SessionBase) -> Visitor | None:
    """Who is signed in; None for nobody, and for whoever was away too long: that session is ended here."""
    if ASSURANCE not in session:
        return None
    now = clock.now().timestamp()
    idle = now - session[SEEN] >= settings.MYDOC_CITIZEN_IDLE_MINUTES * 60
    if idle or now - session[BEGAN] >= settings.MYDOC_CITIZEN_HOURS * 3600:
        session.flush()
        session[WHY_OVER] = True  # the sign-in page says it once
        return None
    if now - session[SEEN] > SEEN_STEP:
        session[SEEN] = now
    return Visitor(
        person=_uuid(session[PERSON]),
        mobile_hash=session[MOBILE],
        assurance=Assurance(session[ASSURANCE]),
        # A first document to this mobile may have come after signing in.
        alone=_uuid(session[ALONE]) or known_by_mobile_alone(session[MOBILE]),
    )


def was_over(session: SessionBase) -> bool:
    """Whether the last session ran out, asked once."""
    return session.pop(WHY_OVER, False)


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None
