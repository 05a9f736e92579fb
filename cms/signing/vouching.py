"""What a public signature history says of a seal: when, by whom, with which certificate; in words, no bytes."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from cms.core.papers import Vouching

from .backends.base import Signer

_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
_NAMES = {
    x509.NameOID.COUNTRY_NAME: "C",
    x509.NameOID.LOCALITY_NAME: "L",
    x509.NameOID.ORGANIZATION_NAME: "O",
    x509.NameOID.ORGANIZATIONAL_UNIT_NAME: "OU",
    x509.NameOID.COMMON_NAME: "CN",
}


def vouching_of(signer: Signer, signer_name: str, at: datetime) -> Vouching:
    """The line of the history for a seal made by this signer at this time."""
    certificate = x509.load_der_x509_certificate(signer.certificate)
    return Vouching(
        at=at,
        kind="seal",
        signer=signer_name,
        subject=_distinguished(certificate.subject),
        issuer=_distinguished(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        algorithm=_algorithm(certificate),
    )


def _distinguished(name: x509.Name) -> str:
    """The name in the order of its DER, as the issuing authority wrote it (rfc4514_string would turn it round)."""
    return ", ".join(f"{_NAMES.get(part.oid, part.oid.dotted_string)}={part.value}" for part in name)


def _algorithm(certificate: x509.Certificate) -> str:
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey):
        return f"ECDSA {_CURVES.get(key.curve.name, key.curve.name)}, SHA-256"
    return f"RSA {key.key_size}, SHA-256"
