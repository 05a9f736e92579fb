"""The arithmetic of one signature, shared by sealing and judging: covered bytes, signed attributes, raw signature."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256

from .containers import ALGORITHMS, CURVES, ECDSA, RSA, ContainerWriter, ProofError, SignedContainer

# What a PAdES baseline signature of ours signs, and nothing else: signing-time would take the level away (EN 319 142-1).
SIGNED_ATTRIBUTES = frozenset({"content_type", "message_digest", "signing_certificate_v2"})


_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_LONG_HEX = re.compile(rb"<((?:[0-9A-Fa-f]{2}){512,65536})>")


@dataclass(frozen=True, slots=True)
class Gap:
    """Where /Contents stands in the file, its angle brackets included; everything else is what the signature covers."""

    start: int
    end: int

    def digest(self, pdf: bytes) -> bytes:
        """SHA-256 of the covered bytes."""
        view = memoryview(pdf)
        covered = hashlib.sha256(view[: self.start])
        covered.update(view[self.end :])
        return covered.digest()

    def container(self, pdf: bytes) -> bytes:
        """The bytes that /Contents holds, padding included; raises ProofError unless they are written as sealing writes."""
        text = pdf[self.start + 1 : self.end - 1]
        try:
            content = bytes.fromhex(text.decode("ascii"))
        except ValueError as error:
            raise ProofError("contents", "簽章內容（/Contents）不是十六進位文字。") from error
        if pdf[self.start : self.end] != b"<" + content.hex().upper().encode() + b">":
            raise ProofError("contents", "簽章內容（/Contents）的寫法與本平臺封緘時不同。")
        return content


def byte_ranges(data: bytes) -> list[tuple[int, int, int, int]]:
    """Every /ByteRange of four whole numbers that stands in clear in the data, in order."""
    return [tuple(int(number) for number in found.groups()) for found in _BYTE_RANGE.finditer(data)]


def containers_in_clear(data: bytes, limit: int) -> list[bytes]:
    """What long hexadecimal strings in the data hold, at most so many: the seals of a file too damaged to be read."""
    return [bytes.fromhex(found[1].decode()) for found in islice(_LONG_HEX.finditer(data), limit)]


def gap_of(pdf: bytes, byte_range: Sequence[int]) -> Gap:
    """The gap that this /ByteRange leaves; raises ProofError unless it covers the whole file but for one hex string."""
    if len(byte_range) != 4:
        raise ProofError("coverage", f"簽章範圍（/ByteRange）應有 4 個數，實際為 {len(byte_range)} 個。")
    first, head, second, tail = byte_range
    if first != 0 or not 0 < head < second or tail <= 0:
        raise ProofError("coverage", "簽章範圍（/ByteRange）的數字不合理。")
    if second + tail != len(pdf):
        raise ProofError("coverage", f"簽章範圍到第 {second + tail} 位元組為止，檔案卻有 {len(pdf)} 位元組。")
    if pdf[head : head + 1] != b"<" or pdf[second - 1 : second] != b">":
        raise ProofError("coverage", "簽章範圍以外不只有簽章內容（/Contents）。")
    return Gap(head, second)


def check_container(container: SignedContainer, covered: bytes) -> None:
    """Hold the signature against the digest of the covered bytes; raises ProofError with the first thing that is not so.

    This asks only whether the signature is right under its own certificate, not whether anybody trusts that one.
    """
    check_form(container)
    check_digest(container, covered)
    check_container_signature(container)


def check_container_signature(container: SignedContainer) -> None:
    """Is the signature value right under the container's own certificate? Raises ProofError if not."""
    check_raw_signature(container.certificate, container.algorithm, container.attributes, container.signature)


def check_form(container: SignedContainer) -> None:
    """Is it written exactly as sealing writes it, and nothing hidden behind it? Raises ProofError if not."""
    if any(container.padding):
        raise ProofError("padding", "簽章內容後面的填充處藏有資料。")
    if set(container.attribute_types) != SIGNED_ATTRIBUTES:
        raise ProofError("attributes", f"簽章屬性與本平臺的不同（{'、'.join(container.attribute_types)}）。")
    if container.bound_certificate != hashlib.sha256(container.certificate).digest():
        raise ProofError("attributes", "簽章綁定的憑證（ESS signing-certificate-v2）不是簽署者的憑證。")
    if container.algorithm not in ALGORITHMS:
        raise ProofError("algorithm", f"簽章演算法 {container.algorithm} 不在允許之列。")
    writer = ContainerWriter(container.certificate, container.others, container.algorithm)
    if writer.container(container.attributes, container.signature, container.token) != container.der:
        raise ProofError("form", "簽章內容的編碼與本平臺封緘時不同。")


def check_digest(container: SignedContainer, covered: bytes) -> None:
    """Do the covered bytes still have the digest that was signed? Raises ProofError if not."""
    if container.message_digest != covered:
        raise ProofError("digest", "檔案內容與簽章當時不同。")


def check_raw_signature(certificate: bytes, algorithm: str, attributes: bytes, signature: bytes) -> None:
    """Is this the signature of the DER attributes by the certificate's key? Raises ProofError if not.

    RSA is PKCS #1 v1.5 with at least 2048 bits, ECDSA is on P-256 or P-384, both with SHA-256.
    """
    key = public_key(certificate)
    try:
        if algorithm == RSA and isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
            key.verify(signature, attributes, padding.PKCS1v15(), SHA256())
        elif algorithm == ECDSA and isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
            key.verify(signature, attributes, ec.ECDSA(SHA256()))
        else:
            raise ProofError("algorithm", "簽章演算法或金鑰長度不在允許之列（RSA 2048 以上，或 P-256、P-384）。")
    except InvalidSignature as error:
        raise ProofError("signature", "簽章值與簽署者的公開金鑰不符。") from error


@lru_cache(maxsize=64)
def public_key(certificate: bytes) -> CertificatePublicKeyTypes:
    """The public key in a DER certificate."""
    return x509.load_der_x509_certificate(certificate).public_key()
