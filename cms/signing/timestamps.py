"""A time-stamping authority on this machine (RFC 3161), for the outside head of the audit trail and for evidence."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.conf import settings
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from cms.core import clock

from .backends.bridge import SignerBridge
from .backends.software import SoftwareSigner
from .chains import check_revocation, path_to_anchor
from .containers import ProofError
from .selectors import trust_store
from .trust import TrustStore
from .validation import BROKEN, CLOCK_SKEW

POLICY = "2.999.3161.1"  # under the arc that ITU-T X.660 keeps for examples: nobody's real policy


def stamp(data: bytes) -> bytes:
    """A DER time-stamp token over the SHA-256 of data, by MYDOC_KEYS/signing/tsa.key.pem; raises Refused without that key."""
    now = clock.now()
    signer = SoftwareSigner.from_files(
        settings.MYDOC_KEYS / "signing" / "tsa.key.pem", settings.MYDOC_HOME / "pki" / "tsa.pem", at=now
    )
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(data).digest(),
            },
            "serial_number": secrets.randbits(127) + 1,
            "gen_time": now.astimezone(UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "tsa": asn1_x509.GeneralName("directory_name", asn1_x509.Certificate.load(signer.certificate).subject),
        }
    )
    content = cms.EncapsulatedContentInfo(
        {"content_type": "tst_info", "content": core.ParsableOctetString(info.dump())}
    )
    token = SignerBridge(signer).async_sign_general_data(
        content,
        "sha256",
        detached=False,
        use_cades=True,
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=now.replace(microsecond=0)),
    )
    return asyncio.run(token).dump()


def check_stamp(data: bytes, token: bytes, trust: TrustStore | None = None) -> bool:
    """Is this a token over data by a time-stamping authority under our anchors, good at its own time? Never raises.

    trust defaults to the anchors in force. The certificate must have timeStamping as its only, critical extended key
    usage (RFC 3161 §2.3).
    """
    try:
        return _is_right(data, token, trust or trust_store())
    except (*BROKEN, ProofError):
        return False


def stamped_at(token: bytes) -> datetime:
    """The time that a token states; only worth something after check_stamp."""
    return cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed["gen_time"].native


def _is_right(data: bytes, token: bytes, trust: TrustStore) -> bool:
    at = stamped_at(token)
    if at > clock.now() + CLOCK_SKEW:
        return False
    signed = cms.ContentInfo.load(token)["content"]
    certificates = [choice.chosen for choice in signed["certificates"]]
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(one) for one in trust.anchors],
        other_certs=certificates,
        moment=at,
        allow_fetching=False,
    )
    status = asyncio.run(validate_tst_signed_data(signed, context, lambda name: hashlib.new(name, data).digest()))
    authority = status["signing_cert"].dump()
    path = path_to_anchor(authority, [one.dump() for one in certificates], trust, at, "time_stamping")
    check_revocation(path, trust, at)
    return status["intact"] and status["valid"] and _stamps_only(authority)


def _stamps_only(certificate: bytes) -> bool:
    extension = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    return extension.critical and list(extension.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
