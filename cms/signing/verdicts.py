"""The answer about one file, as plain values: an outcome, and every check behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    INTACT = "intact"  # ours, and not one byte is different
    CHANGED = "changed"  # carries a signature of ours, but is not what was sealed
    FOREIGN = "foreign"  # not signed, or by nobody whom we vouch for at that time
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: a code for programs, whether it holds, a sentence for people."""

    code: str
    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the register says of the file; an empty text expects nothing."""

    sha256: str = ""
    signer_sha256: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class SignerFacts:
    """Who signed, as the certificate says; algorithm is one of containers.ALGORITHMS."""

    subject: str
    issuer: str
    serial: str
    sha256: str
    algorithm: str


@dataclass(frozen=True, slots=True)
class StampFacts:
    """A time-stamp that holds: when, by which authority, and whether over the seal alone or over the whole file."""

    at: datetime
    authority: str
    whole_file: bool


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The answer about one file, with every check behind it; signer is who claims to have signed unless intact.

    claimed_at is what the signer wrote; proven_at is by when the seal existed on the word of the time-stamps, earliest
    first in stamps, and None where there are none or one of them does not hold.
    """

    outcome: Outcome
    checks: tuple[Check, ...]
    sha256: str = ""
    signer: SignerFacts | None = None
    field: str = ""
    claimed_at: datetime | None = None
    proven_at: datetime | None = None
    stamps: tuple[StampFacts, ...] = ()

    @property
    def reason(self) -> str:
        """The first check that failed, in words; empty if none did."""
        return next((check.sentence for check in self.checks if not check.ok), "")
