"""The test PKI: root, organisation CA, time-stamping authority and platform seal, every name of which says 測試."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ORGANIZATION = "測試示範市政府"
NOT_BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
CA_NOT_AFTER = datetime(2049, 12, 31, tzinfo=UTC)
NOT_AFTER = datetime(2030, 1, 1, tzinfo=UTC)
CRL_NEXT_UPDATE = datetime(2036, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Issued:
    """A certificate with the key it speaks for."""

    certificate: x509.Certificate
    key: Key


def name_of(common_name: str) -> x509.Name:
    """C=TW, O=測試示範市政府, CN=…; refuses a common name that could be taken for a real authority's."""
    if "測試" not in common_name:
        raise ValueError(f"測試憑證的名稱必須含「測試」：{common_name}")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TW"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def key_usage(*usages: str) -> x509.KeyUsage:
    """The named bits of RFC 5280 §4.2.1.3 set, all others clear."""
    bits = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{bit: bit in usages for bit in bits})


def new_serial() -> int:
    """128 random bits, positive and never short (RFC 5280 §4.1.2.2)."""
    return (1 << 127) | secrets.randbits(127)


def issue(
    common_name: str,
    key: Key,
    *,
    issuer: Issued | None,
    usages: Sequence[str],
    purposes: Sequence[x509.ObjectIdentifier] = (),
    ca_depth: int | None = None,
    not_before: datetime = NOT_BEFORE,
    not_after: datetime = NOT_AFTER,
) -> Issued:
    """A certificate over the key, signed by the issuer (None: self-signed); ca_depth None makes it an end entity."""
    signer = issuer.key if issuer else key
    subject = name_of(common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(new_serial())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=ca_depth is not None, path_length=ca_depth), critical=True)
        .add_extension(key_usage(*usages), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    return Issued(builder.sign(signer, digest_for(signer)), key)


def digest_for(key: Key) -> SHA256 | SHA384:
    """SHA-384 for P-384, SHA-256 otherwise."""
    return SHA384() if isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size > 256 else SHA256()


def revocation_list(
    issuer: Issued,
    revoked: Sequence[tuple[x509.Certificate, datetime]] = (),
    *,
    number: int = 1,
    issued_at: datetime = NOT_BEFORE,
    next_update: datetime = CRL_NEXT_UPDATE,
) -> x509.CertificateRevocationList:
    """The issuer's CRL (RFC 5280 §5): which of its certificates are revoked since when."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(issued_at)
        .next_update(next_update)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for certificate, since in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, digest_for(issuer.key))


def make_test_pki(home: Path, keys: Path) -> None:
    """Write the test PKI: keys (0600) under keys/signing, certificates, CRLs and anchors under home/pki.

    The last file written is the anchor; where it exists nothing is touched, so that documents sealed before stay
    verifiable. The root's key is thrown away: nothing else is ever to be signed with it.
    """
    anchor = home / "pki" / "anchors" / "test-root.pem"
    if anchor.exists():
        return
    root = issue(
        "測試根憑證管理中心",
        ec.generate_private_key(ec.SECP384R1()),
        issuer=None,
        usages=["key_cert_sign", "crl_sign"],
        ca_depth=1,
        not_after=CA_NOT_AFTER,
    )
    authority = issue(
        "測試組織憑證管理中心",
        ec.generate_private_key(ec.SECP384R1()),
        issuer=root,
        usages=["key_cert_sign", "crl_sign"],
        ca_depth=0,
        not_after=CA_NOT_AFTER,
    )
    platform = issue(
        "測試文件保管箱平臺簽章",
        ec.generate_private_key(ec.SECP256R1()),
        issuer=authority,
        usages=["digital_signature", "content_commitment"],
    )
    clock = issue(
        "測試時戳服務",
        ec.generate_private_key(ec.SECP256R1()),
        issuer=authority,
        usages=["digital_signature"],
        purposes=[ExtendedKeyUsageOID.TIME_STAMPING],
    )
    for name, issued in {"authority": authority, "platform": platform, "tsa": clock}.items():
        _write(keys / "signing" / f"{name}.key.pem", _key_pem(issued.key), secret=True)
    for name, issued in {"platform": platform, "tsa": clock}.items():
        _write(home / "pki" / f"{name}.pem", _pem(issued.certificate) + _pem(authority.certificate))
    _write(home / "pki" / "authority.pem", _pem(authority.certificate))
    _write(home / "pki" / "authority.crl", revocation_list(authority).public_bytes(Encoding.DER))
    _write(home / "pki" / "root.crl", revocation_list(root).public_bytes(Encoding.DER))
    _write(anchor, _pem(root.certificate))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: Key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, *, secret: bool = False) -> None:
    """Whole or not at all; a secret is never readable by others, not even while it is written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if secret else 0o755)
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    draft.replace(path)
