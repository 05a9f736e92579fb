"""What a public signature history says of a seal and its time-stamp: when, by whom, with which certificate, in words."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

from cms.core import clock
from cms.core.papers import Vouching

from .backends.base import Signer
from .containers import open_container
from .proofs import byte_ranges, gap_of
from .tokens import open_token
from .validation.layers import without_layers

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
    return _line("seal", signer_name, x509.load_der_x509_certificate(signer.certificate), at)


def stamp_lines(pdf: bytes) -> tuple[Vouching, ...]:
    """The line for the time-stamp that proves by when a sealed file of ours existed; none at baseline B.

    Reads and does not judge: for a file that has just been sealed.
    """
    sealed, layers = without_layers(pdf)
    if not layers:
        return ()
    seal = open_container(gap_of(sealed, byte_ranges(sealed)[-1]).container(sealed))
    return (stamp_line(seal.token or layers[0].token),)


def stamp_line(token: bytes) -> Vouching:
    """The line for a time-stamp token, in the name that its authority's certificate has."""
    found = open_token(token)
    certificate = x509.load_der_x509_certificate(found.certificate)
    [*_others, name] = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return _line("timestamp", str(name.value), certificate, found.at.astimezone(clock.TAIPEI))


def _line(kind: str, signer: str, certificate: x509.Certificate, at: datetime) -> Vouching:
    return Vouching(
        at=at,
        kind=kind,
        signer=signer,
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
