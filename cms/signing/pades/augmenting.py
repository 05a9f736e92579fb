"""PAdES baseline LTA (EN 319 142-1 §6): evidence and a document time-stamp appended to a sealed file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from cms.signing.containers import ProofError
from cms.signing.tokens import open_token
from cms.signing.trust import Evidence

from .revisions import long_term_revision
from .sealing import BROKEN, SealError


def augment(pdf: bytes, evidence: Evidence, stamper: Callable[[bytes], bytes]) -> bytes:
    """The sealed file with one revision more: a DSS with the evidence, and a document time-stamp over everything.

    stamper gives a DER token over the SHA-256 of its argument (timestamps.stamp); what it raises comes through, and
    nothing has been changed then. The result starts with pdf. Doing it again later renews the proof. Raises SealError
    for a file whose last revision is not a seal or such a time-stamp, and for a token that is not right.
    """
    try:
        if not _ends_in_signature(pdf):
            raise SealError("只有封緘過、之後沒有變動的檔案，才能加上長期保存資料。")
        revision = long_term_revision(pdf, evidence)
        token = stamper(revision.covered)
        _check_token(token, revision.covered, evidence)
        return revision.filled(token)
    except BROKEN as error:
        raise SealError(f"無法加上長期保存資料：{error}") from error


def _ends_in_signature(pdf: bytes) -> bool:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    ranges = [
        value.get_object()["/ByteRange"] for _name, value, _field in enumerate_sig_fields(reader, filled_status=True)
    ]
    return any(int(one[2]) + int(one[3]) == len(pdf) for one in ranges)


def _check_token(token: bytes, covered: bytes, evidence: Evidence) -> None:
    found = open_token(token)
    if found.imprint != hashlib.sha256(covered).digest():
        raise ProofError("token", "時戳服務回覆的時戳不是這個檔案的。")
    if found.certificate not in evidence.certificates:
        raise ProofError("token", "時戳服務的憑證不在長期保存資料裡。")
