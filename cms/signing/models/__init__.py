"""Who may vouch and how: signing profiles, trust anchors, and what was sealed with which certificate."""

from .anchors import TrustAnchor
from .profiles import SigningProfile
from .signatures import Signature, SignerCertificate

__all__ = ["Signature", "SignerCertificate", "SigningProfile", "TrustAnchor"]
