"""Whether a time-stamp token holds, for what it claims to be over and under our anchors (RFC 3161)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from cms.signing.chains import check_revocation, path_to_anchor
from cms.signing.containers import ProofError
from cms.signing.tokens import Token, open_token
from cms.signing.trust import TrustStore

CLOCK_SKEW = timedelta(minutes=5)


def check_token(token: bytes, imprint: bytes, trust: TrustStore, at: datetime | None = None) -> Token:
    """Is this a token over that SHA-256, by an authority that was good at the token's time and still is at the given one?

    The certificate must have timeStamping as its only, critical extended key usage (RFC 3161 §2.3). Raises ProofError,
    and for what is no token whatever the libraries raise.
    """
    found = open_token(token)
    if found.imprint != imprint:
        raise ProofError("stamp", "時戳不是這份內容的。")
    if at is not None and found.at > at + CLOCK_SKEW:
        raise ProofError("stamp", f"時戳的時間 {found.at:%Y-%m-%d %H:%M} 晚於可以確認的時間。")
    if not (_stamps_only(found.certificate) and _is_signed(token, found, trust)):
        raise ProofError("stamp", "時戳的簽章不正確，或簽署時戳的憑證不是時戳專用。")
    for moment in {found.at, max(at or found.at, found.at)}:
        path = authority_path(found, trust, moment)
        try:
            check_revocation(path, trust, moment)
        except ProofError as error:
            raise ProofError("stamp", f"時戳服務的憑證不可採信：{error}") from error
    return found


def authority_path(token: Token, trust: TrustStore, at: datetime) -> tuple[bytes, ...]:
    """The path from an anchor down to the authority; raises ProofError where there is none at that time."""
    try:
        return path_to_anchor(token.certificate, token.others, trust, at, "time_stamping")
    except ProofError as error:
        raise ProofError("stamp", "時戳服務的憑證接不到本平臺信任的根憑證，或當時不在有效期間。") from error


def _is_signed(token: bytes, found: Token, trust: TrustStore) -> bool:
    signed = cms.ContentInfo.load(token)["content"]
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in trust.anchors],
        other_certs=[asn1_x509.Certificate.load(one) for one in found.others],
        moment=found.at,
        allow_fetching=False,
    )
    status = asyncio.run(validate_tst_signed_data(signed, context, lambda _name: found.imprint))
    return status["intact"] and status["valid"] and status["signing_cert"].dump() == found.certificate


def _stamps_only(certificate: bytes) -> bool:
    extension = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    return extension.critical and list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
