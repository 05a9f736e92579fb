"""The CMS SignedData of a seal (RFC 5652): written from parts that are encoded once, and taken apart for checking."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509

ECDSA = "sha256_ecdsa"
RSA = "sha256_rsa"
ALGORITHMS = (ECDSA, RSA)
CURVES = ("secp256r1", "secp384r1")  # P-256 and P-384
# The usual place of a seal. A reserve counts hexadecimal digits of /Contents: 6 KiB hold two long GPKI certificates,
# an RSA-4096 signature and the rest; 8 KiB hold the token of an authority that sends three such certificates along.
SEAL_FIELD = "Seal"
SEAL_RESERVE = 12_288
TOKEN_RESERVE = 16_384
STAMPED_RESERVE = SEAL_RESERVE + TOKEN_RESERVE


_STAMP_TYPE = cms.CMSAttributeType("signature_time_stamp_token").dump()


class ProofError(ValueError):
    """One statement about a signature is not true; code names it, str() is a zh-Hant sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class ContainerWriter:
    """Writes detached PAdES baseline containers of one signer; only digest and signature differ between two of them.

    pyHanko would encode certificates and names anew for each document, which takes longer than everything else.
    """

    def __init__(self, certificate: bytes, chain: Sequence[bytes], algorithm: str) -> None:
        """certificate and chain are DER, algorithm is one of ALGORITHMS."""
        own = asn1_x509.Certificate.load(certificate)
        named = cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number})
        sha256 = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
        mechanism = algos.SignedDigestAlgorithm({"algorithm": algorithm}).dump()
        self._content_type = _attribute("content_type", "data")
        self._bound = _attribute("signing_certificate_v2", _ess(certificate))
        self._before_attributes = core.Integer(1).dump() + named.dump() + sha256
        self._mechanism = mechanism
        self._before_signers = (
            core.Integer(1).dump()
            + _tlv(0x31, sha256)
            + _tlv(0x30, cms.ContentType("data").dump())
            + _tlv(0xA0, *sorted([certificate, *chain]))
        )

    def attributes(self, digest: bytes) -> bytes:
        """DER SignedAttributes as they are signed: content type, message digest, ESS certificate; no signing time."""
        return _tlv(0x31, *sorted([self._content_type, self._bound, _attribute("message_digest", digest)]))

    def container(self, attributes: bytes, signature: bytes, token: bytes = b"") -> bytes:
        """DER ContentInfo around the signed attributes and their raw signature.

        token, a time-stamp over that signature, goes into the one unsigned attribute there may be (RFC 3161 app. A).
        """
        within = b"\xa0" + attributes[1:]  # [0] IMPLICIT instead of SET
        unsigned = _tlv(0xA1, _tlv(0x30, _STAMP_TYPE, _tlv(0x31, token))) if token else b""
        signer = _tlv(0x30, self._before_attributes, within, self._mechanism, _tlv(0x04, signature), unsigned)
        signed = _tlv(0x30, self._before_signers, _tlv(0x31, signer))
        return _tlv(0x30, cms.ContentType("signed_data").dump(), _tlv(0xA0, signed))


@dataclass(frozen=True, slots=True)
class SignedContainer:
    """A detached CMS SignedData (RFC 5652) with one signer, taken apart; attributes is DER as it was signed."""

    der: bytes
    padding: bytes
    certificate: bytes
    others: tuple[bytes, ...]
    algorithm: str
    attributes: bytes
    attribute_types: tuple[str, ...]
    message_digest: bytes
    signature: bytes
    bound_certificate: bytes  # the SHA-256 in ESS signing-certificate-v2 (RFC 5035), empty if there is none
    token: bytes  # the time-stamp over the signature, DER, empty if there is none


