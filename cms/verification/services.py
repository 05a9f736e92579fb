"""Comparing what a visitor read on the paper with the record, and judging a file against the register."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cms.accounts.identity import keyed
from cms.core import clock
from cms.core.hashing import sha256_hex
from cms.doctypes.kinds import kind_of
from cms.doctypes.selectors import definition_of
from cms.signing.models import SignerCertificate
from cms.signing.selectors import trust_store
from cms.signing.validation import Expectation, judge
from cms.vault.access import record_compare
from cms.vault.models import PublicFace
from cms.vault.selectors import fingerprint

from .tries import take_try
from .verdict import VerificationResult, decide

FIELDS_AT_LEAST = 2


class Outcome(StrEnum):
    """What a comparison can answer."""

    MATCH = "match"
    DIFFER = "differ"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, how many fields were typed, and how many tries this document has left for now."""

    outcome: Outcome
    compared: int
    left: int = 0


def compare_details(*, face: PublicFace, typed: Mapping[str, str], network: str) -> Answer:
    """Whether everything typed agrees with the record; at least two fields, five tries in ten minutes.

    `typed` maps field codes to what the visitor read; codes that cannot be compared are ignored. The answer never
    says which field differs. A comparison is on record for the holder to see; a refused one is not.
    """
    asked = {one["code"]: one["hash"] for one in face.comparables}
    given = _normalised(face, {code: typed[code] for code in asked if code in typed})
    if len(given) < FIELDS_AT_LEAST:
        return Answer(Outcome.TOO_FEW, len(given))
    left = take_try(face.document_id, network)
    if left is None:
        return Answer(Outcome.TOO_MANY, len(given))
    # Every field is compared, so that the time taken tells nothing about which one differs.
    agreeing = [
        hmac.compare_digest(asked[code], keyed("compare", str(face.document_id), code, value))
        for code, value in given.items()
    ]
    record_compare(face, matched=all(agreeing))
    return Answer(Outcome.MATCH if all(agreeing) else Outcome.DIFFER, len(given), left)


def verify_file(pdf: bytes) -> VerificationResult:
    """Whether this file may be relied on now: is it one of ours, unchanged, and valid in the register?

    Answers for any bytes; a forged or broken file is an answer, not an exception. Raises django.db.Error when the
    register cannot be read.
    """
    version = fingerprint(sha256_hex(pdf))
    now = clock.now()
    file = judge(
        pdf,
        trust=trust_store(),
        # The seal is known to have existed at deposit; of an unknown file nothing is known but that it is here now.
        at=version.created_at if version else now,
        expect=Expectation(sha256=version.sha256) if version else None,
    )
    our_signer = bool(file.signer) and SignerCertificate.objects.filter(sha256=file.signer.sha256).exists()
    face = version.document.face if version else None
    return decide(file, face, now.date(), our_signer=our_signer)


def _normalised(face: PublicFace, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, in the form that the vault hashed; fields left blank are not in it."""
    definition = definition_of(face.document.doc_type_version)
    given = {code: kind_of(definition.field(code)).normalised(text) for code, text in typed.items()}
    return {code: value for code, value in given.items() if value}
