"""How a status and an act look: a tone of the style sheet and the lines of an icon, so that colour is never alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.safestring import SafeString

from .status import Status


class Look(NamedTuple):
    """A class of components.css, and what stands inside the icon's <svg viewBox="0 0 24 24">."""

    tone: str
    icon: SafeString


_RING = '<circle cx="12" cy="12" r="10"/>'

LOOKS: Mapping[Status, Look] = {
    Status.VALID: Look("is-valid", SafeString(_RING + '<path d="m7 12.5 3.4 3.4L17 9"/>')),
    Status.VOID: Look("is-void", SafeString('<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path d="m8.5 8.5 7 7m0-7-7 7"/>')),
    Status.SUPERSEDED: Look(
        "is-superseded",
        SafeString(
            '<rect x="2" y="2" width="20" height="20" rx="2"/><path d="M6 12h9m-3.5-3.5L15 12l-3.5 3.5M18 7v10"/>'
        ),
    ),
    Status.EXPIRED: Look("is-late", SafeString(_RING + '<path d="M12 6v6.3l4 2.7"/>')),
    Status.NOT_YET_VALID: Look(
        "is-late",
        SafeString('<path d="M5 2h14M5 22h14M7 2v4c0 3 5 4 5 6s-5 3-5 6v4M17 2v4c0 3-5 4-5 6s5 3 5 6v4"/>'),
    ),
    Status.DESTROYED: Look(
        "is-gone", SafeString('<rect x="2" y="3" width="20" height="6"/><path d="M4 9v12h16V9M9.5 14h5"/>')
    ),
    Status.NOT_FOUND: Look(
        "is-unknown",
        SafeString(
            '<circle cx="12" cy="12" r="10" stroke-dasharray="3.5 2.78"/>'
            '<path d="M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4m0 2.7v.1"/>'
        ),
    ),
    Status.CANNOT_CHECK: Look("is-down", SafeString('<path d="M12 2.5 23 21.5H1z"/><path d="M12 9v6m0 3v.1"/>')),
}

ACT_ICONS: Mapping[str, SafeString] = {
    "seal": SafeString('<path d="m4 12.5 5 5L20 6.5"/>'),
    "agency": SafeString(
        '<rect x="3" y="3" width="18" height="18" rx="1"/><path d="M7 8h10M7 12h4v4H7zM14 12h3v4h-3z"/>'
    ),
    "timestamp": SafeString('<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>'),
    "void": SafeString('<path d="m5 5 14 14M19 5 5 19"/>'),
    "superseded": SafeString('<path d="M4 12h15m-6-6 6 6-6 6"/>'),
}
