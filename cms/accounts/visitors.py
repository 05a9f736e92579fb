"""A citizen who signed in: who was proven, and how surely; what a session remembers and the vault asks about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cms.core.papers import Actor


class Assurance(StrEnum):
    """How a citizen was proven, weakest first."""

    MOBILE = "mobile"  # the one-time code: whoever has the phone
    ID = "id"  # and the last four of the national id
    CITY = "city"  # the city account, which checked the whole identity


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is there: the person known by a national id, the mobile that was proven, or both.

    A mobile opens only what was issued to that very mobile: the number may have been somebody else's before.
    """

    person: UUID | None  # a Citizen with a national id
    mobile_hash: str  # of a proven mobile; empty if none was
    assurance: Assurance
    alone: UUID | None = None  # the Citizen known by this mobile alone, if there is one

    @property
    def citizens(self) -> tuple[UUID, ...]:
        """The rows of accounts.Citizen that this visitor is, the person first."""
        return tuple(one for one in (self.person, self.alone) if one)

    def actor(self, purpose: str = "") -> Actor:
        """The visitor as the one who acts."""
        ref = str(self.citizens[0]) if self.citizens else ""
        return Actor(kind="citizen", ref=ref, via="portal", purpose=purpose)
