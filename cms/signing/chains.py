"""From a certificate up to an anchor (RFC 5280 §6), and whether anybody took it back on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from .containers import ProofError
from .trust import TrustStore


def path_to_anchor(
    certificate: bytes, others: Sequence[bytes], trust: TrustStore, at: datetime, purpose: str = ""
) -> tuple[bytes, ...]:
    """The path, anchor first and the certificate last, valid at that time; purpose names an extended key usage.

    Nothing is fetched, and issuers are found by key, not by name alone. Raises ProofError "chain".
    """
    if not trust.anchors:
        raise ProofError("chain", "沒有任何信任的根憑證，無法確認簽署者。")
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in trust.anchors],
        other_certs=[asn1_x509.Certificate.load(one) for one in others],
        moment=at,
        allow_fetching=False,
    )
    validator = CertificateValidator(asn1_x509.Certificate.load(certificate), validation_context=context)
    try:
        path = asyncio.run(validator.async_validate_usage({"digital_signature"}, {purpose} if purpose else set()))
    except (PathError, ValidationError) as error:
        raise ProofError("chain", "簽署者的憑證接不到本平臺信任的根憑證，或當時不在有效期間。") from error
    return tuple(one.dump() for one in path.iter_certs(include_root=True))


def check_revocation(path: Sequence[bytes], trust: TrustStore, at: datetime) -> None:
    """Was every certificate below the anchor still good at that time? Raises ProofError "revocation" if not.

    A certificate counts as revoked from its revocation date, or from the invalidity date where that is earlier; one on
    hold counts as revoked while the newest list says so. Without a list the signer is refused if the store demands one.
    """
    for issuer, certificate in zip(path, path[1:], strict=False):
        newest = newest_list(issuer, trust, at)
        if newest is None:
            if certificate == path[-1] and trust.require_revocation:
                raise ProofError("revocation", "沒有簽發機構的有效廢止清冊，無法確認簽署者的憑證是否已廢止。")
            continue
        serial = x509.load_der_x509_certificate(certificate).serial_number
        entry = newest.get_revoked_certificate_by_serial_number(serial)
        if entry is not None and _since(entry) <= at:
            raise ProofError("revocation", f"簽署者的憑證或其簽發機構的憑證已於 {_since(entry):%Y-%m-%d} 廢止。")


def newest_list(issuer: bytes, trust: TrustStore, at: datetime) -> x509.CertificateRevocationList | None:
    """The issuer's newest revocation list that is not out of date at that time, if there is any."""
    lists = [found for one in trust.crls if (found := list_by(issuer, one)) is not None]  # an empty list is falsy
    current = [one for one in lists if one.next_update_utc and one.next_update_utc >= at]
    return max(current, key=lambda one: one.last_update_utc, default=None)


@lru_cache(maxsize=32)
def list_by(issuer: bytes, crl: bytes) -> x509.CertificateRevocationList | None:
    """The list, if this issuer signed it and it speaks of all its certificates; delta and partial lists do not."""
    found = x509.load_der_x509_crl(crl)
    authority = x509.load_der_x509_certificate(issuer)
    if found.issuer != authority.subject or any(extension.critical for extension in found.extensions):
        return None
    return found if found.is_signature_valid(authority.public_key()) else None


def _since(entry: x509.RevokedCertificate) -> datetime:
    try:
        invalid = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except x509.ExtensionNotFound:
        return entry.revocation_date_utc
    return min(invalid, entry.revocation_date_utc)
