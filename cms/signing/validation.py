"""Is this file exactly what one of our signers sealed? Answers, never raises, and says yes only if every check does."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from itertools import islice
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.pdf_utils.generic import IndirectObject, parse_pdf_date
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.errors import CRLValidationError, PathError, ValidationError

from cms.core.errors import Refused

from .chains import check_revocation, path_to_anchor
from .containers import ProofError, SignedContainer, open_container
from .proofs import Gap, check_container_signature, check_digest, check_form, containers_in_clear, gap_of
from .trust import TrustStore, may_seal
from .verdicts import Check, Expectation, FileVerdict, Outcome, SignerFacts

MAX_BYTES = 64 * 1024 * 1024
MAX_SIGNATURES = 8
CLOCK_SKEW = timedelta(minutes=5)

# What a hostile file makes the libraries below raise; research found most of them, the fuzz tests the rest.
BROKEN = (
    PdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError,
    NotImplementedError, MemoryError, OSError, EOFError, zlib.error, UnsupportedAlgorithm, PathError, ValidationError,
    CRLValidationError,
)  # fmt: skip


def judge(pdf: bytes, *, trust: TrustStore, at: datetime, expect: Expectation | None = None) -> FileVerdict:
    """Judge a file of our own kind: one certifying PAdES baseline B seal over all of it, by a signer trusted at that time.

    at (aware) is when the signature is known to have existed: the deposit for a registered file, else now. It must not
    come from the file, because baseline B proves no time. Nothing is fetched from any address. Never raises.

    Anybody can turn an ECDSA signature (r, s) into (r, -s): both files are intact. Only the fingerprint in expect tells
    which of them is the one on register.
    """
    try:
        verdict = _verdict(pdf, trust, at, expect or Expectation())
    except BROKEN:
        verdict = _unreadable("readable", "檔案已損壞，或結構不支援驗證。")
    if verdict.outcome is not Outcome.UNREADABLE:
        return verdict
    return _changed_if_ours(pdf, trust, at) or verdict


def _changed_if_ours(pdf: bytes, trust: TrustStore, at: datetime) -> FileVerdict | None:
    """A file that cannot be read but still holds a right signature by a trusted signer was ours and is changed."""
    try:
        for content in containers_in_clear(pdf if len(pdf) <= MAX_BYTES else b"", MAX_SIGNATURES):
            finding = _Finding(container=_container_or_none(content))
            if finding.container is None:
                continue
            finding.look("signature", "簽章值正確。", lambda found=finding.container: check_container_signature(found))
            _vouch(finding, trust, at)
            if finding.trusted and finding.checks[0].ok:
                finding.checks.insert(
                    0, Check("readable", False, "檔案已損壞或被改過：裡面有本平臺的簽章，內容卻已不同。")
                )
                facts, sha256 = _facts(finding.container), hashlib.sha256(pdf).hexdigest()
                return FileVerdict(Outcome.CHANGED, tuple(finding.checks), sha256, facts)
    except BROKEN:
        return None
    return None


@dataclass(slots=True)
class _Finding:
    """What was found out about one signature."""

    checks: list[Check] = field(default_factory=list)
    container: SignedContainer | None = None
    trusted: bool = False
    field: str = ""
    claimed_at: datetime | None = None

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


def _verdict(pdf: bytes, trust: TrustStore, at: datetime, expect: Expectation) -> FileVerdict:
    if not pdf.startswith(b"%PDF-"):
        return _unreadable("readable", "這個檔案不是 PDF。" if pdf else "這個檔案是空的。")
    if len(pdf) > MAX_BYTES:
        return _unreadable("readable", f"檔案超過 {MAX_BYTES // 1024 // 1024} MB，不予驗證。")
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        return _unreadable("readable", "檔案已加密，或結構不支援驗證。")
    sha256 = hashlib.sha256(pdf).hexdigest()
    fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MAX_SIGNATURES))
    if not fields:
        return FileVerdict(Outcome.FOREIGN, (Check("signed", False, "檔案沒有簽章。"),), sha256)
    findings = [_examine(pdf, reader, (name, reference)) for name, _value, reference in fields]
    for one in findings:
        _vouch(one, trust, at)
    finding = next((one for one in findings if one.trusted), findings[0])
    finding.checks.insert(0, _count(len(fields)))
    _compare(finding, sha256, expect)
    return FileVerdict(
        _outcome(finding), tuple(finding.checks), sha256, _facts(finding.container), finding.field, finding.claimed_at
    )


def _examine(pdf: bytes, reader: PdfFileReader, sealed: tuple[str, IndirectObject]) -> _Finding:
    """Everything about the signature in one field: what it says of itself, and whether the file is untouched."""
    name, reference = sealed
    finding = _Finding(field=name)
    signature = finding.look("readable", "簽章可以讀取。", lambda: EmbeddedPdfSignature(reader, reference, name))
    if signature is None:
        return finding
    finding.look("certification", "簽章聲明整份文件不得變更。", lambda: _check_certification(reader, signature))
    gap = finding.look("coverage", "簽章涵蓋整個檔案，後面沒有附加任何內容。", lambda: _covered(pdf, reader, signature))
    if gap is None:
        finding.container = _container_or_none(signature.pkcs7_content)
    else:
        contents = finding.look("contents", "簽章內容的寫法正確。", lambda: gap.container(pdf))
        finding.container = _container_or_none(signature.pkcs7_content if contents is None else contents)
    container = finding.container
    if container is None:
        finding.checks.append(Check("container", False, "簽章內容不是本平臺使用的格式。"))
        return finding
    finding.look("form", "簽章內容與其填充處沒有夾帶任何東西。", lambda: check_form(container))
    if gap is not None:
        finding.look("digest", "檔案內容與簽章當時相同。", lambda: check_digest(container, gap.digest(pdf)))
    finding.look("signature", "簽章值正確。", lambda: check_container_signature(container))
    finding.claimed_at = finding.look("claimed", "載明了簽署時間。", lambda: _claimed_time(signature))
    return finding


def _vouch(finding: _Finding, trust: TrustStore, at: datetime) -> None:
    """Does somebody we trust vouch for the signer at that time?"""
    container = finding.container
    if container is None:
        return
    if finding.claimed_at is not None and finding.claimed_at > at + CLOCK_SKEW:
        finding.checks.append(Check("claimed_time", False, f"載明的簽署時間 {finding.claimed_at:%Y-%m-%d} 在未來。"))
    path = finding.look(
        "chain",
        "簽署者的憑證由本平臺信任的憑證機構簽發。",
        lambda: path_to_anchor(container.certificate, container.others, trust, at),
    )
    if path:
        finding.look("carried", "簽章內容只附有必要的憑證。", lambda: _check_carried(container, path))
    usable = finding.look(
        "key_usage",
        "簽署者的憑證在有效期間，且可用於簽章。",
        lambda: may_seal(x509.load_der_x509_certificate(container.certificate), at) or True,
    )
    good = path and finding.look(
        "revocation", "簽署者的憑證沒有被廢止。", lambda: check_revocation(path, trust, at) or True
    )
    finding.trusted = bool(path and usable and good)


def _check_carried(container: SignedContainer, path: tuple[bytes, ...]) -> None:
    if sorted(container.others) != sorted(path[1:-1]):
        raise ProofError("carried", "簽章內容附帶的憑證不是簽署者的憑證鏈。")


def _check_certification(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> None:
    """A certifying PAdES signature that allows no change (ISO 32000-1 §12.8.2.2, P=1)."""
    entry = signature.sig_object
    certified = read_certification_data(reader)
    if certified is None or certified.author_sig.get_object() != entry:
        raise ProofError("certification", "簽章不是認證簽章，沒有聲明文件不得變更。")
    if certified.permission is None or certified.permission.value != 1:
        raise ProofError("certification", "認證簽章允許事後變更文件，與本平臺封緘的不同。")
    if (entry["/Filter"], entry["/SubFilter"]) != ("/Adobe.PPKLite", "/ETSI.CAdES.detached"):
        raise ProofError("certification", "簽章格式不是 PAdES。")


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    claimed = parse_pdf_date(signature.sig_object["/M"], strict=True)
    if claimed.tzinfo is None:
        raise ProofError("claimed", "載明的簽署時間沒有時區。")
    return claimed


def _covered(pdf: bytes, reader: PdfFileReader, signature: EmbeddedPdfSignature) -> Gap:
    """The gap, where our reading of /ByteRange and pyHanko's agree that the signature covers all else."""
    gap = gap_of(pdf, [int(number) for number in signature.byte_range])
    if signature.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        raise ProofError("coverage", "簽章沒有涵蓋整個檔案。")
    if signature.signed_revision != reader.xrefs.total_revisions - 1:
        raise ProofError("coverage", "簽章之後檔案又被更新過。")
    if bytes.fromhex(pdf[gap.start + 1 : gap.end - 1].decode("ascii")) != signature.pkcs7_content:
        raise ProofError("coverage", "簽章範圍以外的內容不是這個簽章。")
    return gap


