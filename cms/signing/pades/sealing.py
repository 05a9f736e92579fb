"""PAdES baseline B seals (EN 319 142-1): one certifying signature over the whole file, every output checked again.

With a stamper the signature carries a time-stamp, which is the first step to baseline LTA (augmenting.py)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from io import BytesIO

from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from cms.core.errors import MyDocError, Refused
from cms.core.papers import Sealed, SealSlot, Unsealed
from cms.signing.backends.base import Signer
from cms.signing.backends.bridge import SealBridge
from cms.signing.containers import SEAL_RESERVE, ProofError, open_container
from cms.signing.proofs import byte_ranges, check_container, gap_of
from cms.signing.tokens import open_token
from cms.signing.trust import may_seal

RESERVE = SEAL_RESERVE

BROKEN = (PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)


class SealError(MyDocError):
    """A paper could not be sealed, or its seal did not stand the check; str() says why. Nothing leaves unchecked."""


def seal(
    papers: Iterable[Unsealed], signer: Signer, slot: SealSlot, stamper: Callable[[bytes], bytes] | None = None
) -> Iterator[Sealed]:
    """Seal each paper, lazily and in order; slot.reserve counts hexadecimal digits, RESERVE is the usual value.

    stamper gives a DER time-stamp token over the SHA-256 of its argument: then each signature carries one, which takes
    STAMPED_RESERVE, and the result is only a step to baseline LTA, to be augmented at once. What it raises comes through.
    The paper gets one revision with the signature in slot.field (made invisible where the page has none), /M is
    slot.claimed_at, and with slot.certify DocMDP allows no change (P=1). Raises SealError, naming the paper.
    """
    _check_signer(signer, slot)
    pdf_signer = PdfSigner(_metadata(slot), signer=SealBridge(signer, stamper))
    fingerprint = hashlib.sha256(signer.certificate).hexdigest()
    with asyncio.Runner() as runner:
        for paper in papers:
            if paper.gap is not None:
                raise SealError(f"第 {paper.seq} 份文件自帶簽章缺口，目前只支援以新增修訂的方式封緘。")
            try:
                pdf = runner.run(_signed(paper.pdf, pdf_signer, slot))
                check_seal(pdf, paper.pdf, signer)
            except BROKEN as error:
                raise SealError(f"第 {paper.seq} 份文件無法封緘：{error}") from error
            yield Sealed(paper.seq, pdf, hashlib.sha256(pdf).hexdigest(), fingerprint, paper.pages)


def check_seal(pdf: bytes, unsealed: bytes, signer: Signer) -> None:
    """Is this the unsealed page and one revision, wholly covered by the signer's right signature? ProofError if not.

    Reads the finished bytes afresh and trusts nothing that sealing said about them.
    """
    if not pdf.startswith(unsealed):
        raise ProofError("revision", "封緘改動了原來的頁面。")
    ranges = byte_ranges(pdf[len(unsealed) :])
    if len(ranges) != 1:
        raise ProofError("coverage", f"封緘後應有 1 個簽章範圍，實際為 {len(ranges)} 個。")
    gap = gap_of(pdf, ranges[0])
    container = open_container(gap.container(pdf))
    if container.certificate != signer.certificate or set(container.others) != set(signer.chain):
        raise ProofError("certificate", "簽章內容的憑證不是簽章者的憑證鏈。")
    check_container(container, gap.digest(pdf))
    if container.token and open_token(container.token).imprint != hashlib.sha256(container.signature).digest():
        raise ProofError("token", "時戳服務回覆的時戳不是這個簽章的。")


def _check_signer(signer: Signer, slot: SealSlot) -> None:
    try:
        may_seal(x509.load_der_x509_certificate(signer.certificate), slot.claimed_at)
    except Refused as error:
        raise SealError(str(error)) from error


def _metadata(slot: SealSlot) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=slot.field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=slot.certify,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=slot.name or None,
        reason=slot.reason or None,
    )


async def _signed(pdf: bytes, pdf_signer: PdfSigner, slot: SealSlot) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    session = pdf_signer.init_signing_session(writer)
    session.system_time = _whole_second(slot.claimed_at)  # what pyHanko writes as /M; it has no parameter for it
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=slot.reserve)
    digest, output = prepared.digest_tbs_document()
    await prepared.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes()
    )
    return output.getvalue()


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
