"""One bottom line about a file, from two axes: what the file is, and what the register says of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cms.signing.validation import Check, FileVerdict, Outcome

from .status import Status, status_of
from .words import SENTENCES


class BottomLine(StrEnum):
    """Valid: you may rely on it now. Unknown: nothing can be told."""

    VALID = "valid"
    UNKNOWN = "unknown"
    INVALID = "invalid"


# Reasons beside those that a status gives; each with the sentence for people.
REASONS: Mapping[str, str] = {
    "changed": "檔案有本平臺的簽章，但內容在簽發後被修改過，請勿採用。",
    "not_registered": "檔案有本平臺的簽章，但保管庫沒有登記這份文件，請勿採用。",
    "signature": "檔案和保管庫登記的相同，但目前無法確認簽章，請稍後再試或洽資訊局。",
    "foreign": "這不是本平臺簽發的檔案，無法確認真偽。",
    "unreadable": "這不是可以讀取的 PDF 檔，無法確認。",
}


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """The answer about one file.

    `status` is the register's, empty where the register does not know the file; `reason` is a status or a key of
    REASONS, empty when the bottom line is valid; `number` is the document's, empty when unknown.
    """

    bottom_line: BottomLine
    status: str
    reason: str
    checks: tuple[Check, ...]
    number: str = ""

    @property
    def sentence(self) -> str:
        """The reason in words."""
        if not self.reason:
            return "檔案與簽發時相同，文件目前有效。"
        return REASONS.get(self.reason) or f"文件的狀態是「{SENTENCES[f'name.{self.reason}'][0]}」。"

    def to_json(self) -> dict[str, Any]:
        """The result as JSON values."""
        return asdict(self)


def decide(file: FileVerdict, face: Any | None, on: date, *, our_signer: bool) -> VerificationResult:
    """The bottom line on a day; `face` is the public face of the document with this very fingerprint, or None.

    A known file that is not valid in the register is invalid whatever its signature; a known, valid one needs an
    intact signature as well. An unknown one with our signature was changed, or never issued.
    """
    if face is not None:
        return _decide_registered(file, face, status_of(face, on))
    checks = (*file.checks, Check("fingerprint", False, "檔案的指紋不在保管庫的登記中。"))
    if file.outcome is Outcome.CHANGED:
        return VerificationResult(BottomLine.INVALID, "", "changed", checks)
    if file.outcome is Outcome.UNREADABLE:
        return VerificationResult(BottomLine.UNKNOWN, "", "unreadable", checks)
    if file.outcome is Outcome.INTACT and our_signer:
        return VerificationResult(BottomLine.INVALID, "", "not_registered", checks)
    return VerificationResult(BottomLine.UNKNOWN, "", "foreign", checks)


def _decide_registered(file: FileVerdict, face: Any, status: Status) -> VerificationResult:
    valid = status is Status.VALID
    checks = (
        *file.checks,
        Check("fingerprint", True, "檔案的指紋和保管庫登記的相同。"),
        Check("register", valid, f"保管庫登記的狀態是「{SENTENCES[f'name.{status}'][0]}」。"),
    )
    if not valid:
        return VerificationResult(BottomLine.INVALID, status, status, checks, face.number)
    if file.outcome is not Outcome.INTACT:
        return VerificationResult(BottomLine.UNKNOWN, status, "signature", checks, face.number)
    return VerificationResult(BottomLine.VALID, status, "", checks, face.number)