def _container_or_none(content: bytes) -> SignedContainer | None:
    try:
        return open_container(content)
    except BROKEN:
        return None


def _count(found: int) -> Check:
    sentence = "檔案只有一個簽章。" if found == 1 else f"檔案應只有 1 個簽章，實際為 {found} 個以上。"
    return Check("one_signature", found == 1, sentence)


def _compare(finding: _Finding, sha256: str, expect: Expectation) -> None:
    """Hold what was found against what the register expects, where it expects anything."""
    signer = hashlib.sha256(finding.container.certificate).hexdigest() if finding.container else ""
    for code, expected, found, good, bad in (
        ("expected_file", expect.sha256, sha256, "檔案指紋與登錄相同。", "檔案指紋與登錄不同。"),
        ("expected_signer", expect.signer_sha256, signer, "簽署者與登錄相同。", "簽署者與登錄不同。"),
        ("expected_field", expect.field, finding.field, "簽章欄位與登錄相同。", "簽章欄位與登錄不同。"),
    ):
        if expected:
            finding.checks.append(Check(code, expected == found, good if expected == found else bad))


def _outcome(finding: _Finding) -> Outcome:
    if all(check.ok for check in finding.checks):
        return Outcome.INTACT
    if finding.container is None:
        return Outcome.UNREADABLE
    failed = {check.code for check in finding.checks if not check.ok}
    return Outcome.CHANGED if finding.trusted and "expected_signer" not in failed else Outcome.FOREIGN


def _facts(container: SignedContainer | None) -> SignerFacts | None:
    if container is None:
        return None
    certificate = x509.load_der_x509_certificate(container.certificate)
    return SignerFacts(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        serial=f"{certificate.serial_number:X}",
        sha256=hashlib.sha256(container.certificate).hexdigest(),
        algorithm=container.algorithm,
    )


def _unreadable(code: str, sentence: str) -> FileVerdict:
    return FileVerdict(Outcome.UNREADABLE, (Check(code, False, sentence),))
