"""Whoever holds a share's link: nobody is known but by the link itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cms.core.papers import Actor


@dataclass(frozen=True, slots=True)
class ShareBearer:
    """A reader who came by a share's link; the link opens one document, for a while, perhaps once."""

    share_id: UUID

    def actor(self) -> Actor:
        """The bearer as the one who acts: the share stands for whoever it was given to."""
        return Actor(kind="share", ref=str(self.share_id), via="share")
