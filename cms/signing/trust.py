"""Whom we trust, as plain values, and what a certificate must be to seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from cms.core.errors import Refused


@dataclass(frozen=True, slots=True)
class TrustStore:
    """Anchors, and the revocation lists of the authorities below them, all DER.

    With require_revocation a signer about whom no list of its issuer says anything is not accepted.
    """

    anchors: tuple[bytes, ...]
    crls: tuple[bytes, ...] = ()
    require_revocation: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a judge needs in twenty years without asking anybody: certificates up to the anchor and revocation lists, DER."""

    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]


def may_seal(certificate: x509.Certificate, at: datetime) -> None:
    """Is this an end entity's signing certificate, valid at that time? Raises Refused with the reason if not.

    Key usage (RFC 5280 §4.2.1.3): digitalSignature, and none of the bits for encryption or for issuing certificates.
    GPKI cards have no nonRepudiation, so that is allowed but not asked for.
    """
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise Refused(
            f"簽章憑證在 {at:%Y-%m-%d} 不在有效期間（{certificate.not_valid_before_utc:%Y-%m-%d} 至 "
            f"{certificate.not_valid_after_utc:%Y-%m-%d}）：請換用有效的憑證。"
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        authority = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound as error:
        authority = False
        if error.oid == x509.KeyUsage.oid:
            raise Refused("簽章憑證沒有載明金鑰用途：需要數位簽章用途的憑證。") from error
    if not usage.digital_signature or usage.key_encipherment or usage.data_encipherment:
        raise Refused("簽章憑證的金鑰用途不是數位簽章（可能是加密用憑證）：請換用簽章用憑證。")
    if authority or usage.key_cert_sign or usage.crl_sign:
        raise Refused("簽章憑證是憑證機構的憑證，不能用來封緘：請換用簽章用憑證。")
