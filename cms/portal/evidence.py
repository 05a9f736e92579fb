"""What proves a seal without us: its certificate up to the root, the roots, and the revocation lists, all as PEM."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from ssl import DER_cert_to_PEM_cert

from asn1crypto import parser
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cms.signing.models import SignerCertificate
from cms.signing.selectors import trust_store


def certificate_file(sha256: str) -> str:
    """The name of the file that holds the certificate with this fingerprint and its chain."""
    return f"evidence/certificates/{sha256}.pem"


def evidence_files(signers: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of the files that prove what these certificates (fingerprints) sealed, in one order.

    Raises Refused if a revocation list of this installation cannot be read.
    """
    trust = trust_store()
    yield "evidence/anchors.pem", _pem(trust.anchors)
    lists = [x509.load_der_x509_crl(one).public_bytes(Encoding.PEM) for one in trust.crls]
    yield "evidence/revocation.pem", b"".join(lists)
    for certificate in SignerCertificate.objects.filter(sha256__in=signers).order_by("sha256"):
        chain = [bytes(certificate.der), *_split(bytes(certificate.chain))]
        yield certificate_file(certificate.sha256), _pem(chain)


def _pem(certificates: Collection[bytes]) -> bytes:
    return "".join(DER_cert_to_PEM_cert(one) for one in certificates).encode()


def _split(chain: bytes) -> Iterator[bytes]:
    """The certificates of a chain that is kept as one piece of DER after another."""
    while chain:
        end = parser.peek(chain)
        yield chain[:end]
        chain = chain[end:]
