"""What a link and a head say, byte for byte, so that the linker and the verifier cannot disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.core.hashing import canonical_json, sha256_hex, sha256_json

FIRST = "0" * 64  # what the first link and the first head name as their predecessor

EVENT_COLUMNS = (
    "id",
    "at",
    "actor_kind",
    "actor_ref",
    "via",
    "on_behalf_of",
    "purpose",
    "action",
    "object_kind",
    "object_ref",
    "detail",
)


def moment(at: datetime) -> str:
    """A moment as text that does not depend on the reader's time zone: ISO 8601 in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link_hash(seq: int, previous: str, event: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the place in the chain, the previous hash and every column of the event."""
    columns = {name: event[name] for name in EVENT_COLUMNS}
    return sha256_json({"seq": seq, "previous": previous, "event": columns | {"at": moment(event["at"])}})


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's newest link at a moment, as written outside the database; previous is the line before's digest."""

    seq: int
    hash: str
    at: str
    previous: str

    def content(self) -> bytes:
        """The bytes that are stamped."""
        return canonical_json({"seq": self.seq, "hash": self.hash, "at": self.at, "previous": self.previous})

    def digest(self) -> str:
        """The fingerprint that the next head names."""
        return sha256_hex(self.content())
