"""Is this file exactly what one of our signers sealed? Answers, never raises, and says yes only if every check does."""

from __future__ import annotations

import hashlib
from datetime import datetime
from io import BytesIO
from itertools import islice

from cryptography import x509
from pyhanko.pdf_utils.generic import IndirectObject, parse_pdf_date
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, read_certification_data
from pyhanko.sign.validation.status import SignatureCoverageLevel

from cms.signing.containers import ProofError, SignedContainer
from cms.signing.pades.revisions import STAMP_SUBFILTER
from cms.signing.proofs import Gap, check_container_signature, check_digest, check_form, containers_in_clear, gap_of
from cms.signing.trust import TrustStore
from cms.signing.verdicts import Check, Expectation, FileVerdict, Outcome, SignerFacts

from .findings import BROKEN, Finding, container_or_none
from .layers import without_layers
from .trusting import vouch

MAX_BYTES = 64 * 1024 * 1024
MAX_SIGNATURES = 8


def judge(pdf: bytes, *, trust: TrustStore, at: datetime, expect: Expectation | None = None) -> FileVerdict:
    """Judge a file of our own kind: one certifying PAdES seal over all of it, by a signer trusted when it was made.

    Behind the seal there may be long-term revisions as pades.augment writes them, to the byte, and nothing else.

    at (aware) is when the file is known to have existed: the deposit for a registered file, else now. A time-stamp must
    be good then, and proves the time for what it covers; a seal without one (baseline B) proves no time, so it is taken
    to be made at that moment. Nothing is fetched from any address. Never raises.

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
            finding = Finding(container=container_or_none(content))
            if finding.container is None:
                continue
            finding.look("signature", "簽章值正確。", lambda found=finding.container: check_container_signature(found))
            vouch(finding, (), trust, at)
            if finding.trusted and finding.checks[0].ok:
                finding.checks.insert(
                    0, Check("readable", False, "檔案已損壞或被改過：裡面有本平臺的簽章，內容卻已不同。")
                )
                facts, sha256 = _facts(finding.container), hashlib.sha256(pdf).hexdigest()
                return FileVerdict(Outcome.CHANGED, tuple(finding.checks), sha256, facts)
    except BROKEN:
        return None
    return None


def _verdict(pdf: bytes, trust: TrustStore, at: datetime, expect: Expectation) -> FileVerdict:
    if not pdf.startswith(b"%PDF-"):
        return _unreadable("readable", "這個檔案不是 PDF。" if pdf else "這個檔案是空的。")
    if len(pdf) > MAX_BYTES:
        return _unreadable("readable", f"檔案超過 {MAX_BYTES // 1024 // 1024} MB，不予驗證。")
    sealed, layers = without_layers(pdf)
    reader = PdfFileReader(BytesIO(sealed), strict=True)
    if reader.encrypted or reader.xrefs.hybrid_xrefs_present:
        return _unreadable("readable", "檔案已加密，或結構不支援驗證。")
    sha256 = hashlib.sha256(pdf).hexdigest()
    fields = _seals(reader)
    if not fields:
        return FileVerdict(Outcome.FOREIGN, (Check("signed", False, "檔案沒有簽章。"),), sha256)
    findings = [_examine(sealed, reader, one) for one in fields]
    for one in findings:
        vouch(one, layers, trust, at)
    finding = next((one for one in findings if one.trusted), findings[0])
    finding.checks.insert(0, _count(len(fields)))
    _compare(finding, sha256, expect)
    return FileVerdict(
        outcome=_outcome(finding),
        checks=tuple(finding.checks),
        sha256=sha256,
        signer=_facts(finding.container),
        field=finding.field,
        claimed_at=finding.claimed_at,
        proven_at=finding.proven_at,
        stamps=tuple(finding.stamps),
    )


def _seals(reader: PdfFileReader) -> list[tuple[str, IndirectObject]]:
    """Name and reference of each signature that is no document time-stamp, at most MAX_SIGNATURES."""
    found = islice(enumerate_sig_fields(reader, filled_status=True), MAX_SIGNATURES)
    return [(name, field) for name, value, field in found if value.get_object()["/SubFilter"] != STAMP_SUBFILTER]


def _examine(pdf: bytes, reader: PdfFileReader, sealed: tuple[str, IndirectObject]) -> Finding:
    """Everything about the signature in one field: what it says of itself, and whether the file is untouched."""
    name, reference = sealed
    finding = Finding(field=name)
    signature = finding.look("readable", "簽章可以讀取。", lambda: EmbeddedPdfSignature(reader, reference, name))
    if signature is None:
        return finding
    finding.look("certification", "簽章聲明整份文件不得變更。", lambda: _check_certification(reader, signature))
    gap = finding.look("coverage", "簽章涵蓋封緘時的整個檔案。", lambda: _covered(pdf, reader, signature))
    if gap is None:
        finding.container = container_or_none(signature.pkcs7_content)
    else:
        contents = finding.look("contents", "簽章內容的寫法正確。", lambda: gap.container(pdf))
        finding.container = container_or_none(signature.pkcs7_content if contents is None else contents)
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


def _count(found: int) -> Check:
    sentence = "檔案只有一個簽章。" if found == 1 else f"檔案應只有 1 個簽章，實際為 {found} 個以上。"
    return Check("one_signature", found == 1, sentence)


def _compare(finding: Finding, sha256: str, expect: Expectation) -> None:
    """Hold what was found against what the register expects, where it expects anything."""
    signer = hashlib.sha256(finding.container.certificate).hexdigest() if finding.container else ""
    for code, expected, found, good, bad in (
        ("expected_file", expect.sha256, sha256, "檔案指紋與登錄相同。", "檔案指紋與登錄不同。"),
        ("expected_signer", expect.signer_sha256, signer, "簽署者與登錄相同。", "簽署者與登錄不同。"),
        ("expected_field", expect.field, finding.field, "簽章欄位與登錄相同。", "簽章欄位與登錄不同。"),
    ):
        if expected:
            finding.checks.append(Check(code, expected == found, good if expected == found else bad))


def _outcome(finding: Finding) -> Outcome:
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