def open_container(content: bytes) -> SignedContainer:
    """Take apart what /Contents holds; raises ProofError where it is not one signer's detached SignedData.

    What is not even ASN.1 ends in asn1crypto's own ValueError, TypeError or KeyError.
    """
    envelope = cms.ContentInfo.load(content)
    der = envelope.dump()
    if envelope["content_type"].native != "signed_data":
        raise ProofError("cms", "簽章內容不是 CMS SignedData。")
    signed = envelope["content"]
    if len(signed["signer_infos"]) != 1:
        raise ProofError("cms", f"簽章內容應有 1 個簽署者，實際為 {len(signed['signer_infos'])} 個。")
    carried = signed["encap_content_info"]
    if carried["content_type"].native != "data" or not isinstance(carried["content"], core.Void):
        raise ProofError("cms", "簽章內容夾帶了資料，不是分離式簽章。")
    signer = signed["signer_infos"][0]
    certificates = [choice.chosen for choice in signed["certificates"] if choice.name == "certificate"]
    own = [found for found in certificates if names(signer["sid"], found)]
    if len(own) != 1:
        raise ProofError("cms", f"簽章內容應有 1 張簽署者的憑證，實際為 {len(own)} 張。")
    attributes = _attributes_of(signer)
    return SignedContainer(
        der=der,
        padding=content[len(der) :],
        certificate=own[0].dump(),
        others=tuple(found.dump() for found in certificates if found is not own[0]),
        algorithm=_algorithm_of(signer),
        attributes=signer["signed_attrs"].untag().dump(),
        attribute_types=tuple(sorted(attributes)),
        message_digest=attributes["message_digest"].native if "message_digest" in attributes else b"",
        signature=signer["signature"].native,
        bound_certificate=_bound(attributes.get("signing_certificate_v2")),
        token=_token_of(signer),
    )


def names(sid: cms.SignerIdentifier, certificate: asn1_x509.Certificate) -> bool:
    """Does the signer identifier name this certificate, by issuer and serial number?"""
    if sid.name != "issuer_and_serial_number":
        return False
    named = sid.chosen
    return (
        named["issuer"].dump() == certificate["tbs_certificate"]["issuer"].dump()
        and named["serial_number"].native == certificate.serial_number
    )


def _attributes_of(signer: cms.SignerInfo) -> dict[str, Any]:
    """The one value of each signed attribute, by type; a repeated type or a second value is refused."""
    found: dict[str, Any] = {}
    for attribute in signer["signed_attrs"]:
        kind = attribute["type"].native
        if kind in found or len(attribute["values"]) != 1:
            raise ProofError("attributes", f"已簽屬性 {kind} 重複。")
        found[kind] = attribute["values"][0]
    return found


def _token_of(signer: cms.SignerInfo) -> bytes:
    """The time-stamp among the unsigned attributes; anything else there is caught by writing the container anew."""
    for attribute in signer["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token" and len(attribute["values"]) == 1:
            return attribute["values"][0].dump()
    return b""


def _algorithm_of(signer: cms.SignerInfo) -> str:
    """One of ALGORITHMS, or another name that no check accepts; rsassa_pkcs1v15 says the digest elsewhere."""
    digest, mechanism = (
        signer["digest_algorithm"]["algorithm"].native,
        signer["signature_algorithm"]["algorithm"].native,
    )
    if digest == "sha256" and mechanism == "rsassa_pkcs1v15":
        return RSA
    return mechanism if digest == "sha256" else f"{digest}+{mechanism}"


def _bound(attribute: Any) -> bytes:
    """The hash of the first ESSCertIDv2, if it is a SHA-256."""
    if attribute is None:
        return b""
    first = attribute["certs"][0]
    return first["cert_hash"].native if first["hash_algorithm"]["algorithm"].native == "sha256" else b""


def _tlv(tag: int, *parts: bytes) -> bytes:
    """One DER element (X.690 §8.1) of these encoded parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _attribute(kind: str, value: Any) -> bytes:
    return cms.CMSAttribute({"type": kind, "values": [value]}).dump()


def _ess(certificate: bytes) -> tsp.SigningCertificateV2:
    """SHA-256 is the default of ESSCertIDv2, so DER leaves the algorithm out (RFC 5035 §4)."""
    named = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest()})
    return tsp.SigningCertificateV2({"certs": [named]})
