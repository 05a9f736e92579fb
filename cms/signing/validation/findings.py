"""What is found out about one signature, one statement at a time."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.misc import PdfError
from pyhanko_certvalidator.errors import CRLValidationError, PathError, ValidationError

from cms.core.errors import Refused
from cms.signing.containers import ProofError, SignedContainer, open_container
from cms.signing.verdicts import Check, StampFacts

# What a hostile file makes the libraries below raise; research found most of them, the fuzz tests the rest.
BROKEN = (
    PdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError,
    NotImplementedError, MemoryError, OSError, EOFError, zlib.error, UnsupportedAlgorithm, PathError, ValidationError,
    CRLValidationError, x509.DuplicateExtension, x509.ExtensionNotFound, x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)  # fmt: skip


@dataclass(slots=True)
class Finding:
    """What was found out about one signature; trusted once somebody we trust vouches for its signer."""

    checks: list[Check] = field(default_factory=list)
    container: SignedContainer | None = None
    trusted: bool = False
    claimed_at: datetime | None = None
    proven_at: datetime | None = None
    stamps: list[StampFacts] = field(default_factory=list)
    field: str = ""

    def look(self, code: str, good: str, statement: Callable[[], Any]) -> Any:
        """Note whether the statement holds; what it returns, or None where it does not."""
        try:
            result = statement()
        except (ProofError, Refused) as error:
            self.checks.append(Check(code, False, str(error)))
            return None
        except BROKEN:
            self.checks.append(Check(code, False, f"無法確認：{good}"))
            return None
        self.checks.append(Check(code, True, good))
        return result


def container_or_none(content: bytes) -> SignedContainer | None:
    """The container, or None where it is not such as we write."""
    try:
        return open_container(content)
    except BROKEN:
        return None
