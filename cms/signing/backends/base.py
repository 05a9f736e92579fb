"""What sealing asks of a key, wherever it lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Signer(Protocol):
    """A private key that never leaves its place, with the certificate that speaks for it; opened after fork."""

    certificate: bytes  # DER
    chain: Sequence[bytes]  # DER, the issuing CA first, without the root
    algorithm: str  # one of cms.signing.containers.ALGORITHMS

    def sign(self, attributes: Sequence[bytes]) -> Sequence[bytes]:
        """Raw signatures over each DER SignedAttributes (RFC 5652 §5.4), in order; ECDSA as DER SEQUENCE of r and s.

        Raises cms.core.errors.Refused when the key cannot or will not sign.
        """
        ...
