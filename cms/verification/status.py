"""What is told of a document: one status, by fixed precedence."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """Everything that the public page can say."""

    VALID = "valid"
    VOID = "void"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    DESTROYED = "destroyed"
    NOT_FOUND = "not_found"
    CANNOT_CHECK = "cannot_check"


class Face(Protocol):
    """The part of a public face that decides the status."""

    valid_from: date | None
    valid_until: date | None
    voided_at: datetime | None
    superseded_at: datetime | None
    destroyed_at: datetime | None


def status_of(face: Face | None, on: date) -> Status:
    """The status on a day in Taipei: destroyed > void > superseded > not yet > expired > valid; no face is not found.

    `valid_until` is inclusive: the document is valid until the end of that day.
    """
    if face is None:
        return Status.NOT_FOUND
    by_precedence = (
        (Status.DESTROYED, face.destroyed_at),
        (Status.VOID, face.voided_at),
        (Status.SUPERSEDED, face.superseded_at),
        (Status.NOT_YET_VALID, face.valid_from and on < face.valid_from),
        (Status.EXPIRED, face.valid_until and on > face.valid_until),
    )
    return next((status for status, holds in by_precedence if holds), Status.VALID)
