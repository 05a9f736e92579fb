"""A time-stamping authority on this machine (RFC 3161): for the head of the audit trail, evidence and long-term seals."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from django.conf import settings
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from cms.core import clock
from cms.core.errors import Refused

from .backends.base import Signer
from .backends.bridge import SignerBridge
from .backends.software import SoftwareSigner
from .selectors import trust_store
from .tokens import open_token
from .trust import TrustStore
from .validation.findings import BROKEN
from .validation.stamps import CLOCK_SKEW, check_token

POLICY = "2.999.3161.1"  # under the arc that ITU-T X.660 keeps for examples: nobody's real policy


def authority() -> SoftwareSigner:
    """The time-stamping authority: MYDOC_KEYS/signing/tsa.key.pem and MYDOC_HOME/pki/tsa.pem. Raises Refused."""
    try:
        return SoftwareSigner.from_files(
            settings.MYDOC_KEYS / "signing" / "tsa.key.pem", settings.MYDOC_HOME / "pki" / "tsa.pem", at=clock.now()
        )
    except Refused as error:
        raise Refused(f"時戳服務目前不能使用，沒有加蓋時戳：{error}") from error


def stamp(data: bytes) -> bytes:
    """A DER time-stamp token over the SHA-256 of data, by the authority on this machine; raises Refused without it."""
    return issue_token(hashlib.sha256(data).digest(), authority(), clock.now())


def issue_token(imprint: bytes, signer: Signer, at: datetime) -> bytes:
    """A DER token of this time, aware, over a SHA-256; it carries the authority's certificate with its chain."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": imprint,
            },
            "serial_number": secrets.randbits(127) + 1,
            "gen_time": at.astimezone(UTC).replace(microsecond=0),
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
        signed_attr_settings=PdfCMSSignedAttributes(signing_time=at.replace(microsecond=0)),
    )
    return asyncio.run(token).dump()


def check_stamp(data: bytes, token: bytes, trust: TrustStore | None = None) -> bool:
    """Is this a token over data by a time-stamping authority under our anchors, good at its own time? Never raises.

    trust defaults to the anchors in force.
    """
    try:
        found = check_token(token, hashlib.sha256(data).digest(), trust or trust_store())
    except BROKEN:
        return False
    return found.at <= clock.now() + CLOCK_SKEW


def stamped_at(token: bytes) -> datetime:
    """The time that a token states; only worth something after check_stamp."""
    return open_token(token).at
