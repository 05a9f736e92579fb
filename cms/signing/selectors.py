"""Approved profiles, and the trust that holds at a moment."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db.models import QuerySet

from cms.core import clock
from cms.core.errors import NotFound, Refused

from .models import SigningProfile, TrustAnchor
from .trust import TrustStore


def profile_by_slug(slug: str) -> SigningProfile:
    """The approved profile of this name; raises NotFound where there is none or nobody has approved it yet."""
    profile = SigningProfile.objects.filter(slug=slug, approved_at__isnull=False).first()
    if profile is None:
        raise NotFound(f"沒有核定過的簽章設定「{slug}」：請先由設計者提案，再由另一位設計者核定。")
    return profile


def anchors_in_force(at: datetime | None = None) -> QuerySet[TrustAnchor]:
    """Anchors that two people vouch for, already effective at that time (now, if none is given), and not withdrawn."""
    return TrustAnchor.objects.filter(
        confirmed_at__isnull=False, effective_from__lte=at or clock.now(), withdrawn_at__isnull=True
    )


def trust_store(at: datetime | None = None) -> TrustStore:
    """The anchors in force, with every revocation list under MYDOC_HOME/pki (*.crl, DER or PEM)."""
    anchors = [
        x509.load_pem_x509_certificate(anchor.certificate.encode()).public_bytes(Encoding.DER)
        for anchor in anchors_in_force(at)
    ]
    lists = [_der_of(path) for path in sorted((settings.MYDOC_HOME / "pki").glob("*.crl"))]
    return TrustStore(anchors=tuple(anchors), crls=tuple(lists))


def _der_of(path: Path) -> bytes:
    content = path.read_bytes()
    if not content.startswith(b"-----BEGIN"):
        return content
    try:
        return x509.load_pem_x509_crl(content).public_bytes(Encoding.DER)
    except ValueError as error:
        raise Refused(f"廢止清冊 {path.name} 讀不懂：需要 DER 或 PEM，請重新下載。") from error
