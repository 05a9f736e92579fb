"""What services hand over to be recorded: an act, on what, and details that are ids, counts or hashes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One act on one object; detail is JSON, holds ids and hashes only, and never a personal value."""

    action: str
    object_kind: str
    object_ref: str
    detail: Mapping[str, Any] = field(default_factory=dict)
